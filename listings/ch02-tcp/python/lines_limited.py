"""Read lines, each of limited length, and know the three ways they end."""

import json
import socket
import sys
import threading

LIMIT = 1024  # the longest line that is taken, its newline included, in bytes


def main():
    if len(sys.argv) > 1:
        print("usage: lines_limited (it takes no arguments)",
              file=sys.stderr)
        sys.exit(2)
    try:
        run()
    except OSError as error:
        sys.exit(f"lines_limited: {error}")


def run():
    endless = b"x" * (8 * 1024 * 1024)
    for sent in [b"one\ntwo\n", b"one\ntw", b"one\n" + endless]:
        with receiver_of(sent) as stream, stream.makefile("rb") as reader:
            try:
                while (line := next_line(reader)) is not None:
                    print("line  ", json.dumps(line))
                print("end    of the stream")
            except ValueError as error:
                print("error ", error)


def next_line(reader):
    line = reader.readline(LIMIT)
    if line.endswith(b"\n"):
        return line[:-1].decode()
    if not line:
        return None
    if len(line) == LIMIT:
        raise ValueError("line too long")
    raise ValueError("the stream ends within a line")


def receiver_of(sent):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        sender = socket.create_connection(listener.getsockname())
        threading.Thread(target=send, args=[sender, sent]).start()
        return listener.accept()[0]


def send(sender, sent):
    with sender:
        try:
            sender.sendall(sent)
        except OSError:
            pass  # the receiver has hung up first, and that is all right


if __name__ == "__main__":
    main()
