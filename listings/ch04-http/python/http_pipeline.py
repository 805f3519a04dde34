"""Send three requests at once over one connection, and read three answers."""

import re
import socket
import sys
import time

TIMEOUT = 5  # seconds for each address to connect to, and for the rest
LIMIT = 64 * 1024  # the most that is read of one head, and of one body
REQUESTS = ["HEAD /hello", "GET /hello", "GET /json"]


def main():
    addr = sys.argv[1] if len(sys.argv) > 1 else "127.0.0.1:7450"
    try:
        ask(addr)
    except (OSError, OverflowError, ValueError) as error:
        sys.exit(f"http_pipeline: {addr}: {error}")


def ask(addr):
    host, _, port = addr.rpartition(":")
    address = (host.strip("[]"), int(port))
    with socket.create_connection(address, timeout=TIMEOUT) as stream:
        deadline = time.monotonic() + TIMEOUT
        requests = [f"{r} HTTP/1.1\r\nHost: {addr}\r\n\r\n" for r in REQUESTS]
        stream.sendall("".join(requests).encode("ascii"))

        rest = b""
        for request in REQUESTS:
            status = 100
            # Announcements of an answer come before it.
            while 100 <= status < 200:
                while b"\r\n\r\n" not in rest:
                    rest += receive(stream, deadline)
                    if len(rest) > 2 * LIMIT:
                        raise OSError("no whole head with a usable length")
                head, rest = rest.split(b"\r\n\r\n", 1)
                status, length = read_head(head)
            # An answer to HEAD has the head of one to GET, and no body.
            body = 0 if request.startswith("HEAD ") else length
            while len(rest) < body:
                rest += receive(stream, deadline)
            rest = rest[body:]
            print(f"{request}: {status}, length {length}, {body} bytes came")


def receive(stream, deadline):
    left = deadline - time.monotonic()
    if left <= 0:
        raise OSError("timed out")
    stream.settimeout(left)
    data = stream.recv(4096)
    if not data:
        raise OSError("the last answer was cut")
    return data


def read_head(head):
    """The status, of three digits, and the length of the body."""
    status = re.match(rb"HTTP/1\.1 ([1-5]\d\d)(?![^ \r])", head)
    # A line that begins with white space goes on with the one before.
    head = re.sub(rb"\r\n[ \t]", b" ", head).lower() + b"\r\n"
    names = rb"(?:content-length|transfer-encoding)(?![^:\s])"
    framing = re.findall(rb"(?<=\r\n)" + names + rb"[^\r]*", head)
    plain = rb"content-length:[ \t]*(\d+)[ \t]*"
    length = re.fullmatch(plain, framing[0]) if len(framing) == 1 else None
    # CR and LF end a line, as a pair. Below a space, only a tab may stand.
    odd = re.search(rb"[\0-\x08\n-\x1f]", head.replace(b"\r\n", b""))
    if status and (status[1] < b"200" or status[1] in (b"204", b"304")):
        return int(status[1]), 0
    if odd or not status or not length or int(length[1]) > LIMIT:
        raise OSError("no whole head with a usable length")
    return int(status[1]), int(length[1])


if __name__ == "__main__":
    main()
