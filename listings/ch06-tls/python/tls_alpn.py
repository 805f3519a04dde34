"""Offer protocols in the handshake, and print which one the server took."""

import socket
import ssl
import sys

NAME = "good.example"


def main():
    given = dict(enumerate(sys.argv[1:]))
    addr, offer = given.get(0, "127.0.0.1:7650"), given.get(1, "h2,http/1.1")
    ca = given.get(2, "target/lab/tls/ca.pem")
    try:
        print(choose(addr, offer, ca) or "no protocol was chosen")
    except (OSError, OverflowError, ValueError) as error:
        sys.exit(f"tls_alpn: {addr}, with {offer}: {error}")


def choose(addr, offer, ca):
    host, _, port = addr.rpartition(":")
    context = ssl.create_default_context(cafile=ca)
    context.set_alpn_protocols([name for name in offer.split(",") if name])
    with socket.create_connection(
        (host.strip("[]"), int(port)), timeout=8
    ) as tcp:
        with context.wrap_socket(tcp, server_hostname=NAME) as tls:
            return tls.selected_alpn_protocol()


if __name__ == "__main__":
    main()
