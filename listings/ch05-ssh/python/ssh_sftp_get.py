"""Get a file from a server, and go on where an earlier try has stopped.

    python3 ssh_sftp_get.py [ADDR] [KNOWN_HOSTS] [USER] [PATH] [LOCAL]
"""

import getpass
import os
import sys

import paramiko
from paramiko.hostkeys import InvalidHostKey

TIMEOUT = 4  # seconds, for each step
DEFAULTS = ["127.0.0.1:7550", "target/lab/known_hosts", "lab",
            "numbers", "numbers"]
LIMIT = 64 << 20  # bytes


def login(addr, file, user):
    host, _, port = addr.rpartition(":")
    password = read_password(user)
    client = paramiko.SSHClient()
    client.load_host_keys(file)
    client.connect(
        host.strip("[]"), int(port), user, password,
        timeout=TIMEOUT, banner_timeout=TIMEOUT, auth_timeout=TIMEOUT,
        allow_agent=False, look_for_keys=False,
    )
    return client


def read_password(user):
    if sys.stdin.isatty():
        return getpass.getpass(f"password of {user}: ")
    return sys.stdin.readline(1024).rstrip("\r\n")


def get(client, path, local):
    part = local + ".part"
    sftp = client.open_sftp()
    sftp.get_channel().settimeout(TIMEOUT)
    with sftp.open(path, "rb") as source, \
            open(part, "ab") as file:
        size = source.stat().st_size
        if size is None:
            raise ValueError("it says no size")
        if size > LIMIT:
            raise ValueError(f"{size} bytes, it says: more than is wanted")
        had = file.tell()
        source.seek(had)
        # Of a negative number, `read` would make all that there is.
        data = source.read(max(size + 1 - had, 0))
        file.write(data)
    print(f"{had} bytes were there, {len(data)} came")
    if had + len(data) != size:
        raise ValueError("not as many bytes as the server has said")
    os.replace(part, local)


def main():
    args = sys.argv[1:]
    addr, file, user, path, local = (args + DEFAULTS[len(args):])[:5]
    try:
        with login(addr, file, user) as client:
            get(client, path, local)
    except (OSError, EOFError, ValueError, InvalidHostKey,
            paramiko.SSHException) as error:
        sys.exit(f"ssh_sftp_get: {addr}: {error}")


if __name__ == "__main__":
    main()
