"""The steps to a TCP connection, one call and one line at a time."""

import socket
import sys


def main():
    if len(sys.argv) > 1:
        print("usage: socket-steps", file=sys.stderr)
        sys.exit(2)
    try:
        run()
    except OSError as error:
        sys.exit(f"socket-steps: {error}")


def run():
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    print("socket:  made, it has no address yet")

    listener.bind(("127.0.0.1", 0))
    print(f"bind:    {show(listener.getsockname())}")

    listener.listen(128)
    print("listen:  asked for a queue of 128")

    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as client:
        # The kernel completes the connection; nobody has called accept yet.
        client.connect(listener.getsockname())
        print(f"connect: {ends(client)}")

        accepted, _peer = listener.accept()
        print(f"accept:  {ends(accepted)}")

        listener.close()
        print("close:   the listener is gone")

        with accepted:
            client.sendall(b"hello")
            # `recv` may return less: read until all five bytes are here.
            received = accepted.recv(5, socket.MSG_WAITALL)
            print(f"read:    {received.decode()}")


def ends(connection):
    """Both ends of a connection, its own first."""
    local = show(connection.getsockname())
    peer = show(connection.getpeername())
    return f"from {local} to {peer}"


def show(address):
    host, port = address
    return f"{host}:{port}"


if __name__ == "__main__":
    main()
