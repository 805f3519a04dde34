"""Bound the whole: every recv gets what is left of one deadline."""

import socket
import sys
import threading
import time

TIMEOUT = 0.4  # seconds for all of it
PAUSE = 0.025  # seconds before each byte
LIMIT = 4096  # the longest line that the client takes, in bytes


def main():
    if len(sys.argv) > 1:
        print("usage: deadline_good (it takes no arguments)",
              file=sys.stderr)
        sys.exit(2)
    try:
        run()
    except OSError as error:
        sys.exit(f"deadline_good: {error}")


def run():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        client = socket.create_connection(listener.getsockname())
        server, _ = listener.accept()
    threading.Thread(target=drip, args=[server], daemon=True).start()
    with client:
        try:
            n = len(read_line(client, time.monotonic() + TIMEOUT))
            print(f"client  read {n} bytes, and none too late")
        except TimeoutError as error:
            print(f"client  gave up: {error}")


def read_line(stream, deadline):
    line = b""
    while len(line) < LIMIT and not line.endswith(b"\n"):
        left = deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError("the deadline has passed")
        stream.settimeout(left)
        try:
            byte = stream.recv(1)
        except socket.timeout:
            raise TimeoutError("the deadline has passed") from None
        if not byte:
            break
        line += byte
    return line


def drip(stream):
    try:
        while True:
            time.sleep(PAUSE)
            stream.sendall(b".")
    except OSError:
        stream.close()


if __name__ == "__main__":
    main()
