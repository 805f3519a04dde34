"""Is an address in a block? The block is a prefix and its length."""

import sys
from ipaddress import IPv4Address, IPv4Network


def main():
    if len(sys.argv) > 3:
        print("usage: cidr [ADDRESS] [BLOCK]", file=sys.stderr)
        sys.exit(2)
    ip = sys.argv[1] if len(sys.argv) > 1 else "10.1.2.3"
    block = sys.argv[2] if len(sys.argv) > 2 else "10.0.0.0/8"
    try:
        run(ip, block)
    except ValueError as error:
        sys.exit(f"cidr: {error}")


def run(ip, block):
    block = IPv4Network(block)
    ip = IPv4Address(ip)
    print(f"mask   {block.netmask}")
    print(f"first  {block.network_address}")
    print(f"last   {block.broadcast_address}")
    print(f"size   {block.num_addresses}")
    print(f"{ip} inside: {str(ip in block).lower()}")


if __name__ == "__main__":
    main()
