"""Reach a server through another one, with both host keys checked.

    python3 ssh_jump.py [ADDR] [KNOWN_HOSTS] [BEHIND] [COMMAND]
"""

import functools
import getpass
import re
import sys

import paramiko
from paramiko.hostkeys import InvalidHostKey

TIMEOUT = 4  # seconds, for each step
CONTROL = re.compile("[\0-\b\n-\x1f\x7f-\x9f]")  # all but the tab
DEFAULTS = ["127.0.0.1:7550", "target/lab/known_hosts", "inner:22",
            "echo hello from behind"]


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


@functools.cache  # both hosts have one account
def read_password(user):
    if sys.stdin.isatty():
        return getpass.getpass(f"password of {user}: ")
    return sys.stdin.readline(1024).rstrip("\r\n")


def behind(first, file, target):
    host, _, port = target.partition(":")
    # For paramiko a channel is a socket: it needs no pair and no thread.
    channel = first.get_transport().open_channel(
        "direct-tcpip", (host, int(port)), ("127.0.0.1", 0), timeout=TIMEOUT)
    client = paramiko.SSHClient()
    client.load_host_keys(file)
    client.connect(
        host, int(port), "lab", read_password("lab"), sock=channel,
        banner_timeout=TIMEOUT, auth_timeout=TIMEOUT,
        allow_agent=False, look_for_keys=False,
    )
    return client


def show(client, target):
    key = client.get_transport().get_remote_server_key()
    print(f"known: {target} {key.get_name()} {key.fingerprint}", flush=True)


def main():
    args = sys.argv[1:]
    addr, file, target, command = (args + DEFAULTS[len(args):])[:4]
    try:
        with login(addr, file, "lab") as first:
            show(first, addr)
            with behind(first, file, target) as second:
                show(second, target)
                _, stdout, _ = second.exec_command(command, timeout=TIMEOUT)
                for line in stdout.read(1 << 16).decode().splitlines():
                    print(CONTROL.sub("\ufffd", line))
                if not stdout.channel.status_event.wait(TIMEOUT):
                    raise TimeoutError("no exit status in time")
                if status := stdout.channel.recv_exit_status():
                    raise OSError(f"exit status {status}")
    except (OSError, EOFError, ValueError, InvalidHostKey,
            paramiko.SSHException) as error:
        sys.exit(f"ssh_jump: {addr}: {error}")


if __name__ == "__main__":
    main()
