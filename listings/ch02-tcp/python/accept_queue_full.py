"""Connect to a server that does not accept, until no more is let in."""

import socket
import sys

TIMEOUT = 0.2  # seconds; a connection on this machine takes far less
CLIENTS = 1000  # more than any listener here keeps waiting


def main():
    if len(sys.argv) > 1:
        print("usage: accept_queue_full (it takes no arguments)",
              file=sys.stderr)
        sys.exit(2)
    try:
        run()
    except OSError as error:
        sys.exit(f"accept_queue_full: {error}")


def run():
    with socket.create_server(("127.0.0.1", 0), backlog=128) as listener:
        address = listener.getsockname()
        waiting = crowd(address)
        print(len(waiting), "are connected, none is accepted")
        after(address)
        accepted, _ = listener.accept()
        print("the server has accepted one")
        after(address)
        for stream in [accepted, *waiting]:
            stream.close()


def crowd(address):
    waiting = []
    try:
        while len(waiting) < CLIENTS:
            waiting.append(socket.create_connection(address, TIMEOUT))
    except OSError:
        pass
    return waiting


def after(address):
    try:
        socket.create_connection(address, TIMEOUT).close()
        print("the next one is connected")
    except OSError as error:
        print("the next one is not: connection", error)


if __name__ == "__main__":
    main()
