"""Ten bytes that arrive in three pieces, by `recv` and by a loop."""

import json
import socket
import sys
import threading


def main():
    if len(sys.argv) > 1:
        print("usage: read_exact (it takes no arguments)",
              file=sys.stderr)
        sys.exit(2)
    try:
        run()
    except OSError as error:
        sys.exit(f"read_exact: {error}")


def run():
    data = Pieces([b"abc", b"def", b"ghij"]).recv(10)
    print(f"read        returned {len(data)} bytes:", text(data))

    data = read_exact(Pieces([b"abc", b"def", b"ghij"]), 10)
    print("read_exact  filled the buffer:", text(data))

    for pieces in ([b"abc", b"def"], []):
        try:
            read_exact(Pieces(pieces), 10)
            print("read_exact  filled the buffer")
        except EOFError as error:
            print(f"read_exact  of {len(b''.join(pieces))} bytes: {error}")


def read_exact(stream, size):
    """A Python socket has no such method."""
    data = b""
    while len(data) < size:
        piece = stream.recv(size - len(data))
        if not piece:
            raise EOFError("failed to fill whole buffer")
        data += piece
    return data


class Pieces:
    """Asks for the next piece before each read, so that none is there early."""

    def __init__(self, pieces):
        with socket.create_server(("127.0.0.1", 0)) as listener:
            sender = socket.create_connection(listener.getsockname())
            self.stream, _ = listener.accept()
        threading.Thread(target=send, args=[sender, pieces]).start()

    def recv(self, size):
        self.stream.sendall(b"?")
        data = self.stream.recv(size)
        print(f"            (the kernel gave {len(data)})")
        return data


def send(stream, pieces):
    with stream:
        for piece in pieces:
            if not stream.recv(1):
                return
            stream.sendall(piece)
        stream.recv(1)


def text(data):
    return json.dumps(data.decode())


if __name__ == "__main__":
    main()
