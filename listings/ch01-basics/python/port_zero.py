"""Bind an address, see which port it has, then which one a client gets."""

import socket
import sys


def main():
    if len(sys.argv) > 2:
        print("usage: port-zero [ADDR]", file=sys.stderr)
        sys.exit(2)
    addr = sys.argv[1] if len(sys.argv) > 1 else "127.0.0.1:0"
    try:
        run(addr)
    except (OSError, OverflowError, ValueError) as error:
        sys.exit(f"port-zero: {addr}: {text(error)}")


def run(addr):
    ports = ephemeral_range()
    if ports:
        print(f"range:  {ports[0]} to {ports[-1]}")
    else:
        print("range:  not told in a file on this system")

    host, _, port = addr.rpartition(":")
    host = host.strip("[]")
    if not host:
        # To `bind` an empty host is every IPv4 address of this machine.
        raise ValueError("write HOST:PORT")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.create_server((host, int(port)), family=family) as listener:
        server = listener.getsockname()
        print(f"server: {join(server)}, {place(server, ports)}")

        with socket.create_connection(server[:2]) as stream:
            client = stream.getsockname()
            print(f"client: {join(client)}, {place(client, ports)}")


def join(address):
    host, port = address[:2]
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def ephemeral_range():
    """The ports that this system lends. Linux shows them in a file."""
    try:
        with open("/proc/sys/net/ipv4/ip_local_port_range") as file:
            first, last = file.read().split()
    except OSError:
        return None
    return range(int(first), int(last) + 1)


def place(addr, ports):
    if ports is None:
        return "and the range is unknown"
    return "in the range" if addr[1] in ports else "not in the range"


def text(error):
    if isinstance(error, OSError) and error.strerror:
        return f"{error.strerror} (os error {error.errno})"
    return error


if __name__ == "__main__":
    main()
