"""Send back what clients send, up to 64 at once, a thread for each."""

import socket
import sys
import threading
import time

THREADS = 64  # how many clients are served at once
PAUSE = 0.1  # seconds to wait after an accept that failed


def main():
    addr = sys.argv[1] if len(sys.argv) > 1 else "127.0.0.1:7200"
    try:
        run(addr)
    # A system that has no thread to give raises RuntimeError.
    except (OSError, OverflowError, RuntimeError, ValueError) as error:
        sys.exit(f"tcp_echo_server_threads: {addr}: {error}")


def run(addr):
    host, port = split(addr)
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.create_server((host, port), family=family) as listener:
        print("listening on", join(listener.getsockname()), flush=True)
        for _ in range(1, THREADS):
            threading.Thread(target=accept_each, args=[listener],
                             daemon=True).start()
        accept_each(listener)


def accept_each(listener):
    while True:
        try:
            stream, peer = listener.accept()
        except OSError as error:
            print(f"tcp_echo_server_threads: accept: {error}",
                  file=sys.stderr)
            time.sleep(PAUSE)
            continue
        serve(stream, join(peer))


def serve(stream, peer):
    with stream:
        try:
            print(f"{peer}: {echo(stream)} bytes", flush=True)
        except OSError as error:
            print(f"tcp_echo_server_threads: {peer}: {error}\n", end="",
                  file=sys.stderr)


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
