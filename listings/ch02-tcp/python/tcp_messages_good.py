"""Keep what was read until the byte comes that ends a message."""

import json
import socket
import sys

PIECES = [b"hello\nhow a", b"re you?\nadi\xc3", b"\xb3s\n"]
LIMIT = 4096  # the most that is kept of a message that does not end


def main():
    if len(sys.argv) > 1:
        print("usage: tcp_messages_good (it takes no arguments)",
              file=sys.stderr)
        sys.exit(2)
    try:
        run()
    except OSError as error:
        sys.exit(f"tcp_messages_good: {error}")


def run():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        sender = socket.create_connection(listener.getsockname())
        receiver, _ = listener.accept()
    kept = b""
    with sender, receiver:
        for piece in PIECES:
            sender.sendall(piece)
            kept = receive(receiver, kept)


def receive(stream, kept):
    data = stream.recv(4096)
    if not data:
        raise OSError("the stream has ended")
    *messages, kept = (kept + data).split(b"\n")
    for message in messages:
        text = message.decode(errors="replace")
        print("a message:", json.dumps(text, ensure_ascii=False))
    if len(kept) > LIMIT:
        raise OSError("a message without an end")
    return kept


if __name__ == "__main__":
    main()
