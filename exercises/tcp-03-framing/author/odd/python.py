"""Odd, and right: the same in Python, which tells what it does."""
import socket
import sys

LONGEST = 65_536


def exactly(stream, length):
    """So many bytes; None where the stream ends before."""
    parts = []
    while length > 0:
        part = stream.recv(length)
        if not part:
            return None
        parts.append(part)
        length -= len(part)
    return b"".join(parts)


def serve(stream):
    while header := exactly(stream, 4):
        length = int.from_bytes(header, "big")
        print("a frame of", length, file=sys.stderr)
        if length > LONGEST:
            return
        payload = exactly(stream, length)
        if payload is None:
            return
        stream.sendall(header + payload[::-1])


host, port = sys.argv[1].rsplit(":", 1)
with socket.create_server((host, int(port))) as listener:
    print("listening on %s:%d" % listener.getsockname(), flush=True)
    while True:
        stream, peer = listener.accept()
        with stream:
            try:
                serve(stream)
            except OSError as error:
                print(peer, error, file=sys.stderr)
