"""A server with long answers, which sends none to a stranger: who asks first
gets a token, and the list only with it."""

import hashlib
import secrets
import socket
import sys
import threading

LIST = b"." * 1000
ASK = b"list please"


def main():
    if len(sys.argv) > 1:
        print("usage: no_amplify (it takes no arguments)", file=sys.stderr)
        sys.exit(2)
    try:
        run()
    except OSError as error:
        sys.exit(f"no_amplify: {error}")


def run():
    server, client = udp_socket(), udp_socket()
    client.settimeout(1.0)
    client.connect(server.getsockname())
    threading.Thread(target=serve, args=(server,), daemon=True).start()

    token = ask(client, ASK)
    ask(client, ASK + token)
    ask(client, ASK + b"\7" * 8)


def ask(client, request):
    sent = client.send(request)
    data = client.recv(len(LIST) + 1)
    print(f"asked with {sent} bytes, answered with {len(data)}")
    return data


def serve(server):
    key = secrets.token_bytes(32)
    while True:
        try:
            answer(server, key)
        except OSError as error:
            print(f"no_amplify: {error}", file=sys.stderr)


def answer(server, key):
    request, peer = server.recvfrom(64)
    if request.startswith(ASK):
        token = token_of(key, peer)
        shown = request[len(ASK) :]
        proven = secrets.compare_digest(shown, token)
        server.sendto(LIST if proven else token, peer)


def token_of(key, peer):
    keyed = hashlib.blake2b(repr(peer).encode(), key=key, digest_size=8)
    return keyed.digest()


def udp_socket():
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    sock.bind(("127.0.0.1", 0))
    return sock


if __name__ == "__main__":
    main()
