"""Read while writing, on both sides: neither waits for the other."""

import socket
import sys
from concurrent.futures import ThreadPoolExecutor

SIZE = 64 * 1024 * 1024  # more than the buffers of both ends hold together


def main():
    if len(sys.argv) > 1:
        print("usage: both_write_good (it takes no arguments)",
              file=sys.stderr)
        sys.exit(2)
    try:
        run()
    except OSError as error:
        sys.exit(f"both_write_good: {error}")


def run():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        left = socket.create_connection(listener.getsockname())
        right, _ = listener.accept()
    with left, right, ThreadPoolExecutor() as pool:
        reads = [pool.submit(exchange, stream) for stream in (left, right)]
        for name, read in zip(("left", "right"), reads):
            print(f"{name:5}  read {read.result()} bytes, then the end")


def exchange(stream):
    with ThreadPoolExecutor() as pool:
        writing = pool.submit(write, stream)
        read = 0
        while chunk := stream.recv(65536):
            read += len(chunk)
        writing.result()
    return read


def write(stream):
    stream.sendall(bytes(SIZE))
    stream.shutdown(socket.SHUT_WR)


if __name__ == "__main__":
    main()
