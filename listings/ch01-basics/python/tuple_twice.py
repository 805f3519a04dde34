"""One client port, two connections: to two servers yes, to one server no."""

import contextlib
import socket
import sys


def main():
    if len(sys.argv) > 1:
        print("usage: tuple-twice", file=sys.stderr)
        sys.exit(2)
    try:
        with contextlib.ExitStack() as stack:
            run(stack)
    except OSError as error:
        sys.exit(f"tuple-twice: {error}")


def run(stack):
    one = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
    other = stack.enter_context(socket.create_server(("127.0.0.1", 0)))

    source = ("127.0.0.1", 0)
    for listener in (one, other, one):
        # Kept open: once one is closed, its tuple may be free again.
        client = stack.enter_context(bound(source))
        source = client.getsockname()
        connect(client, source, listener.getsockname())


def bound(source):
    """A socket whose source address is settled before it connects, and may
    be another client's too."""
    client = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    client.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    client.bind(source)
    return client


def connect(client, source, server):
    ends = "{}:{} to {}:{}".format(*source, *server)
    try:
        client.connect(server)
        print(f"{ends}: connected")
    except OSError as error:
        print(f"{ends}: {error.strerror} (os error {error.errno})")


if __name__ == "__main__":
    main()
