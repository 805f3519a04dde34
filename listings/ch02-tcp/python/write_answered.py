"""Count a line as delivered when the other program says so, not before."""

import json
import socket
import sys
import threading

LIMIT = 4096  # the longest line that either side takes, in bytes


def main():
    if len(sys.argv) > 1:
        print("usage: write_answered (it takes no arguments)",
              file=sys.stderr)
        sys.exit(2)
    try:
        run()
    except OSError as error:
        sys.exit(f"write_answered: {error}")


def run():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        client = socket.create_connection(listener.getsockname())
        server, _ = listener.accept()
    serving = threading.Thread(target=serve_one, args=[server])
    serving.start()
    with client:
        send(client, "one")
        # The server has closed before the second line leaves.
        serving.join()
        send(client, "two")


def serve_one(stream):
    with stream:
        read_line(stream)
        stream.sendall(b"ok\n")


def send(stream, word):
    try:
        stream.sendall(f"{word}\n".encode())
        print(f"client  has written {json.dumps(word)}: Ok")
    except OSError as error:
        print(f"client  cannot write {json.dumps(word)}: {error}")
    try:
        arrived = read_line(stream) == b"ok\n"
    except OSError:
        arrived = False
    print("client  it has arrived" if arrived else
          "client  no answer: keep it, and send it anew")


def read_line(stream):
    with stream.makefile("rb") as lines:
        return lines.readline(LIMIT)


if __name__ == "__main__":
    main()
