"""Send one datagram to an echo server and print the one that comes back."""

import socket
import sys

TIMEOUT = 1.0  # seconds
LARGEST = 65_535


def main():
    addr = sys.argv[1] if len(sys.argv) > 1 else "127.0.0.1:7300"
    text = sys.argv[2] if len(sys.argv) > 2 else "hello"
    try:
        print(echo(addr, text))
    except socket.timeout:
        sys.exit(f"udp_echo_client: {addr}: no answer within 1 s")
    except (OSError, OverflowError, ValueError) as error:
        sys.exit(f"udp_echo_client: {addr}: {error}")


def echo(addr, text):
    host, _, port = addr.rpartition(":")
    host = host.strip("[]")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_DGRAM) as sock:
        sock.settimeout(TIMEOUT)
        sock.connect((host, int(port)))
        sock.send(text.encode())
        return sock.recv(LARGEST).decode()


if __name__ == "__main__":
    main()
