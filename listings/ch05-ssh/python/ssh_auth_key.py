"""Log in with a key file.

    python3 ssh_auth_key.py [ADDR] [KNOWN_HOSTS] [USER] [KEY]
"""

import getpass
import sys

import paramiko
from paramiko.hostkeys import InvalidHostKey

TIMEOUT = 4  # seconds, for each step
DEFAULTS = ["127.0.0.1:7550", "target/lab/known_hosts", "lab",
            "target/lab/id_open"]


def read_passphrase(key):
    if sys.stdin.isatty():
        return getpass.getpass(f"passphrase of {key}: ")
    return sys.stdin.readline(1024).rstrip("\r\n")


def load(key):
    try:
        return paramiko.PKey.from_path(key)
    except TypeError:  # the file is locked, and no passphrase was given
        return paramiko.PKey.from_path(key, read_passphrase(key).encode())


def login(addr, file, user, key):
    host, _, port = addr.rpartition(":")
    with paramiko.SSHClient() as client:
        client.load_host_keys(file)
        client.connect(
            host.strip("[]"), int(port), user, pkey=load(key),
            timeout=TIMEOUT, banner_timeout=TIMEOUT, auth_timeout=TIMEOUT,
            allow_agent=False, look_for_keys=False,
        )


def main():
    args = sys.argv[1:]
    addr, file, user, key = (args + DEFAULTS[len(args):])[:4]
    try:
        login(addr, file, user, key)
        print(f"{user} is logged in by {key}")
    except (OSError, EOFError, ValueError, InvalidHostKey,
            paramiko.SSHException) as error:
        sys.exit(f"ssh_auth_key: {addr}: {error}")


if __name__ == "__main__":
    main()
