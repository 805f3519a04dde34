"""Have the server listen, and answer who connects there.

    python3 ssh_remote_forward.py [ADDR] [KNOWN_HOSTS] [PORT]
"""

import getpass
import re
import sys

import paramiko
from paramiko.hostkeys import InvalidHostKey

TIMEOUT = 4  # seconds, for each step
CONTROL = re.compile("[\0-\b\n-\x1f\x7f-\x9f]")  # all but the tab
DEFAULTS = ["127.0.0.1:7550", "target/lab/known_hosts", "8080"]


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


def serve(client, port):
    transport = client.get_transport()
    port = transport.request_port_forward("localhost", port)
    print(f"listening on port {port} of the server", flush=True)
    while channel := transport.accept(60):
        line = channel.makefile("rb").readline(1024)
        line = CONTROL.sub("\ufffd", line.decode(errors="replace").rstrip())
        print(f"a client says: {line}", flush=True)
        channel.sendall(f"you said: {line}\n".encode())
        channel.shutdown_write()
        channel.recv(1)  # nothing, once the client has read it
        channel.close()


def main():
    args = sys.argv[1:]
    addr, file, port = (args + DEFAULTS[len(args):])[:3]
    try:
        with login(addr, file, "lab") as client:
            if not 0 <= int(port) <= 65535:
                raise ValueError(f"{port}: no port")
            serve(client, int(port))
    except (OSError, EOFError, ValueError, InvalidHostKey,
            paramiko.SSHException) as error:
        sys.exit(f"ssh_remote_forward: {addr}: {error}")


if __name__ == "__main__":
    main()
