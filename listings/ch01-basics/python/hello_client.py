"""Connect to a server and print the line that it says."""

import socket
import sys

LIMIT = 200  # the longest line that is read, in bytes


def main():
    addr = sys.argv[1] if len(sys.argv) > 1 else "127.0.0.1:7101"
    try:
        print(greeting(addr), end="")
    except (OSError, OverflowError, ValueError) as error:
        sys.exit(f"hello_client: {addr}: {error}")


def greeting(addr):
    host, _, port = addr.rpartition(":")
    with socket.create_connection((host.strip("[]"), int(port))) as stream:
        with stream.makefile("rb") as lines:
            line = lines.readline(LIMIT)
    if not line.endswith(b"\n"):
        raise OSError("the greeting came without the end of its line")
    return line.decode()


if __name__ == "__main__":
    main()
