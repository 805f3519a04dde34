"""Take one send for the whole. This is wrong; `sendall` is meant."""

import socket
import sys

SIZE = 64 * 1024 * 1024  # more than the buffers of both ends hold together
TIMEOUT = 0.1  # seconds that a send may wait for room


def main():
    if len(sys.argv) > 1:
        print("usage: write_once_bad (it takes no arguments)",
              file=sys.stderr)
        sys.exit(2)
    try:
        run()
    except OSError as error:
        sys.exit(f"write_once_bad: {error}")


def run():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        sender = socket.create_connection(listener.getsockname())
        receiver, _ = listener.accept()
    with sender:
        send(sender, bytes(SIZE))
    received = 0
    with receiver:
        while chunk := receiver.recv(65536):
            received += len(chunk)
    part = "a part" if received < SIZE else "all"
    print(f"receiver  got {part} of it, and a proper end of the stream")


def send(stream, file):
    stream.settimeout(TIMEOUT)
    stream.send(file)
    print(f"sender    write was Ok: {len(file)} bytes sent, it believes")


if __name__ == "__main__":
    main()
