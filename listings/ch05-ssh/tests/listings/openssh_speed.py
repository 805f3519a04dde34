"""Measure with OpenSSH's programs what `ssh-speed` measures, in its words.

    python3 openssh_speed.py CONFIG MIB COMMAND

CONFIG has a host `lab`. The file that goes there lies beside it.
"""

import pathlib
import resource
import subprocess
import sys
import time

config, mib, command = sys.argv[1:]
HELLO = ["lab", "echo hello"]
ONE_SESSION = ["-S", "session"]


def ssh(*args):
    return subprocess.Popen(["ssh", "-F", config, *args],
                            stdin=subprocess.DEVNULL,
                            stdout=subprocess.DEVNULL)


def wait(*programs):
    for program in programs:
        if program.wait():
            sys.exit(f"{program.args}: status {program.returncode}")


def sftp(line):
    subprocess.run(["sftp", "-q", "-F", config, "-b", "-", "lab"], text=True,
                   input=line, stdout=subprocess.DEVNULL, check=True)


def timed(what, work):
    start = time.monotonic()
    work()
    taken = (time.monotonic() - start) * 1000
    print(f"{what}: {taken:.1f} ms", flush=True)


def ten(*how):
    for _ in range(10):
        wait(ssh(*how, *HELLO))


pathlib.Path("zeros").write_bytes(bytes(int(mib) << 20))
timed("10 connections, a command each", ten)
before = resource.getrusage(resource.RUSAGE_CHILDREN)
timed("20 of them at once", lambda: wait(*[ssh(*HELLO) for _ in range(20)]))
after = resource.getrusage(resource.RUSAGE_CHILDREN)
used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
print("20 of them at once, the client's processor: "
      f"{used * 1000:.1f} ms", flush=True)
wait(ssh("-M", "-f", "-N", *ONE_SESSION, "lab"))
timed("10 commands, one session", lambda: ten(*ONE_SESSION))
wait(ssh(*ONE_SESSION, "-O", "exit", "lab"))
timed("output of a command", lambda: wait(ssh("lab", command)))
timed("a file goes there", lambda: sftp("put zeros inbox/speed\n"))
timed("it comes back", lambda: sftp("get inbox/speed zeros\n"))
sftp("rm inbox/speed\n")
