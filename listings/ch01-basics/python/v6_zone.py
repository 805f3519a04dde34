"""A link-local address needs its zone: who reads it, and how it gets lost."""

import socket
import sys
from ipaddress import IPv6Address


def main():
    if len(sys.argv) > 2:
        print("usage: v6-zone [ADDRESS%ZONE]", file=sys.stderr)
        sys.exit(2)
    host = sys.argv[1] if len(sys.argv) > 1 else "fe80::1%1"
    try:
        run(host)
    except (OSError, ValueError) as error:
        sys.exit(f"v6-zone: {host}: {error}")


def run(host):
    # It keeps any text as the zone, and makes no number of it.
    parsed = IPv6Address(host)
    if (parsed.scope_id or "0").isdecimal():
        print(f"parse:    {describe(parsed, int(parsed.scope_id or 0))}")
    else:
        print("parse:    refused, it takes a number only")

    answers = socket.getaddrinfo(host, 80, type=socket.SOCK_STREAM)
    for *_, (text, _port, _flow, zone) in answers:
        ip = text.split("%")[0]
        print(f"resolver: {describe(IPv6Address(text), zone)}")
        print(f"set_port: [{ip}{'%' if zone else ''}{zone or ''}]:8080")
        print(f"ip():     [{ip}]:8080")
        report(ip)


def describe(ip, zone):
    return f"{str(ip).split('%')[0]} zone {zone} port 80"


def report(ip):
    with socket.socket(socket.AF_INET6, socket.SOCK_DGRAM) as probe:
        try:
            # Two of the four values; the zone left out is zone 0.
            probe.connect((ip, 8080))
            print("          connect takes it, on this system")
        except OSError as error:
            number = f"(os error {error.errno})"
            print(f"          connect: {error.strerror} {number}")


if __name__ == "__main__":
    main()
