"""Write twice to a peer that has closed, and see which write fails."""

import socket
import sys


def main():
    if len(sys.argv) > 1:
        print("usage: write_after_close (it takes no arguments)",
              file=sys.stderr)
        sys.exit(2)
    try:
        run()
    except OSError as error:
        sys.exit(f"write_after_close: {error}")


def run():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        client = socket.create_connection(listener.getsockname())
        server, _ = listener.accept()
    with client:
        server.sendall(b"goodbye")
        server.close()
        print("server  has said goodbye, and closed")
        for _ in range(2):
            read(client)
        for word in ["one", "two"]:
            write(client, word)


def read(stream):
    data = stream.recv(1024)
    print(f'client  reads "{data.decode()}"' if data else
          "client  reads the end")


def write(stream, word):
    try:
        n = stream.send(word.encode())
        print(f'client  writes "{word}": Ok, {n} bytes')
    except OSError as error:
        why = f"{error.strerror} (os error {error.errno})"
        print(f'client  writes "{word}": {why}')


if __name__ == "__main__":
    main()
