"""Texts that `ip_address` refuses and the resolver takes for addresses."""

import socket
import sys
from ipaddress import ip_address

TEXTS = [
    "127.0.0.1", "127.1", "2130706433", "0177.0.0.1", "0x7f.0.0.1",
    "127.0.0.01", "::ffff:127.0.0.1",
]


def main():
    if len(sys.argv) > 1:
        print("usage: odd-literals", file=sys.stderr)
        sys.exit(2)
    for text in TEXTS:
        print(f"{text:<17} parse={parsed(text):<17} resolve={resolved(text)}")


def parsed(text):
    try:
        # Python 3.13 writes the last 32 bits of a mapped address with dots,
        # older ones do not.
        ip = ip_address(text)
        mapped = ip.version == 6 and ip.ipv4_mapped
        return f"::ffff:{mapped}" if mapped else str(ip)
    except ValueError:
        return "no"


def resolved(text):
    try:
        answers = socket.getaddrinfo(text, 80, type=socket.SOCK_STREAM)
        return " ".join(address[0] for *_, address in answers)
    except OSError as error:
        return str(error)


if __name__ == "__main__":
    main()
