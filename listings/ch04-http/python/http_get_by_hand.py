"""GET one path over a bare TCP stream, and show both messages as they are."""

import socket
import sys
import time

TIMEOUT = 5
LIMIT = 1024 * 1024


def main():
    addr = sys.argv[1] if len(sys.argv) > 1 else "127.0.0.1:7450"
    path = sys.argv[2] if len(sys.argv) > 2 else "/hello"
    try:
        get(addr, path)
    except (OSError, ValueError) as error:
        sys.exit(f"http_get_by_hand: {addr}: {error}")


def get(addr, path):
    if not all("!" <= character <= "~" for character in addr + path):
        raise ValueError("only ASCII without spaces can go into a request")
    deadline = time.monotonic() + TIMEOUT
    host, _, port = addr.rpartition(":")
    host = host.strip("[]")
    with socket.create_connection((host, int(port)), TIMEOUT) as stream:
        request = f"GET {path} HTTP/1.1\r\nHost: {addr}\r\n\r\n".encode()
        stream.sendall(request)
        print("sent:\n" + visible(request), end="")

        received = b""
        while b"\r\n\r\n" not in received:
            if len(received) > LIMIT:
                raise ValueError("the answer's head does not end")
            received += read_more(stream, deadline)
        head, _, body = received.partition(b"\r\n\r\n")
        print("received:\n" + visible(head + b"\r\n\r\n"), end="")

        length = body_length(head)
        while len(body) < length:
            body += read_more(stream, deadline)
    print(f"and a body of {length} bytes:", flush=True)
    sys.stdout.buffer.write(body[:length])


def visible(head):
    return head.decode().replace("\r\n", "\\r\\n\n")


def read_more(stream, deadline):
    stream.settimeout(max(deadline - time.monotonic(), 0.000001))
    data = stream.recv(4096)
    if not data:
        raise OSError("the answer ended too early")
    return data


def body_length(head):
    lengths = []
    for line in head.split(b"\r\n")[1:]:
        name, _, value = line.partition(b":")
        if name.lower() == b"transfer-encoding":
            raise ValueError("no usable Content-Length")
        if name.lower() == b"content-length":
            lengths.append(value.strip())
    # A length is digits alone, and `int` takes signs and underscores as well.
    if len(lengths) != 1 or not lengths[0].isdigit():
        raise ValueError("no usable Content-Length")
    length = int(lengths[0])
    if length > LIMIT:
        raise ValueError("no usable Content-Length")
    return length


if __name__ == "__main__":
    main()
