"""Measure what a connection and a command cost with a server of yours.

    python3 ssh_speed_commands.py [ADDR] [KNOWN_HOSTS] [USER] [KEY] \
        [AT_ONCE]
"""

import sys
import time
from concurrent.futures import ThreadPoolExecutor

import paramiko
from paramiko.hostkeys import InvalidHostKey

TIMEOUT = 60  # seconds, for each step
DEFAULTS = ["127.0.0.1:7550", "target/lab/known_hosts", "lab",
            "target/lab/id_open", "20"]


def login(addr, file, user, key):
    host, _, port = addr.rpartition(":")
    client = paramiko.SSHClient()
    client.load_host_keys(file)
    client.connect(
        host.strip("[]"), int(port), user, key_filename=key,
        timeout=TIMEOUT, banner_timeout=TIMEOUT, auth_timeout=TIMEOUT,
        allow_agent=False, look_for_keys=False,
    )
    return client


def hello(client):
    stdin, stdout, _ = client.exec_command("echo hello", timeout=TIMEOUT)
    stdin.close()
    stdout.read(1024)
    stdout.channel.recv_exit_status()


def connect_and_hello(host):
    with login(*host) as client:
        hello(client)


def at_once(host, many):
    with ThreadPoolExecutor(many) as pool:
        list(pool.map(connect_and_hello, [host] * many))


def ten_connections(host):
    for _ in range(10):
        connect_and_hello(host)


def ten_commands(client):
    for _ in range(10):
        hello(client)


def timed(what, work, *args):
    start = time.monotonic()
    work(*args)
    taken = (time.monotonic() - start) * 1000
    print(f"{what}: {taken:.1f} ms", flush=True)


def main():
    args = sys.argv[1:]
    *host, many = (args + DEFAULTS[len(args):])[:5]
    try:
        timed("10 connections, a command each", ten_connections, host)
        timed(f"{many} of them at once", at_once, host, int(many))
        with login(*host) as client:
            timed("10 commands, one session", ten_commands, client)
    except (OSError, EOFError, ValueError, InvalidHostKey,
            paramiko.SSHException) as error:
        sys.exit(f"ssh_speed_commands: {host[0]}: {error}")


if __name__ == "__main__":
    main()
