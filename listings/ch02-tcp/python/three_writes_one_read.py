"""Write three times, read once, and see how many messages arrive."""

import json
import socket
import sys


def main():
    if len(sys.argv) > 1:
        print("usage: three_writes_one_read (it takes no arguments)",
              file=sys.stderr)
        sys.exit(2)
    try:
        run()
    except OSError as error:
        sys.exit(f"three_writes_one_read: {error}")


def run():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        sender = socket.create_connection(listener.getsockname())
        receiver, _ = listener.accept()
    with receiver:
        with sender:
            write_three(sender)
            read_once(receiver)
        # Leaving the block has closed the sender.
        read_once(receiver)


def write_three(stream):
    for word in ["one", "two", "three"]:
        stream.sendall(word.encode())
        print("wrote", json.dumps(word))


def read_once(stream):
    data = stream.recv(4096)
    print("one read returned", len(data), "bytes:", json.dumps(data.decode()))


if __name__ == "__main__":
    main()
