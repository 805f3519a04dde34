"""Run one command on many hosts, a few at a time, with a result for each.

    python3 ssh_fleet.py [KNOWN_HOSTS] [KEY] [COMMAND] [ADDR...]
"""

import re
import sys
from concurrent.futures import ThreadPoolExecutor

import paramiko
from paramiko.hostkeys import InvalidHostKey

TIMEOUT = 4  # seconds, for each step
CONTROL = re.compile("[\0-\b\n-\x1f\x7f-\x9f]")  # all but the tab
AT_A_TIME = 4
DEFAULTS = ["target/lab/known_hosts", "target/lab/id_open", "echo hello",
            "127.0.0.1:7550"]


def ask(addr, file, key, command):
    host, _, port = addr.rpartition(":")
    with paramiko.SSHClient() as client:
        client.load_host_keys(file)
        client.connect(
            host.strip("[]"), int(port), "lab", key_filename=key,
            timeout=TIMEOUT, banner_timeout=TIMEOUT, auth_timeout=TIMEOUT,
            allow_agent=False, look_for_keys=False,
        )
        _, stdout, _ = client.exec_command(command, timeout=TIMEOUT)
        line = stdout.readline(1024).rstrip("\n")
        if not stdout.channel.status_event.wait(TIMEOUT):
            raise TimeoutError("no exit status in time")
        if status := stdout.channel.recv_exit_status():
            raise OSError(f"exit status {status}")
        return CONTROL.sub("\ufffd", line)


def main():
    args = sys.argv[1:]
    file, key, command, *addrs = args + DEFAULTS[len(args):]
    all_well = True
    with ThreadPoolExecutor(AT_A_TIME) as pool:
        asked = [pool.submit(ask, a, file, key, command) for a in addrs]
        for addr, answer in zip(addrs, asked):
            try:
                print(f"{addr}: {answer.result()}", flush=True)
            except (OSError, EOFError, ValueError, InvalidHostKey,
                    paramiko.SSHException) as error:
                all_well = False
                print(f"ssh_fleet: {addr}: {error}", file=sys.stderr)
    sys.exit(not all_well)


if __name__ == "__main__":
    main()
