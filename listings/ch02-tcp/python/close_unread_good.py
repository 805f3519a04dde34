"""Close in stages: end the own direction, read to the end, let go."""

import json
import socket
import sys
import threading

LIMIT = 64 * 1024  # the most that is read of what nobody wants, in bytes


def main():
    if len(sys.argv) > 1:
        print("usage: close_unread_good (it takes no arguments)",
              file=sys.stderr)
        sys.exit(2)
    try:
        run()
    except OSError as error:
        sys.exit(f"close_unread_good: {error}")


def run():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        client = socket.create_connection(listener.getsockname())
        server, _ = listener.accept()
    with client:
        client.sendall(b"a request with more in it than is read")
        # The server waits for the client's end, so it needs its own thread.
        serving = threading.Thread(target=answer, args=[server])
        serving.start()
        for _ in range(2):
            print("client  read", json.dumps(client.recv(1024).decode()))
    serving.join()


def answer(stream):
    with stream:
        # At the end of the stream it has fewer, and no error says so.
        if len(stream.recv(9, socket.MSG_WAITALL)) < 9:
            raise EOFError("the request stopped before its ninth byte")
        stream.sendall(b"an answer")
        stream.shutdown(socket.SHUT_WR)
        rest = 0
        while rest < LIMIT and (data := stream.recv(4096)):
            rest += len(data)
        print("server  has read", rest, "bytes more, and closes")


if __name__ == "__main__":
    main()
