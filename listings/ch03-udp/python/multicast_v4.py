"""Send one datagram to a group of two, and another after one has left."""

import json
import socket
import sys

GROUP = "239.255.73.1"
INTERFACE = "127.0.0.1"
IP_MULTICAST_ALL = 49  # Linux's number; the module has no name for it
MEMBERSHIP = socket.inet_aton(GROUP) + socket.inet_aton(INTERFACE)


def main():
    if len(sys.argv) > 1:
        print("usage: multicast_v4 (it takes no arguments)", file=sys.stderr)
        sys.exit(2)
    try:
        run()
    except OSError as error:
        sys.exit(f"multicast_v4: {error}")


def run():
    first = udp_socket("", 0)
    port = first.getsockname()[1]
    second = udp_socket("", port)
    for member in (first, second):
        option = socket.IP_ADD_MEMBERSHIP
        member.setsockopt(socket.IPPROTO_IP, option, MEMBERSHIP)

    sender = udp_socket(INTERFACE, 0)
    own = socket.inet_aton(INTERFACE)
    sender.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, own)
    sender.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_TTL, 1)
    sender.sendto(b"hello, all", (GROUP, port))
    hear("first", first)
    hear("second", second)

    option = socket.IP_DROP_MEMBERSHIP
    second.setsockopt(socket.IPPROTO_IP, option, MEMBERSHIP)
    print("the second leaves")
    sender.sendto(b"hello, rest", (GROUP, port))
    hear("first", first)
    hear("second", second)


def udp_socket(host, port):
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if sys.platform == "linux":
        # Or a socket hears what any other of this host has joined.
        sock.setsockopt(socket.IPPROTO_IP, IP_MULTICAST_ALL, 0)
    elif hasattr(socket, "SO_REUSEPORT"):
        # macOS and the BSDs want this one as well.
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    sock.bind((host, port))
    sock.settimeout(1.0)
    return sock


def hear(name, sock):
    try:
        text = json.dumps(sock.recv(2048).decode())
    except TimeoutError:
        text = "nothing"
    print(f"the {name} heard {text}")


if __name__ == "__main__":
    main()
