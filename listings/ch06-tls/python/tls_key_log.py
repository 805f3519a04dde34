"""Echo a line inside TLS, and keep the secrets that open this connection."""

import os
import socket
import ssl
import sys

NAME = "good.example"
LINE = b"nobody can read this\n"


def main():
    given = dict(enumerate(sys.argv[1:]))
    addr = given.get(0, "127.0.0.1:7651")
    file = given.get(1, "target/tls-keys.log")
    ca = given.get(2, "target/lab/tls/ca.pem")
    try:
        reply = echo(addr, file, ca)
    except (OSError, OverflowError, ValueError) as error:
        sys.exit(f"tls_key_log: {addr}: {error}")
    print(reply.decode(), end="")


def echo(addr, file, ca):
    host, _, port = addr.rpartition(":")
    context = ssl.create_default_context(cafile=ca)
    # What is written there opens the connection: for its owner alone.
    os.close(os.open(file, os.O_CREAT | os.O_APPEND, 0o600))
    context.keylog_filename = file
    with socket.create_connection(
        (host.strip("[]"), int(port)), timeout=8
    ) as tcp:
        with context.wrap_socket(tcp, server_hostname=NAME) as tls:
            tls.sendall(LINE)
            with tls.makefile("rb") as replies:
                reply = replies.readline(len(LINE))
            tls.unwrap()
    if reply != LINE:
        raise OSError("the reply is not what was sent")
    return reply


if __name__ == "__main__":
    main()
