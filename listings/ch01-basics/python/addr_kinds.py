"""Say what an address is for, after the registries of special addresses."""

import sys
from ipaddress import ip_address, ip_network

EXAMPLES = """0.0.0.0 10.1.2.3 100.64.0.1 127.0.0.53 169.254.1.1
    172.31.255.255 172.32.0.0 192.0.2.1 192.168.0.1 198.18.0.1 224.0.0.251
    240.0.0.1 255.255.255.255 :: ::1 ::ffff:10.1.2.3 64:ff9b::a01:203
    2001:db8::1 2002:a01:203::1 fd5c:9f31:77a2::7 fe80::1 ff02::fb"""

# The first block that holds the address decides: the smaller ones first.
KINDS = """
    0.0.0.0/32          unspecified
    0.0.0.0/8           this network
    10.0.0.0/8          private
    172.16.0.0/12       private
    192.168.0.0/16      private
    100.64.0.0/10       shared by a carrier's customers
    127.0.0.0/8         loopback
    169.254.0.0/16      link-local
    192.0.0.9/32        global
    192.0.0.10/32       global
    192.0.0.0/24        protocol assignments
    192.0.2.0/24        documentation
    198.51.100.0/24     documentation
    203.0.113.0/24      documentation
    192.88.99.0/24      6to4 relay, withdrawn
    198.18.0.0/15       benchmarks
    224.0.0.0/4         multicast
    255.255.255.255/32  limited broadcast
    240.0.0.0/4         reserved
    0.0.0.0/0           global
    ::/128              unspecified
    ::1/128             loopback
    64:ff9b::/96        NAT64: an IPv4 address inside
    2001::/23           protocol assignments
    2001:db8::/32       documentation
    3fff::/20           documentation
    2002::/16           6to4: an IPv4 address inside
    2000::/3            global
    fc00::/7            private (unique local)
    fe80::/10           link-local
    ff00::/8            multicast
    ::/0                special or not assigned
"""
LINES = [line.split(maxsplit=1) for line in KINDS.strip().splitlines()]
BLOCKS = [(ip_network(block), kind) for block, kind in LINES]


def main():
    if len(sys.argv) > 2:
        print("usage: addr-kinds [ADDRESS]", file=sys.stderr)
        sys.exit(2)
    for text in sys.argv[1:] or EXAMPLES.split():
        try:
            print(f"{text:<17} {kind(ip_address(text))}")
        except ValueError as error:
            sys.exit(f"addr-kinds: {error}")


def kind(ip):
    if ip.version == 6 and ip.ipv4_mapped:
        return f"IPv4-mapped: {kind(ip.ipv4_mapped)}"
    return next(kind for block, kind in BLOCKS if ip in block)


if __name__ == "__main__":
    main()
