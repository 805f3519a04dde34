"""Ask a server by which methods an account may log in.

    python3 ssh_auth_methods.py [ADDR] [KNOWN_HOSTS] [USER]
"""

import socket
import sys

import paramiko

TIMEOUT = 4  # seconds, for each step
DEFAULTS = ["127.0.0.1:7550", "target/lab/known_hosts", "lab"]


def ask(addr, file, user):
    host, _, port = addr.rpartition(":")
    host = host.strip("[]")
    known = paramiko.HostKeys(file)
    sock = socket.create_connection((host, int(port)), TIMEOUT)
    with paramiko.Transport(sock) as transport:
        # A transport checks no host key: whoever uses it does.
        transport.start_client(timeout=TIMEOUT)
        key = transport.get_remote_server_key()
        if not known.check(f"[{host}]:{port}", key):
            raise paramiko.SSHException("refused, the host key is not known")
        try:
            transport.auth_none(user)
            return []
        except paramiko.BadAuthenticationType as refusal:
            return refusal.allowed_types


def main():
    args = sys.argv[1:]
    addr, file, user = args + DEFAULTS[len(args):]
    try:
        for method in ask(addr, file, user):
            print(f"{user}: {method}")
    except (OSError, EOFError, paramiko.SSHException) as error:
        sys.exit(f"ssh_auth_methods: {addr}: {error}")


if __name__ == "__main__":
    main()
