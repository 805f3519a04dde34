"""Put a file on a server: under another name first, then renamed.

    python3 ssh_sftp_put.py [ADDR] [KNOWN_HOSTS] [PATH]
"""

import getpass
import sys

import paramiko
from paramiko.hostkeys import InvalidHostKey

TIMEOUT = 4  # seconds, for each step
DEFAULTS = ["127.0.0.1:7550", "target/lab/known_hosts", "inbox/note"]


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
    # As bytes: what follows is the file.
    return sys.stdin.buffer.readline(1024).decode().rstrip("\r\n")


def put(client, path):
    sftp = client.open_sftp()
    sftp.get_channel().settimeout(TIMEOUT)
    part = path + ".part"
    data = sys.stdin.buffer.read()
    # One that is there is somebody's: `x` leaves it as it is.
    file = sftp.open(part, "wbx")
    try:
        with file:
            file.chmod(0o600)
            file.set_pipelined(True)
            file.write(data)
        sftp.rename(part, path)
    except OSError:
        sftp.remove(part)
        raise
    return len(data)


def main():
    args = sys.argv[1:]
    addr, file, path = (args + DEFAULTS[len(args):])[:3]
    try:
        with login(addr, file, "lab") as client:
            print(f"{put(client, path)} bytes are {path}")
    except (OSError, EOFError, ValueError, InvalidHostKey,
            paramiko.SSHException) as error:
        sys.exit(f"ssh_sftp_put: {addr}: {error}")


if __name__ == "__main__":
    main()
