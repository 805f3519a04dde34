"""Ask a server by which methods an account may log in.

    python3 ssh_auth_methods.py [ADDR] [KNOWN_HOSTS] [USER]
"""

import re
import socket
import sys

import paramiko
from paramiko.hostkeys import InvalidHostKey

TIMEOUT = 4  # seconds, for each step
CONTROL = re.compile("[\0-\b\n-\x1f\x7f-\x9f]")  # all but the tab
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
        name = host if port == "22" else f"[{host}]:{port}"
        if not known.check(name, key):
            raise paramiko.SSHException("refused, the host key is not known")
        try:
            transport.auth_none(user)
            return []
        except paramiko.BadAuthenticationType as refusal:
            return refusal.allowed_types


def main():
    args = sys.argv[1:]
    addr, file, user = (args + DEFAULTS[len(args):])[:3]
    try:
        for method in ask(addr, file, user):
            print(f"{user}:", CONTROL.sub("\ufffd", method))
    except (OSError, EOFError, ValueError, InvalidHostKey,
            paramiko.SSHException) as error:
        sys.exit(f"ssh_auth_methods: {addr}: {error}")


if __name__ == "__main__":
    main()
