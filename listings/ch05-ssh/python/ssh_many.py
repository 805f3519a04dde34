"""Log in once, and run many commands, each in a channel of its own.

    python3 ssh_many.py [ADDR] [KNOWN_HOSTS] [COMMAND...]
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


def show(client, command):
    stdin, stdout, _ = client.exec_command(command, timeout=TIMEOUT)
    stdin.close()
    first = json.dumps(stdout.readline().rstrip("\n"))
    if not stdout.channel.status_event.wait(TIMEOUT):
        raise TimeoutError(f"{command}: no exit status in time")
    status = stdout.channel.recv_exit_status()
    print(f"{command}: {first}, status {status}")


def main():
    args = sys.argv[1:]
    addr, file, *commands = args + DEFAULTS[len(args):]
    try:
        with login(addr, file, "lab") as client:
            for command in commands:
                show(client, command)
    except (OSError, EOFError, ValueError, InvalidHostKey,
            paramiko.SSHException) as error:
        sys.exit(f"ssh_many: {addr}: {error}")


if __name__ == "__main__":
    main()
