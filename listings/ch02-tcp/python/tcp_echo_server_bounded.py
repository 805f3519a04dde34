"""Send back what clients send, so many at once and each within its time."""

import socket
import sys
import threading
import time

IDLE = 30  # seconds for which a client may say nothing
PAUSE = 0.1  # seconds to wait after an accept that failed


def main():
    addr = sys.argv[1] if len(sys.argv) > 1 else "127.0.0.1:7200"
    clients = sys.argv[2] if len(sys.argv) > 2 else "256"
    try:
        run(addr, int(clients))
    except (OSError, OverflowError, ValueError) as error:
        sys.exit(f"tcp_echo_server_bounded: {addr}: {error}")


def run(addr, clients):
    if clients < 1:
        raise ValueError("CLIENTS is a number, at least 1")
    places = threading.BoundedSemaphore(clients)
    host, port = split(addr)
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.create_server((host, port), family=family) as listener:
        print("listening on", join(listener.getsockname()), flush=True)
        while True:
            # Whoever comes now waits in the kernel's queue.
            places.acquire()
            try:
                accept_one(listener, places)
            # A system that has no thread to give raises RuntimeError.
            except (OSError, RuntimeError) as error:
                print(f"tcp_echo_server_bounded: accept: {error}",
                      file=sys.stderr)
                time.sleep(PAUSE)
                places.release()


def accept_one(listener, places):
    stream, peer = listener.accept()
    stream.settimeout(IDLE)
    try:
        threading.Thread(target=serve, daemon=True,
                         args=[stream, join(peer), places]).start()
    except RuntimeError:
        stream.close()
        raise


def serve(stream, peer, places):
    try:
        with stream:
            print(f"{peer}: {echo(stream)} bytes", flush=True)
    except OSError as error:
        print(f"tcp_echo_server_bounded: {peer}: {error}\n", end="",
              file=sys.stderr)
    finally:
        places.release()


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
