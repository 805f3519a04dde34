"""Write once what no single packet of an Ethernet carries, and read it all."""

import socket
import sys

SIZE = 4000


def main():
    if len(sys.argv) > 1:
        print("usage: tcp_segments (it takes no arguments)", file=sys.stderr)
        sys.exit(2)
    try:
        run()
    except OSError as error:
        sys.exit(f"tcp_segments: {error}")


def run():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        sender = socket.create_connection(listener.getsockname())
        receiver, _ = listener.accept()
    with sender:
        sender.sendall(b"." * SIZE)
        print(f"one write of {SIZE} bytes")
    read_to_end(receiver)


def read_to_end(stream):
    total = 0
    with stream:
        while data := stream.recv(SIZE):
            total += len(data)
    print(f"read {total} bytes until the end of the stream")


if __name__ == "__main__":
    main()
