"""Check all that TLS checks, and then the server's certificate as well."""

import socket
import ssl
import sys


def main():
    given = dict(enumerate(sys.argv[1:]))
    addr, name = given.get(0, "127.0.0.1:7651"), given.get(1, "good.example")
    pin = given.get(2, "target/lab/tls/good.pem")
    ca = given.get(3, "target/lab/tls/ca.pem")
    try:
        check(addr, name, pin, ca)
    except (OSError, OverflowError, ValueError) as error:
        sys.exit(f"tls_pin: {name} at {addr}: {error}")
    print(f"{name}: all checks, and the key of {pin}")


def check(addr, name, pin, ca):
    with open(pin, encoding="ascii") as file:
        pinned = ssl.PEM_cert_to_DER_cert(file.read())
    host, _, port = addr.rpartition(":")
    context = ssl.create_default_context(cafile=ca)
    with socket.create_connection(
        (host.strip("[]"), int(port)), timeout=8
    ) as tcp:
        with context.wrap_socket(tcp, server_hostname=name) as tls:
            # Nothing has been sent yet. The module shows no key by itself,
            # so this compares the whole certificate.
            if tls.getpeercert(binary_form=True) != pinned:
                raise OSError("all is well but the certificate")
            tls.unwrap()


if __name__ == "__main__":
    main()
