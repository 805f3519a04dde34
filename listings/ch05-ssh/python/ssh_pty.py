"""Run a command with a terminal, and see what that changes.

    python3 ssh_pty.py [ADDR] [KNOWN_HOSTS]
"""

import getpass
import json
import sys

import paramiko
from paramiko.hostkeys import InvalidHostKey

TIMEOUT = 4  # seconds, for each step
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


def show(name, data):
    print(f"  {name} {json.dumps(data.decode())}")


def compare(client):
    for has_terminal in (False, True):
        print("with one:" if has_terminal else "without one:")
        _, stdout, stderr = client.exec_command(
            "both", timeout=TIMEOUT, get_pty=has_terminal)
        show("stdout", stdout.read())
        show("stderr", stderr.read())
    stdin, stdout, _ = client.exec_command(
        "wait", timeout=TIMEOUT, get_pty=True)
    stdin.write(b"\x03")
    show("stdout", stdout.read())
    # The signal's name came, and paramiko drops it.
    if not stdout.channel.status_event.wait(TIMEOUT):
        raise TimeoutError("no end in time")
    if stdout.channel.recv_exit_status() != -1:
        raise OSError("ended by no signal")
    print('  ended by "INT"')


def main():
    args = sys.argv[1:]
    addr, file = (args + DEFAULTS[len(args):])[:2]
    try:
        with login(addr, file, "lab") as client:
            compare(client)
    except (OSError, EOFError, ValueError, InvalidHostKey,
            paramiko.SSHException) as error:
        sys.exit(f"ssh_pty: {addr}: {error}")


if __name__ == "__main__":
    main()
