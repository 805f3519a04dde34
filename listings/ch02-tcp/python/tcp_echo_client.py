"""Send one line to an echo server and print the line that comes back."""

import socket
import sys


def main():
    addr = sys.argv[1] if len(sys.argv) > 1 else "127.0.0.1:7200"
    line = sys.argv[2] if len(sys.argv) > 2 else "hello"
    try:
        print(echo(addr, line), end="")
    except (OSError, OverflowError, ValueError) as error:
        sys.exit(f"tcp_echo_client: {addr}: {error}")


def echo(addr, line):
    host, _, port = addr.rpartition(":")
    with socket.create_connection((host.strip("[]"), int(port))) as stream:
        request = f"{line}\n".encode()
        stream.sendall(request)
        with stream.makefile("rb") as replies:
            reply = replies.readline(len(request))
    if not reply.endswith(b"\n"):
        raise OSError("the reply came without the end of its line")
    return reply.decode()


if __name__ == "__main__":
    main()
