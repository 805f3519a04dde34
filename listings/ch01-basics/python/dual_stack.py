"""One listener on `[::]`, for IPv6 and IPv4 or for IPv6 alone."""

import ipaddress
import socket
import sys


def main():
    texts = {"false": False, "true": True}
    args = sys.argv[1:] or ["false"]
    if len(args) > 1 or args[0] not in texts:
        print("usage: dual-stack [true|false]", file=sys.stderr)
        sys.exit(2)
    try:
        run(texts[args[0]])
    except OSError as error:
        sys.exit(f"dual-stack: [::]: {text(error)}")


def run(only_v6):
    with listen(only_v6) as listener:
        port = listener.getsockname()[1]
        print(f"listener [::]:{port}")

        visit(listener, "::1", port)
        try:
            visit(listener, "127.0.0.1", port)
        except OSError as error:
            print(f"127.0.0.1 connects: {text(error)}")
        try:
            with socket.create_server(("0.0.0.0", port)):
                print("0.0.0.0, same port: bound as well")
        except OSError as error:
            print(f"0.0.0.0, same port: {text(error)}")


def listen(only_v6):
    """Without `dualstack_ipv6` create_server sets the option, whatever the
    system's default is."""
    return socket.create_server(
        ("::", 0), family=socket.AF_INET6, dualstack_ipv6=not only_v6
    )


def visit(listener, host, port):
    """Connects to the listener and prints whom it sees."""
    with socket.create_connection((host, port)):
        accepted, peer = listener.accept()
        with accepted:
            seen = ipaddress.ip_address(peer[0])
    print(f"{host} connects: seen as {peer[0]}")

    plain = seen.ipv4_mapped
    if plain:
        print(f"  loopback {is_loopback(seen)} as it is")
        print(f"  loopback {is_loopback(plain)} as {plain}")


def is_loopback(ip):
    # Not `ip.is_loopback`: newer Pythons look inside a mapped address.
    blocks = {4: "127.0.0.0/8", 6: "::1/128"}
    inside = ip in ipaddress.ip_network(blocks[ip.version])
    return str(inside).lower()


def text(error):
    # create_server appends its address to the text of the system.
    words = (error.strerror or str(error)).split(" (while")[0]
    return f"{words} (os error {error.errno})"


if __name__ == "__main__":
    main()
