"""GET one path over a bare TCP stream, and show both messages as they are."""

import re
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
    except (OSError, OverflowError, ValueError) as error:
        sys.exit(f"http_get_by_hand: {addr}: {error}")


def get(addr, path):
    if not all("!" <= character <= "~" for character in addr + path):
        raise ValueError("only ASCII without spaces can go into a request")
    deadline = time.monotonic() + TIMEOUT
    # A zone, as in [fe80::1%2]:80, means something to this machine alone.
    named = re.sub(r"%[^]]*", "", addr)
    with connect(addr, deadline) as stream:
        request = f"GET {path} HTTP/1.1\r\nHost: {named}\r\n\r\n".encode()
        stream.sendall(request)
        print("sent:\n" + visible(request), end="")

        body, status = b"", b"1"
        # Heads with a status that begins with 1 announce the answer's own.
        while status.startswith(b"1"):
            head, body = read_head(stream, body, deadline)
            print("received:\n" + visible(head), end="")
            status = re.match(rb"HTTP/1\.\d ([1-5]\d\d)[ \r]", head)
            if not status:
                raise ValueError("no usable status")
            status = status[1]
        length = 0 if status in (b"204", b"304") else body_length(head)
        while len(body) < length:
            body += read_more(stream, deadline)
    print(f"and a body of {length} bytes:", flush=True)
    sys.stdout.buffer.write(body[:length])


def connect(addr, deadline):
    host, _, port = addr.rpartition(":")
    kind = socket.SOCK_STREAM
    found = socket.getaddrinfo(host.strip("[]"), int(port), type=kind)
    # One address that says nothing leaves time to the others.
    for at, (family, *_, address) in enumerate(found, 1):
        stream = socket.socket(family, kind)
        left = deadline - time.monotonic()
        stream.settimeout(max(left / (len(found) - at + 1), 0.000001))
        try:
            stream.connect(address)
            return stream
        except OSError:
            stream.close()
            if at == len(found):
                raise


def read_head(stream, received, deadline):
    while b"\r\n\r\n" not in received:
        if len(received) > LIMIT:
            raise ValueError("the answer's head does not end")
        received += read_more(stream, deadline)
    head, end, rest = received.partition(b"\r\n\r\n")
    return head + end, rest


def visible(head):
    # Heads are bytes: what is no ASCII is shown as a number.
    text = head.decode("ascii", "backslashreplace")
    return text.replace("\r\n", "\\r\\n\n")


def read_more(stream, deadline):
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError("timed out")
    stream.settimeout(left)
    data = stream.recv(4096)
    if not data:
        raise OSError("the answer ended too early")
    return data


def body_length(head):
    # A line that begins with white space goes on with the one before.
    head = re.sub(rb"\r\n[ \t]", b" ", head).lower()
    framing = []
    for line in head.split(b"\r\n"):
        name = re.split(rb"[: \t]", line)[0]
        if name in (b"content-length", b"transfer-encoding"):
            framing.append(line)
    # A length is digits alone, and `int` takes signs and underscores as well.
    plain = rb"content-length:[ \t]*(\d+)[ \t]*"
    length = re.fullmatch(plain, framing[0]) if len(framing) == 1 else None
    # CR and LF end a line, as a pair. Below a space, only a tab may stand.
    odd = re.search(rb"[\0-\x08\n-\x1f]", head.replace(b"\r\n", b""))
    if odd or not length or int(length[1]) > LIMIT:
        raise ValueError("no usable Content-Length")
    return int(length[1])


if __name__ == "__main__":
    main()
