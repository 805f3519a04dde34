"""Ask a DNS server for the IPv4 address of a name, byte by byte."""

import secrets
import socket
import sys
import time

TIMEOUT = 1.0  # seconds
LARGEST = 512
HEADER = 12
ADDRESS_OF = bytes([0, 1, 0, 1])
RECORD = bytes([0, 1, 0, 1])


def main():
    addr = sys.argv[1] if len(sys.argv) > 1 else "127.0.0.1:7352"
    name = sys.argv[2] if len(sys.argv) > 2 else "host.example"
    try:
        print(f"{name} is {ask(addr, name)}")
    except (OSError, OverflowError, ValueError) as error:
        sys.exit(f"dns_ask: {addr}: {name}: {error}")


def ask(addr, name):
    host, _, port = addr.rpartition(":")
    host = host.strip("[]")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_DGRAM) as sock:
        sock.connect((host, int(port)))
        query = make_query(name)
        sock.send(query)
        deadline = time.monotonic() + TIMEOUT
        while True:
            left = deadline - time.monotonic()
            if left <= 0:
                raise TimeoutError("timed out")
            sock.settimeout(left)
            response = sock.recv(LARGEST)
            same = response[HEADER : len(query)] == query[HEADER:]
            answers = same and response[2] & 0xF8 == 0x80
            if answers and response[:2] == query[:2]:
                return read(response, len(query))


def make_query(name):
    query = secrets.token_bytes(2) + bytes([1, 0, 0, 1, 0, 0, 0, 0, 0, 0])
    for label in name.encode().split(b"."):
        if not 1 <= len(label) <= 63:
            raise ValueError("a label has 1 to 63 bytes")
        query += bytes([len(label)]) + label
    return query + b"\0" + ADDRESS_OF


def read(response, question_ends):
    code = response[3] & 0x0F
    if code == 3:
        raise ValueError("there is no such name")
    if code != 0:
        raise ValueError(f"the server says {code}")
    if response[2] & 0x02:
        raise ValueError("it did not fit; ask again over TCP")
    record = response[question_ends:]
    # A pointer to the name; and what stands behind the answers is about others.
    begin, count = b"\xc0\x0c" + RECORD, response[6:8]
    if count == b"\0\0" or record[:6] != begin or record[10:12] != b"\0\4":
        raise ValueError("it has no IPv4 address")
    return socket.inet_ntoa(record[12:16])


if __name__ == "__main__":
    main()
