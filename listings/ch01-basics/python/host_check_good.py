"""A guard that judges the addresses and connects to one that it judged."""

import socket
import sys
from ipaddress import ip_address

TIMEOUT = 5
HOSTS = [
    "127.0.0.1", "localhost", "127.1", "2130706433", "::ffff:127.0.0.1",
    "0.0.0.0",
]


def main():
    if len(sys.argv) > 1:
        print("usage: host-check-good", file=sys.stderr)
        sys.exit(2)
    try:
        run()
    except OSError as error:
        sys.exit(f"host-check-good: {error}")


def run():
    with socket.create_server(("127.0.0.1", 0)) as secret:
        port = secret.getsockname()[1]
        for host in HOSTS:
            report(host, port, is_public)
        print("and where loopback is what is wanted:")
        report("127.1", port, lambda ip: ip.is_loopback)


def report(host, port, may):
    try:
        with fetch(host, port, may):
            print(f"{host:<17} reached the secret service")
    # A host that cannot be encoded raises UnicodeError, a ValueError.
    except (OSError, ValueError) as error:
        print(f"{host:<17} {error}")


def fetch(host, port, may):
    """Resolves once, and never hands the name to anybody again."""
    last = OSError("refused: no address that may be used")
    answers = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    for *_, address in answers:
        if may(canonical(address[0])):
            try:
                # Given an address, it has nothing left to look up.
                return socket.create_connection(address[:2], TIMEOUT)
            except OSError as error:
                last = error
    raise last


def canonical(text):
    ip = ip_address(text)
    return ip.version == 6 and ip.ipv4_mapped or ip


def is_public(ip):
    # Weaker than a list: to CPython 3.11 64:ff9b::7f00:1 is global.
    return ip.is_global and not ip.is_multicast


if __name__ == "__main__":
    main()
