"""List a folder of a server, and take no name for a name untested.

    python3 ssh_sftp_list.py [ADDR] [KNOWN_HOSTS] [USER] [DIR]
"""

import getpass
import itertools
import re
import stat
import sys

import paramiko
from paramiko.hostkeys import InvalidHostKey

TIMEOUT = 4  # seconds, for each step
DEFAULTS = ["127.0.0.1:7550", "target/lab/known_hosts", "lab", "."]
ENTRIES = 1000
SPECIAL = re.compile(r"[\0-\x1f\x7f-\x9f/\\:]")


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


def show(client, folder):
    sftp = client.open_sftp()
    sftp.get_channel().settimeout(TIMEOUT)
    entries = sftp.listdir_iter(folder)
    for number, entry in enumerate(entries):
        if number == ENTRIES:
            raise ValueError("more entries than wanted")
        name = entry.filename
        if name in ("", ".", "..") or SPECIAL.search(name):
            raise ValueError(f"no name of a file: {ascii(name)}")
        else:
            mode = stat.filemode(entry.st_mode)
            print(f"{mode} {entry.st_size:>8} {name}")


def main():
    args = sys.argv[1:]
    addr, file, user, folder = (args + DEFAULTS[len(args):])[:4]
    try:
        with login(addr, file, user) as client:
            show(client, folder)
    except (OSError, EOFError, ValueError, InvalidHostKey,
            paramiko.SSHException) as error:
        sys.exit(f"ssh_sftp_list: {addr}: {error}")


if __name__ == "__main__":
    main()
