"""Send to a port where nobody listens, twice from a socket that is not
connected and thrice from one that is, and see which of them learns of it."""

import os
import socket
import sys


def main():
    if len(sys.argv) > 1:
        print("usage: udp_connected (it takes no arguments)", file=sys.stderr)
        sys.exit(2)
    try:
        run()
    except OSError as error:
        sys.exit(f"udp_connected: {error}")


def run():
    with udp_socket() as held:
        # Connected to itself, it hears nobody else.
        held.connect(held.getsockname())
        send_twice(held.getsockname())
        send_connected(held.getsockname())


def send_twice(nobody):
    with udp_socket() as sock:
        print("not connected:")
        for _ in range(2):
            tell("send_to", lambda: sock.sendto(b"hello", nobody))
        sock.settimeout(1.0)
        tell("recv", lambda: len(sock.recv(64)))


def send_connected(nobody):
    with udp_socket() as sock:
        sock.connect(nobody)
        print("connected:")
        for _ in range(3):
            tell("send", lambda: sock.send(b"hello"))


def udp_socket():
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    sock.bind(("127.0.0.1", 0))
    return sock


def tell(call, send):
    try:
        print(f"  {call}: {send()} bytes")
    except socket.timeout:
        # Rust hands on what the kernel says.
        print(f"  {call}: Resource temporarily unavailable (os error 11)")
    except OSError as error:
        text = os.strerror(error.errno)
        print(f"  {call}: {text} (os error {error.errno})")


if __name__ == "__main__":
    main()
