"""A port and an address as numbers and as the bytes that travel."""

import sys
from ipaddress import IPv4Address


def main():
    if len(sys.argv) > 2:
        print("usage: byte-order [PORT]", file=sys.stderr)
        sys.exit(2)
    text = sys.argv[1] if len(sys.argv) > 1 else "8080"
    try:
        show_port(int(text))
    # A number beyond 65535 fits no two bytes.
    except (ValueError, OverflowError) as error:
        sys.exit(f"byte-order: port {text}: {error}")
    show_address(IPv4Address("127.0.0.1"))


def show_port(port):
    octets = port.to_bytes(2, "big")
    print(f"port {port}")
    print(f"  on the wire        [{octets.hex(',').replace(',', ', ')}]")
    print(f"  read in its order  {int.from_bytes(octets, 'big')}")
    print(f"  read in the other  {int.from_bytes(octets, 'little')}")


def show_address(ip):
    octets = ip.packed
    swapped = IPv4Address(int.from_bytes(octets, "little"))
    print(f"address {ip}, the number {int(ip)}")
    print(f"  on the wire        [{octets.hex(',').replace(',', ', ')}]")
    print(f"  read in its order  {IPv4Address(octets)}")
    print(f"  read in the other  {swapped}")


if __name__ == "__main__":
    main()
