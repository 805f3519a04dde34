"""An accept loop that outlives what accept reports."""

import os
import socket
import sys
import time

MANY = 1 << 20  # more descriptors than a process usually may have
PAUSE = 0.1  # seconds to wait for what has run out


def main():
    if len(sys.argv) > 1:
        print("usage: accept_survives_good (it takes no arguments)",
              file=sys.stderr)
        sys.exit(2)
    try:
        run()
    except OSError as error:
        sys.exit(f"accept_survives_good: {error}")


def run():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        client = socket.create_connection(listener.getsockname())
        print("client  is connected")
        busy = use_up(listener)
        print("server  has no descriptor left")
        with client, next_client(listener, busy) as stream:
            stream.sendall(b"welcome")
            print(f'client  reads "{client.recv(64).decode()}"')


def use_up(listener):
    busy = []
    try:
        while len(busy) < MANY:
            busy.append(os.dup(listener.fileno()))
    except OSError:
        return busy
    raise OSError("no limit: try `ulimit -n 1024`")


def next_client(listener, busy):
    while True:
        try:
            return listener.accept()[0]
        except (ConnectionAbortedError, InterruptedError):
            continue
        except OSError as error:
            why = f"{error.strerror} (os error {error.errno})"
            print(f"server  accepts nobody: {why}")
        print("server  pauses, and others of its clients leave")
        while busy:
            os.close(busy.pop())
        time.sleep(PAUSE)


if __name__ == "__main__":
    main()
