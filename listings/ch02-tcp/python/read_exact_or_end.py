"""Read records of ten bytes until a proper end, and know a cut one from it."""

import socket
import sys

SIZE = 10  # the size of every record, in bytes


def main():
    if len(sys.argv) > 1:
        print("usage: read_exact_or_end (it takes no arguments)",
              file=sys.stderr)
        sys.exit(2)
    try:
        run()
    except OSError as error:
        sys.exit(f"read_exact_or_end: {error}")


def run():
    for sent in [b"0123456789abcdefghij", b"0123456789abcdef"]:
        with receiver_of(sent).makefile("rb") as receiver:
            # Unlike `recv`, `read` goes on until it has them all, or the end.
            while len(record := receiver.read(SIZE)) == SIZE:
                print("record ", record.decode())
            if record:
                print(f"error   it ends after {len(record)} of {SIZE} bytes")
            else:
                print("end     between two records")


def receiver_of(sent):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        with socket.create_connection(listener.getsockname()) as sender:
            sender.sendall(sent)
        return listener.accept()[0]


if __name__ == "__main__":
    main()
