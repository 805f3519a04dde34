"""Measure what twenty connections at once cost this side's processors.

    python3 processor.py PROGRAM ARGS...

The program takes the number of connections behind its arguments. What its
start and its other work cost is in both runs, and falls out. Sixty more are
measured, and a third of it is told: so little of a start's noise is in it.
"""

import resource
import subprocess
import sys


def used(many):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([*sys.argv[1:], str(many)], stdout=subprocess.DEVNULL,
                   check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (after.ru_utime + after.ru_stime
            - before.ru_utime - before.ru_stime)


print("20 of them at once, the client's processor: "
      f"{(used(61) - used(1)) / 3 * 1000:.1f} ms")
