"""Send back what each client sends, one client after another."""

import socket
import sys
import time

PAUSE = 0.1  # seconds to wait after an accept that failed


def main():
    addr = sys.argv[1] if len(sys.argv) > 1 else "127.0.0.1:7200"
    try:
        run(addr)
    except (OSError, OverflowError, ValueError) as error:
        sys.exit(f"tcp_echo_server: {addr}: {error}")


def run(addr):
    host, port = split(addr)
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.create_server((host, port), family=family) as listener:
        print("listening on", join(listener.getsockname()), flush=True)
        while True:
            try:
                stream, peer = listener.accept()
            except OSError as error:
                print(f"tcp_echo_server: accept: {error}", file=sys.stderr)
                time.sleep(PAUSE)
                continue
            serve(stream, join(peer))


def serve(stream, peer):
    with stream:
        try:
            print(f"{peer}: {echo(stream)} bytes", flush=True)
        except OSError as error:
            print(f"tcp_echo_server: {peer}: {error}", file=sys.stderr)


def echo(stream):
    total = 0
    while data := stream.recv(4096):
        stream.sendall(data)
        total += len(data)
    return total


def split(addr):
    host, _, port = addr.rpartition(":")
    host = host.strip("[]")
    if not host:
        # To `bind` an empty host is every address of this machine.
        raise ValueError("write HOST:PORT")
    return host, int(port)


def join(address):
    host, port = address[:2]
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


if __name__ == "__main__":
    main()
