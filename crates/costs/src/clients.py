"""requests' side of the measurement: prints three numbers of nanoseconds."""

import sys
import time

import requests

base = sys.argv[1]
count, piece, size = map(int, sys.argv[2:])


def new_session():
    session = requests.Session()
    session.trust_env = False
    return session


def kept():
    assert session.get(base + "/small").text == "hello\n"


def each():
    with new_session() as own:
        assert own.get(base + "/small").text == "hello\n"


def large():
    with session.get(base + "/large", stream=True) as answer:
        assert sum(map(len, answer.iter_content(piece))) == size


session = new_session()
kept()
for call, times in (kept, count), (each, count), (large, 1):
    begun = time.thread_time_ns()
    for _ in range(times):
        call()
    print((time.thread_time_ns() - begun) // times)
