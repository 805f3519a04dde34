"""Ask the kernel which source address it would use, without a packet."""

import ipaddress
import socket
import sys


def main():
    if len(sys.argv) > 2:
        print("usage: which-source [IP:PORT]", file=sys.stderr)
        sys.exit(2)
    addr = sys.argv[1] if len(sys.argv) > 1 else "127.0.0.1:7100"
    try:
        run(addr)
    except OSError as error:
        text = f"{error.strerror} (os error {error.errno})"
        sys.exit(f"which-source: {addr}: {text}")
    except (OverflowError, ValueError):
        sys.exit(f"which-source: {addr}: invalid socket address syntax")


def run(addr):
    host, _, port = addr.rpartition(":")
    # Parsed, not resolved: a name would cost a question to a server.
    target = ipaddress.ip_address(host.strip("[]"))
    family = socket.AF_INET if target.version == 4 else socket.AF_INET6
    with socket.socket(family, socket.SOCK_DGRAM) as probe:
        probe.bind(("" if family == socket.AF_INET else "::", 0))
        before = show(probe)
        # UDP has no handshake: this writes the peer down, sends nothing.
        peer = (str(target), int(port))
        # An IPv6 address has its zone beside it, as a number.
        zone = family == socket.AF_INET6 and int(target.scope_id or 0)
        probe.connect((*peer, 0, zone) if zone else peer)
        print(f"before connect: {before}")
        print(f"after connect:  {show(probe)}")


def show(probe):
    host, port = probe.getsockname()[:2]
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


if __name__ == "__main__":
    main()
