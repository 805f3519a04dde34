"""Send a datagram that fits into one Ethernet packet, and one that does not
by a single byte."""

import socket
import sys

# An ordinary Ethernet carries IP packets of 1500 bytes. IPv4's header takes
# 20 of them, and UDP's 8.
FITS = 1500 - 20 - 8


def main():
    if len(sys.argv) > 1:
        print("usage: udp_fragments (it takes no arguments)", file=sys.stderr)
        sys.exit(2)
    try:
        run()
    except OSError as error:
        sys.exit(f"udp_fragments: {error}")


def run():
    with udp_socket() as receiver, udp_socket() as sender:
        receiver.settimeout(1.0)
        sender.connect(receiver.getsockname())
        for size in (FITS, FITS + 1):
            sent = sender.send(b"." * size)
            # Room for one byte more would show one that is too large.
            data, _ = receiver.recvfrom(FITS + 2)
            print(f"sent one datagram of {sent} bytes, received {len(data)}")


def udp_socket():
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    sock.bind(("127.0.0.1", 0))
    return sock


if __name__ == "__main__":
    main()
