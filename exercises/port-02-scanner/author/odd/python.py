"""Odd, and right: the same in Python, all lines at the end."""
import ipaddress
import re
import socket
import sys


def state(host, port):
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as tried:
        tried.settimeout(0.25)
        try:
            tried.connect((host, port))
        except ConnectionRefusedError:
            return "closed"
        except OSError:
            return "filtered"
        return "open"


def main(host, ports):
    found = re.fullmatch(r"([0-9]+)-([0-9]+)", ports)
    first, last = map(int, found.groups())
    if not first <= last <= 65_535:
        raise ValueError(ports)
    ipaddress.ip_address(host)
    tried = range(first, last + 1)
    print("\n".join(f"{port} {state(host, port)}" for port in tried))


try:
    main(*sys.argv[1:3])
except (ValueError, AttributeError):
    print("usage: python.py ADDRESS FIRST-LAST", file=sys.stderr)
    sys.exit(2)
