"""Send back what each client sends, inside TLS."""

import socket
import ssl
import sys
import time

TIMEOUT = 8  # seconds for a client, from its connection to its last byte
PAUSE = 0.1  # seconds to wait after an accept that failed


def main():
    given = dict(enumerate(sys.argv[1:]))
    addr = given.get(0, "127.0.0.1:7601")
    cert = given.get(1, "target/lab/tls/good.pem")
    key = given.get(2, "target/lab/tls/good.key")
    try:
        serve(addr, cert, key)
    except (OSError, OverflowError, ValueError) as error:
        sys.exit(f"tls_echo_server: {addr}: {error}")


def serve(addr, cert, key):
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    # Some versions of Python set this by default, and all set the argument
    # below to True: with either, a cut stream ends like a whole one.
    context.options &= ~ssl.OP_IGNORE_UNEXPECTED_EOF
    context.load_cert_chain(cert, key)
    host, port = split(addr)
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.create_server((host, port), family=family) as listener:
        print("listening on", join(listener.getsockname()), flush=True)
        while True:
            try:
                stream, peer = listener.accept()
            except OSError as error:
                print(f"tls_echo_server: accept: {error}", file=sys.stderr)
                # Descriptors may be back by then; nothing says when.
                time.sleep(PAUSE)
                continue
            shown = join(peer)
            try:
                print(f"{shown}: {echo(stream, context)} bytes", flush=True)
            except OSError as error:
                print(f"tls_echo_server: {shown}: {error}", file=sys.stderr)


def echo(stream, context):
    end = time.monotonic() + TIMEOUT
    stream.settimeout(TIMEOUT)
    total = 0
    with context.wrap_socket(
        stream, server_side=True, suppress_ragged_eofs=False
    ) as tls:
        # A timeout is each wait's, and this one the whole visit's.
        tls.settimeout(max(end - time.monotonic(), 0.001))
        while data := tls.recv(4096):
            tls.sendall(data)
            total += len(data)
            left = end - time.monotonic()
            if left <= 0:
                raise TimeoutError("its time is over")
            tls.settimeout(left)
        tls.unwrap()
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
