"""Send one line to an echo server, inside TLS; print what comes back."""

import socket
import ssl
import sys


def main():
    given = dict(enumerate(sys.argv[1:]))
    addr, name = given.get(0, "127.0.0.1:7651"), given.get(1, "good.example")
    line, ca = given.get(2, "hello"), given.get(3, "target/lab/tls/ca.pem")
    try:
        print(echo(addr, name, line, ca), end="")
    except (OSError, OverflowError, ValueError) as error:
        sys.exit(f"tls_echo_client: {name} at {addr}: {error}")


def echo(addr, name, line, ca):
    host, _, port = addr.rpartition(":")
    context = ssl.create_default_context(cafile=ca)
    # Some versions of Python set this by default, and all set the argument
    # below to True: with either, a cut stream ends like a whole one.
    context.options &= ~ssl.OP_IGNORE_UNEXPECTED_EOF
    # The limit is each wait's, and not the whole's.
    with socket.create_connection(
        (host.strip("[]"), int(port)), timeout=8
    ) as tcp:
        with context.wrap_socket(
            tcp, server_hostname=name, suppress_ragged_eofs=False
        ) as tls:
            request = f"{line}\n".encode()
            tls.sendall(request)
            with tls.makefile("rb") as replies:
                reply = replies.readline(len(request))
            # The goodbye, and the other side's.
            tls.unwrap()
    if not reply.endswith(b"\n"):
        raise OSError("the reply came without the end of its line")
    return reply.decode()


if __name__ == "__main__":
    main()
