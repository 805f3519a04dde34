"""A client that takes an answer from the one that it has asked, and to the
question that it has asked."""

import secrets
import socket
import sys
import time

TIMEOUT = 1.0  # seconds


def main():
    if len(sys.argv) > 1:
        usage = "usage: wrong_sender_good (it takes no arguments)"
        print(usage, file=sys.stderr)
        sys.exit(2)
    try:
        run()
    except OSError as error:
        sys.exit(f"wrong_sender_good: {error}")


def run():
    with udp_socket() as server, udp_socket() as stranger:
        with udp_socket() as client:
            client.connect(server.getsockname())
            own_id = secrets.token_bytes(8)
            client.send(own_id + b"where is the bank?")
            stranger.sendto(b"at my house", client.getsockname())
            answer(server)
            print("the answer:", receive(client, own_id))


def udp_socket():
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    sock.bind(("127.0.0.1", 0))
    return sock


def answer(server):
    request, client = server.recvfrom(2048)
    server.sendto(b"a guess: at my house", client)
    server.sendto(request[:8] + b"at the market", client)


def receive(client, own_id):
    deadline = time.monotonic() + TIMEOUT
    while True:
        left = deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError("timed out")
        client.settimeout(left)
        data = client.recv(2048)
        if data.startswith(own_id):
            return data[len(own_id) :].decode()
        print(f"dropped {len(data)} bytes without our id")


if __name__ == "__main__":
    main()
