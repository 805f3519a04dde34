"""Send one datagram to an echo server and print the one that comes back."""

import socket
import sys
import time

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
    peers = socket.getaddrinfo(
        host.strip("[]"), int(port), type=socket.SOCK_DGRAM
    )
    end = time.monotonic() + TIMEOUT
    # Only an answer says at which of its addresses a server is.
    for at, (family, *_, peer) in enumerate(peers, 1):
        share = (end - time.monotonic()) / (len(peers) - at + 1)
        try:
            return ask(family, peer, text, max(share, 0.001)).decode()
        except OSError:
            if at == len(peers):
                raise


def ask(family, peer, text, wait):
    with socket.socket(family, socket.SOCK_DGRAM) as sock:
        sock.settimeout(wait)
        sock.connect(peer)
        sock.send(text.encode())
        return sock.recv(LARGEST)


if __name__ == "__main__":
    main()
