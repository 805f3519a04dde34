"""Read the line by which an SSH server names itself, without paramiko.

    python3 ssh_banner.py [ADDR]
"""

import re
import socket
import sys

TIMEOUT = 4  # seconds, for each read
LIMIT = 4 << 10  # bytes


def banner(addr):
    host, _, port = addr.rpartition(":")
    host = host.strip("[]")
    with socket.create_connection((host, int(port)), TIMEOUT) as stream:
        lines, left = stream.makefile("rb"), LIMIT
        while line := lines.readline(left):
            left -= len(line)
            # Without its end it may be half of a line.
            if line.startswith(b"SSH-") and line.endswith(b"\n"):
                text = line.decode(errors="replace").rstrip()
                return re.sub("[\0-\b\n-\x1f\x7f-\x9f]", "\ufffd", text)
    raise OSError("it ends before it names SSH")


def main():
    addr = sys.argv[1] if len(sys.argv) > 1 else "127.0.0.1:7550"
    try:
        print(banner(addr))
    except (OSError, ValueError) as error:
        sys.exit(f"ssh_banner: {addr}: {error}")


if __name__ == "__main__":
    main()
