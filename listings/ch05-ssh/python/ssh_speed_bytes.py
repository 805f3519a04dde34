"""Measure how fast bytes come from a server of yours, and go there.

    python3 ssh_speed_bytes.py [ADDR] [KNOWN_HOSTS] [USER] [KEY] [MIB] \
        [COMMAND]
"""

import io
import sys
import time

import paramiko
from paramiko.hostkeys import InvalidHostKey

TIMEOUT = 60  # seconds, for each step
DEFAULTS = ["127.0.0.1:7550", "target/lab/known_hosts", "lab",
            "target/lab/id_open", "1"]
COPY = "inbox/speed"
PIECE = 1 << 20


def login(client, addr, file, user, key):
    client.load_host_keys(file)
    host, _, port = addr.rpartition(":")
    client.connect(host.strip("[]"), int(port), user, key_filename=key,
                   timeout=TIMEOUT, banner_timeout=TIMEOUT,
                   auth_timeout=TIMEOUT, allow_agent=False,
                   look_for_keys=False)


def receive(client, command, count):
    _, stdout, _ = client.exec_command(command, timeout=TIMEOUT)
    drain(stdout.channel.recv, count)


def put(sftp, count):
    sftp.putfo(io.BytesIO(bytes(count)), COPY)


def get(sftp, count):
    with sftp.open(COPY, "rb") as file:
        # All requests at once, as `SFTPClient.get` has it.
        file.prefetch(count)
        drain(file.read, count)


def drain(read, count):
    while data := read(PIECE):
        count -= len(data)
    if count:
        raise OSError(f"{count} bytes are missing")


def timed(what, work, *args):
    start = time.monotonic()
    work(*args)
    taken = (time.monotonic() - start) * 1000
    print(f"{what}: {taken:.1f} ms", flush=True)


def measure(client, command, count):
    timed("output of a command", receive, client, command, count)
    with client.open_sftp() as sftp:
        timed("a file goes there", put, sftp, count)
        timed("it comes back", get, sftp, count)
        sftp.remove(COPY)


def main():
    args = sys.argv[1:]
    *host, mib = args[:5] + DEFAULTS[len(args):]
    command = args[5] if len(args) > 5 else f"flood stdout {mib}"
    try:
        with paramiko.SSHClient() as client:
            login(client, *host)
            measure(client, command, int(mib) << 20)
    except (OSError, EOFError, ValueError, InvalidHostKey,
            paramiko.SSHException) as error:
        sys.exit(f"ssh_speed_bytes: {host[0]}: {error}")


if __name__ == "__main__":
    main()
