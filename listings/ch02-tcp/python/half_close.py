"""Say that there is no more to send, and read the answer all the same."""

import socket
import sys
import threading

LIMIT = 4096  # the most that either side reads, in bytes


def main():
    if len(sys.argv) > 1:
        print("usage: half_close (it takes no arguments)",
              file=sys.stderr)
        sys.exit(2)
    try:
        run()
    except OSError as error:
        sys.exit(f"half_close: {error}")


def run():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        serving = threading.Thread(target=count, args=[listener])
        serving.start()
        with socket.create_connection(listener.getsockname()) as client:
            client.sendall(b"hello")
            client.shutdown(socket.SHUT_WR)
            print("client  has ended its direction")
            with client.makefile("rb") as answers:
                answer = answers.read(LIMIT).decode()
            print(f'client  reads "{answer}", then the end')
        serving.join()


def count(listener):
    stream, _ = listener.accept()
    with stream, stream.makefile("rb") as data:
        counted = len(data.read(LIMIT))
        stream.sendall(f"server counted {counted} bytes".encode())


if __name__ == "__main__":
    main()
