"""Ask a time server, and say how far its clock is from this machine's."""

import socket
import struct
import sys
import time

TIMEOUT = 1.0  # seconds
TO_UNIX = 2_208_988_800
LENGTH = 48


def main():
    addr = sys.argv[1] if len(sys.argv) > 1 else "127.0.0.1:7353"
    try:
        offset = ask(addr)
    except (OSError, OverflowError, ValueError) as error:
        sys.exit(f"sntp_ask: {addr}: {error}")
    if abs(offset) < 0.5:
        print("the clocks agree within a second")
        return
    where = "behind" if offset < 0 else "ahead"
    print(f"the server is {abs(offset):.0f} s {where}")


def ask(addr):
    host, _, port = addr.rpartition(":")
    host = host.strip("[]")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_DGRAM) as sock:
        sock.connect((host, int(port)))
        left = now()
        sock.send(bytes([4 << 3 | 3]) + bytes(39) + struct.pack("!Q", left))
        reply = receive(sock, left)
        came = now()
    # Codes for clients that are to go, or to ask less (RFC 5905 §7.4).
    if reply[1] == 0 and reply[12:16] in (b"DENY", b"RSTR", b"RATE"):
        raise ValueError("it wants no questions")
    received, sent = struct.unpack("!QQ", reply[32:48])
    # Zero stands for a time that is not known (RFC 5905 §6).
    if reply[0] >> 6 == 3 or not 0 < reply[1] < 16 or 0 in (received, sent):
        raise ValueError("it does not know the time")
    return (seconds(received - left) + seconds(sent - came)) / 2


def receive(sock, left):
    deadline = time.monotonic() + TIMEOUT
    while True:
        rest = deadline - time.monotonic()
        if rest <= 0:
            raise TimeoutError("timed out")
        sock.settimeout(rest)
        reply = sock.recv(LENGTH)
        if len(reply) == LENGTH and reply[0] & 7 == 4:
            if struct.unpack("!Q", reply[24:32])[0] == left:
                return reply


def now():
    return int((time.time() + TO_UNIX) * 2**32) % 2**64


def seconds(difference):
    # It has a sign, and may lead from one era to the next.
    return ((difference + 2**63) % 2**64 - 2**63) / 2**32


if __name__ == "__main__":
    main()
