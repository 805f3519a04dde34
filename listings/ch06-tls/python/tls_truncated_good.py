"""Take only what TLS calls the end for the end of the page."""

import socket
import ssl
import sys

NAME = "good.example"
LIMIT = 64 * 1024


def main():
    given = dict(enumerate(sys.argv[1:]))
    addr, path = given.get(0, "127.0.0.1:7650"), given.get(1, "/cut")
    ca = given.get(2, "target/lab/tls/ca.pem")
    try:
        body = get(addr, path, ca)
    except (OSError, OverflowError, ValueError) as error:
        sys.exit(f"tls_truncated_good: {addr}{path}: {error}")
    print(body.rstrip().replace("\n", "\\n"))


def get(addr, path, ca):
    host, _, port = addr.rpartition(":")
    context = ssl.create_default_context(cafile=ca)
    # Some versions of Python set this by default, and all set the argument
    # below to True: with either, a cut stream ends like a whole one.
    context.options &= ~ssl.OP_IGNORE_UNEXPECTED_EOF
    request = f"GET {path} HTTP/1.1\r\nHost: {NAME}\r\n"
    with socket.create_connection(
        (host.strip("[]"), int(port)), timeout=8
    ) as tcp:
        with context.wrap_socket(
            tcp, server_hostname=NAME, suppress_ragged_eofs=False
        ) as tls:
            tls.sendall(f"{request}Connection: close\r\n\r\n".encode())
            with tls.makefile("rb") as answers:
                answer = answers.read(LIMIT + 1)
    if len(answer) > LIMIT:
        raise ValueError("the answer is too long")
    _, head_ended, body = answer.partition(b"\r\n\r\n")
    if not head_ended:
        raise ValueError("no head came")
    return body.decode()


if __name__ == "__main__":
    main()
