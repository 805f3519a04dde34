"""Log in by answering what the server asks.

    python3 ssh_auth_dialog.py [ADDR] [KNOWN_HOSTS] [USER]
"""

import getpass
import re
import socket
import sys

import paramiko
from paramiko.hostkeys import InvalidHostKey

TIMEOUT = 4  # seconds, for each step
CONTROL = re.compile("[\0-\b\n-\x1f\x7f-\x9f]")  # all but the tab
DEFAULTS = ["127.0.0.1:7550", "target/lab/known_hosts", "dialog"]


def answer(prompt, echo):
    say(prompt.rstrip())
    if echo or not sys.stdin.isatty():
        return sys.stdin.readline(1024).rstrip("\r\n")
    return getpass.getpass("")


def say(text):
    print(CONTROL.sub("\ufffd", text), file=sys.stderr, flush=True)


def answer_all(title, instructions, prompts):
    for line in [*title.splitlines(), *instructions.splitlines()]:
        say(line)
    return [answer(prompt, echo) for prompt, echo in prompts]


def login(addr, file, user):
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
        transport.auth_interactive(user, answer_all)


def main():
    args = sys.argv[1:]
    addr, file, user = (args + DEFAULTS[len(args):])[:3]
    try:
        login(addr, file, user)
        print(f"{user} is logged in")
    except (OSError, EOFError, ValueError, InvalidHostKey,
            paramiko.SSHException) as error:
        sys.exit(f"ssh_auth_dialog: {addr}: {error}")


if __name__ == "__main__":
    main()
