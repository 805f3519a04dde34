"""Send one datagram to everybody on a network: refused, then allowed."""

import json
import os
import socket
import sys

EVERYBODY = "127.255.255.255"


def main():
    if len(sys.argv) > 1:
        print("usage: udp_broadcast (it takes no arguments)", file=sys.stderr)
        sys.exit(2)
    try:
        run()
    except OSError as error:
        sys.exit(f"udp_broadcast: {error}")


def run():
    with udp_socket("0.0.0.0") as hearer, udp_socket("127.0.0.1") as sender:
        hearer.settimeout(1.0)
        everybody = EVERYBODY, hearer.getsockname()[1]
        try:
            sender.sendto(b"who is there?", everybody)
            print("sent at once")
        except OSError as error:
            text = os.strerror(error.errno)
            print(f"refused: {text} (os error {error.errno})")
        sender.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
        n = sender.sendto(b"who is there?", everybody)
        print(f"allowed: sent {n} bytes to {EVERYBODY}")
        data, (host, port) = hearer.recvfrom(2048)
        print(f"heard from {host}:{port}: {json.dumps(data.decode())}")
        hearer.sendto(b"I am", (host, port))
        data, (host, _) = sender.recvfrom(2048)
        print(f"answered from {host}: {json.dumps(data.decode())}")


def udp_socket(host):
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    sock.bind((host, 0))
    return sock


if __name__ == "__main__":
    main()
