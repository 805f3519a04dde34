"""Run programs with arguments that they must refuse, and print what else they
do: each line of standard input is a file and its arguments, with a NUL between
two."""

import contextlib
import io
import os
import runpy
import signal
import sys


# Windows has none: there a program that waits is one that never ends.
alarm = getattr(signal, "alarm", lambda _seconds: None)


class Waits(BaseException):
    pass


def waits(_signal, _frame):
    raise Waits("it goes on for ten seconds")


def outcome(file, args):
    said = io.StringIO()
    sys.argv = [file, *args]
    sys.path[0] = os.path.dirname(file)
    sys.stdin = io.TextIOWrapper(io.BytesIO())
    printed = io.TextIOWrapper(io.BytesIO())
    alarm(10)
    try:
        with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(said):
            runpy.run_path(file, run_name="__main__")
        status = 0
    except SystemExit as end:
        status = end.code
    except BaseException as error:
        return f"ends with {type(error).__name__}: {error}"
    finally:
        alarm(0)
    if isinstance(status, str):
        said.write(status + "\n")
        status = 1
    lines = said.getvalue().splitlines()
    if not status:
        return "has nothing against them"
    if len(lines) != 1:
        return f"says {len(lines)} lines on standard error: {lines}"
    return None


def main():
    if hasattr(signal, "SIGALRM"):
        signal.signal(signal.SIGALRM, waits)
    for line in sys.stdin.read().split("\n")[:-1]:
        file, *args = line.split("\0")
        came = outcome(file, args)
        if came:
            name = os.path.basename(file)
            print(f"{name} {' '.join(map(repr, args))}: {came}", file=sys.__stdout__)
    # A thread that one of them has left must not keep the others waiting.
    sys.__stdout__.flush()
    os._exit(0)


main()
