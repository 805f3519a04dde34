"""Send every datagram back to where it came from."""

import socket
import sys

LARGEST = 65_535


def main():
    addr = sys.argv[1] if len(sys.argv) > 1 else "127.0.0.1:7300"
    try:
        run(addr)
    except (OSError, OverflowError, ValueError) as error:
        sys.exit(f"udp_echo_server: {addr}: {error}")


def run(addr):
    host, port = split(addr)
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_DGRAM) as sock:
        sock.bind((host, port))
        print("listening on", join(sock.getsockname()), flush=True)
        while True:
            try:
                echo_one(sock)
            except OSError as error:
                print(f"udp_echo_server: {error}", file=sys.stderr)


def echo_one(sock):
    data, peer = sock.recvfrom(LARGEST)
    try:
        sock.sendto(data, peer)
    except OSError as error:
        raise OSError(f"{join(peer)}: {error}") from error
    print(f"{join(peer)}: {len(data)} bytes", flush=True)


def split(addr):
    host, _, port = addr.rpartition(":")
    host = host.strip("[]")
    if not host:
        # To `bind` an empty host is every address of this machine.
        raise ValueError("write HOST:PORT")
    return host, int(port)


def join(address):
    host, port = address[:2]
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


if __name__ == "__main__":
    main()
