"""Log in with a key that an agent holds.

    python3 ssh_auth_agent.py [ADDR] [KNOWN_HOSTS] [USER] [AGENT]
"""

import os
import sys

import paramiko
from paramiko.hostkeys import InvalidHostKey

TIMEOUT = 4  # seconds, for each step; none of them is for the agent
DEFAULTS = ["127.0.0.1:7550", "target/lab/known_hosts", "lab"]


def login(addr, file, user):
    host, _, port = addr.rpartition(":")
    agent = paramiko.Agent()  # at $SSH_AUTH_SOCK
    with paramiko.SSHClient() as client:
        client.load_host_keys(file)
        for number, key in enumerate(agent.get_keys(), 1):
            try:
                client.connect(
                    host.strip("[]"), int(port), user, pkey=key,
                    timeout=TIMEOUT, banner_timeout=TIMEOUT,
                    auth_timeout=TIMEOUT,
                    allow_agent=False, look_for_keys=False,
                )
                return number
            except paramiko.AuthenticationException:
                pass
    raise paramiko.SSHException("no key that was tried is taken")


def main():
    args = sys.argv[1:]
    if len(args) > 3:
        os.environ["SSH_AUTH_SOCK"] = args.pop(3)
    addr, file, user = (args + DEFAULTS[len(args):])[:3]
    try:
        print(f"{user} is logged in by key {login(addr, file, user)}")
    except (OSError, EOFError, ValueError, InvalidHostKey,
            paramiko.SSHException) as error:
        sys.exit(f"ssh_auth_agent: {addr}: {error}")


if __name__ == "__main__":
    main()
