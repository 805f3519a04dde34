"""Tell each client where it comes from."""

import socket
import sys
import time

PAUSE = 0.1  # seconds to wait after an accept that failed


def main():
    addr = sys.argv[1] if len(sys.argv) > 1 else "127.0.0.1:7101"
    try:
        run(addr)
    except (OSError, OverflowError, ValueError) as error:
        sys.exit(f"hello_server: {addr}: {error}")


def run(addr):
    host, port = split(addr)
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.create_server((host, port), family=family) as listener:
        print("listening on", join(listener.getsockname()), flush=True)
        while True:
            try:
                stream, client = listener.accept()
            except OSError as error:
                print(f"hello_server: accept: {error}", file=sys.stderr)
                time.sleep(PAUSE)
                continue
            serve(stream, join(client))


def serve(stream, client):
    with stream:
        try:
            stream.sendall(f"hello, {client}\n".encode())
            print("greeted", client, flush=True)
        except OSError as error:
            print(f"hello_server: {client}: {error}", file=sys.stderr)


def split(addr):
    host, _, port = addr.rpartition(":")
    host = host.strip("[]")
    if not host:
        # To `bind` an empty host is every IPv4 address of this machine.
        raise ValueError("write HOST:PORT")
    return host, int(port)


def join(address):
    host, port = address[:2]
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


if __name__ == "__main__":
    main()
