"""Show a certificate to a server that asks for one."""

import socket
import ssl
import sys

NAME = "good.example"
LIMIT = 64 * 1024
REQUEST = (
    b"GET /whoami HTTP/1.1\r\nHost: good.example\r\nConnection: close\r\n\r\n"
)


def main():
    given = dict(enumerate(sys.argv[1:]))
    addr, cert = given.get(0, "127.0.0.1:7652"), given.get(1, "none")
    key, ca = given.get(2, "none"), given.get(3, "target/lab/tls/ca.pem")
    try:
        ask(addr, cert, key, ca)
    except (OSError, OverflowError, ValueError) as error:
        sys.exit(f"tls_client_cert: {addr}: {error}")


def ask(addr, cert, key, ca):
    host, _, port = addr.rpartition(":")
    context = ssl.create_default_context(cafile=ca)
    # Some versions of Python set this by default, and all set the argument
    # below to True: with either, a cut stream ends like a whole one.
    context.options &= ~ssl.OP_IGNORE_UNEXPECTED_EOF
    if cert != "none":
        context.load_cert_chain(cert, key)
    with socket.create_connection(
        (host.strip("[]"), int(port)), timeout=8
    ) as tcp:
        with context.wrap_socket(
            tcp, server_hostname=NAME, suppress_ragged_eofs=False
        ) as tls:
            print(
                "the handshake is over, as far as the client knows",
                file=sys.stderr,
            )
            tls.sendall(REQUEST)
            with tls.makefile("rb") as answers:
                answer = answers.read(LIMIT + 1)
    if len(answer) > LIMIT:
        raise ValueError("the answer is too long")
    _, head_ended, body = answer.partition(b"\r\n\r\n")
    if not head_ended:
        raise ValueError("no head came")
    print("you are", body.decode().rstrip())


if __name__ == "__main__":
    main()
