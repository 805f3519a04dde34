"""Who closes first keeps the remains: can its port be listened on again?"""

import os
import socket
import sys


def main():
    if len(sys.argv) > 1:
        print("usage: time_wait (it takes no arguments)",
              file=sys.stderr)
        sys.exit(2)
    try:
        run()
    except OSError as error:
        sys.exit(f"time_wait: {error}")


def run():
    client, server = connection()
    address = server.getsockname()
    close(server, client)
    print("the server closed first")
    listen("server", address)

    client, server = connection()
    address = client.getsockname()
    close(client, server)
    print("the client closed first")
    listen("client", address)

    with socket.create_server(("127.0.0.1", 0)) as living:
        print("a listener is alive")
        listen("listener", living.getsockname())


def connection():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        client = socket.create_connection(listener.getsockname())
        server, _ = listener.accept()
    return client, server


def close(first, second):
    first.close()
    second.recv(1)
    second.close()


def listen(whose, address):
    try:
        # Like std, this sets SO_REUSEADDR; `socket` with `bind` would not.
        socket.create_server(address).close()
        print(f"  a new listener takes the {whose}'s port")
    except OSError as error:
        why = f"{os.strerror(error.errno)} (os error {error.errno})"
        print(f"  the {whose}'s port is not free: {why}")


if __name__ == "__main__":
    main()
