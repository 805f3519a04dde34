"""Send back what each client sends, inside TLS."""

import socket
import ssl
import sys


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
    host, _, port = addr.rpartition(":")
    with socket.create_server((host, int(port))) as listener:
        print("listening on {}:{}".format(*listener.getsockname()), flush=True)
        while True:
            stream, peer = listener.accept()
            shown = "{}:{}".format(*peer)
            try:
                print(f"{shown}: {echo(stream, context)} bytes", flush=True)
            except OSError as error:
                print(f"tls_echo_server: {shown}: {error}", file=sys.stderr)


def echo(stream, context):
    stream.settimeout(8)
    total = 0
    with context.wrap_socket(
        stream, server_side=True, suppress_ragged_eofs=False
    ) as tls:
        while data := tls.recv(4096):
            tls.sendall(data)
            total += len(data)
        tls.unwrap()
    return total


if __name__ == "__main__":
    main()
