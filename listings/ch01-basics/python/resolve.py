"""Ask the system's resolver for a name and print every answer, in order."""

import socket
import sys


def main():
    if len(sys.argv) > 3:
        print("usage: resolve [NAME] [PORT]", file=sys.stderr)
        sys.exit(2)
    name = sys.argv[1] if len(sys.argv) > 1 else "localhost"
    port = sys.argv[2] if len(sys.argv) > 2 else "80"
    try:
        resolve(name, int(port))
    # A name that cannot be encoded raises UnicodeError, a ValueError.
    except (OSError, ValueError) as error:
        sys.exit(f"resolve: {name}: {error}")


def resolve(name, port):
    # getaddrinfo takes 99999 without a word and answers with port 34463.
    if not 0 <= port <= 65535:
        raise ValueError(f"port {port} is not in 0-65535")
    # Without the type, every address comes once for each kind of socket.
    answers = socket.getaddrinfo(name, port, type=socket.SOCK_STREAM)
    for family, _type, _proto, _canonical, address in answers:
        host, port, *rest = address
        if family == socket.AF_INET6:
            _flow, zone = rest
            host = f"[{host}%{zone}]" if zone else f"[{host}]"
        print(f"{host}:{port}")


if __name__ == "__main__":
    main()
