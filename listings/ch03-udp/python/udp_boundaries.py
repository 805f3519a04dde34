"""Send four datagrams, one of them empty, and receive four."""

import json
import socket
import sys


def main():
    if len(sys.argv) > 1:
        print("usage: udp_boundaries (it takes no arguments)", file=sys.stderr)
        sys.exit(2)
    try:
        run()
    except OSError as error:
        sys.exit(f"udp_boundaries: {error}")


def run():
    with udp_socket() as receiver, udp_socket() as sender:
        receiver.settimeout(1.0)
        sender.connect(receiver.getsockname())
        texts = ["one", "two", "", "three"]
        for text in texts:
            n = sender.send(text.encode())
            print(f"sent {n} bytes: {json.dumps(text)}")
        for _ in texts:
            receive_one(receiver)


def udp_socket():
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    sock.bind(("127.0.0.1", 0))
    return sock


def receive_one(sock):
    data, _ = sock.recvfrom(2048)
    text = json.dumps(data.decode())
    print(f"one receive returned {len(data)} bytes: {text}")


if __name__ == "__main__":
    main()
