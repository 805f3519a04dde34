"""Send a command its input, and read its output meanwhile.

    python3 ssh_exec_stdin.py [ADDR] [KNOWN_HOSTS] [MIB]
"""

import getpass
import sys
import threading

import paramiko
from paramiko.hostkeys import InvalidHostKey

TIMEOUT = 15  # seconds, for each step
DEFAULTS = ["127.0.0.1:7550", "target/lab/known_hosts", "3"]


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


def exchange(client, data):
    stdin, stdout, _ = client.exec_command("cat", timeout=TIMEOUT)
    # Who writes all of it first may wait for ever: nobody reads meanwhile.
    writer = threading.Thread(target=send, args=(stdin, data))
    writer.start()
    output = stdout.read(len(data) + 1)
    writer.join()
    return output


def send(stdin, data):
    try:
        stdin.write(data)
        stdin.channel.shutdown_write()
    except OSError:
        pass  # The command has ended; what has come back tells.


def main():
    args = sys.argv[1:]
    addr, file, mib = (args + DEFAULTS[len(args):])[:3]
    try:
        data = b"0123456789abcde\n" * (int(mib) << 16)
        with login(addr, file, "lab") as client:
            output = exchange(client, data)
        print(f"{len(data)} bytes went, {len(output)} came back")
        if data != output:
            raise OSError("what came back is not what went")
        print("they are the same: true")
    except (OSError, EOFError, ValueError, InvalidHostKey,
            paramiko.SSHException) as error:
        sys.exit(f"ssh_exec_stdin: {addr}: {error}")


if __name__ == "__main__":
    main()
