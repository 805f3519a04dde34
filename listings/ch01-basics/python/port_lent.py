"""A fixed port fails where the kernel has lent it to a client already."""

import errno
import socket
import sys


def main():
    if len(sys.argv) > 1:
        print("usage: port-lent", file=sys.stderr)
        sys.exit(2)
    try:
        run()
    except OSError as error:
        sys.exit(f"port-lent: {error}")


def run():
    with (
        socket.create_server(("127.0.0.1", 0)) as listener,
        socket.create_connection(listener.getsockname()) as client,
    ):
        lent = client.getsockname()
        print(f"a client was lent {lent[0]}:{lent[1]}")

        report("TCP server there", socket.SOCK_STREAM, lent)
        # UDP has ports of its own: the same number is another door.
        report("UDP server there", socket.SOCK_DGRAM, lent)
        report("TCP server on port 0", socket.SOCK_STREAM, ("127.0.0.1", 0))


def report(what, kind, addr):
    with socket.socket(socket.AF_INET, kind) as server:
        try:
            server.bind(addr)
            print(f"{what}: bound")
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise
            print(f"{what}: {error.strerror} (os error {error.errno})")


if __name__ == "__main__":
    main()
