"""Log in with a password, run one command, and show all it leaves behind.

    python3 ssh_exec.py [ADDR] [KNOWN_HOSTS] [USER] [COMMAND...]
"""

import getpass
import re
import sys
from concurrent.futures import ThreadPoolExecutor

import paramiko
from paramiko.hostkeys import InvalidHostKey

TIMEOUT = 4  # seconds, for each step
CONTROL = re.compile("[\0-\b\n-\x1f\x7f-\x9f]")  # all but the tab
REPLACEMENT = "\ufffd"
DEFAULTS = ["127.0.0.1:7550", "target/lab/known_hosts", "lab", "both"]


def execute(addr, file, user, command):
    host, _, port = addr.rpartition(":")
    password = read_password(user)
    with paramiko.SSHClient() as client:
        client.load_host_keys(file)
        # The default, written down: an unknown host is refused.
        client.set_missing_host_key_policy(paramiko.RejectPolicy())
        client.connect(
            host.strip("[]"), int(port), user, password,
            timeout=TIMEOUT, banner_timeout=TIMEOUT, auth_timeout=TIMEOUT,
            allow_agent=False, look_for_keys=False,
        )
        stdin, stdout, stderr = client.exec_command(command, timeout=TIMEOUT)
        stdin.close()
        # One thread for each stream: they share a window.
        with ThreadPoolExecutor() as pool:
            out, err = pool.map(lambda s: s.read(), (stdout, stderr))
        # Waiting for the status has no limit of its own.
        if not stdout.channel.status_event.wait(TIMEOUT):
            raise TimeoutError("no exit status in time")
        return out, err, stdout.channel.recv_exit_status()


def read_password(user):
    if sys.stdin.isatty():
        return getpass.getpass(f"password of {user}: ")
    return sys.stdin.readline(1024).rstrip("\r\n")


def main():
    args = sys.argv[1:]
    addr, file, user, *words = args + DEFAULTS[len(args):]
    try:
        out, err, status = execute(addr, file, user, " ".join(words))
        for name, data in (("out", out), ("err", err)):
            for line in data.decode(errors="replace").splitlines():
                print(f"{name}: {CONTROL.sub(REPLACEMENT, line)}")
        if status == -1:
            raise paramiko.SSHException("no exit status: killed?")
        # paramiko knows a 0 from none; in Rust, ssh2 does not.
        unsure = "" if status else ", or none was sent"
        print(f"exit status {status}{unsure}")
        sys.exit(min(status, 255))
    except (OSError, EOFError, ValueError, InvalidHostKey,
            paramiko.SSHException) as error:
        sys.exit(f"ssh_exec: {addr}: {error}")


if __name__ == "__main__":
    main()
