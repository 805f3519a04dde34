"""See that a datagram was cut: by a flag, and by one byte too many."""

import socket
import sys

LARGEST = 10  # bytes in the largest datagram of this program's protocol


def main():
    if len(sys.argv) > 1:
        print("usage: truncate_seen (it takes no arguments)", file=sys.stderr)
        sys.exit(2)
    if not hasattr(socket.socket, "recvmsg"):
        sys.exit("truncate_seen: Python has no recvmsg on this system")
    try:
        run()
    except OSError as error:
        sys.exit(f"truncate_seen: {error}")


def run():
    with udp_socket() as receiver, udp_socket() as sender:
        receiver.settimeout(1.0)
        sender.connect(receiver.getsockname())
        for receive in (by_flag, by_spare_byte):
            for size in (LARGEST, 100):
                sent = sender.send(b"." * size)
                print(f"sent {sent} bytes: {receive(receiver)}")


def udp_socket():
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    sock.bind(("127.0.0.1", 0))
    return sock


def by_flag(sock):
    data, _, flags, _ = sock.recvmsg(LARGEST)
    truncated = "true" if flags & socket.MSG_TRUNC else "false"
    return f"{len(data)} kept, truncated: {truncated}"


def by_spare_byte(sock):
    data, _ = sock.recvfrom(LARGEST + 1)
    if len(data) > LARGEST:
        return f"more than {LARGEST}, refused"
    return f"all {len(data)} kept"


if __name__ == "__main__":
    main()
