"""Two clients of one server port, and the four values that tell them apart."""

import socket
import sys


def main():
    if len(sys.argv) > 1:
        print("usage: four-tuple", file=sys.stderr)
        sys.exit(2)
    try:
        run()
    except OSError as error:
        sys.exit(f"four-tuple: {error}")


def run():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = listener.getsockname()
        with (
            socket.create_connection(server) as first,
            socket.create_connection(server) as second,
        ):
            # The second writes first: only the tuples can tell them apart.
            second.sendall(b"I am the second\n")
            first.sendall(b"I am the first\n")

        for _ in range(2):
            connection, _peer = listener.accept()
            with connection:
                print(four_tuple(connection))
                print(f"  {read_line(connection)}")


def four_tuple(connection):
    """Source address and port, destination address and port, as the
    client's segments carry them."""
    source = "{}:{}".format(*connection.getpeername())
    destination = "{}:{}".format(*connection.getsockname())
    return f"{source} to {destination}"


def read_line(connection):
    """What the client wrote before it closed, 100 bytes at most."""
    with connection.makefile("rb") as stream:
        return stream.read(100).decode().rstrip()


if __name__ == "__main__":
    main()
