"""Ask again while a service is away: a few times, later each time."""

import random
import sys
import time

import requests

TIMEOUT = 8  # for all tries together, and the waits between them
TRIES = 4
PAUSE = 0.2  # the longest wait behind the first try, in seconds
AWAY = {429, 502, 503, 504}


def main():
    url = sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:7450/flaky/2"
    try:
        get(url)
    except (requests.RequestException, OSError, ValueError) as error:
        sys.exit(f"http_retry: {url}: {error}")


def get(url):
    deadline = time.monotonic() + TIMEOUT
    attempt = 1
    while True:
        left = max(deadline - time.monotonic(), 0.001)
        wait = None
        try:
            response = ask(url, left)
            if response.status_code not in AWAY:
                response.raise_for_status()
                print(f"try {attempt}: {response.text}", end="")
                return
            why = f"{response.status_code} {response.reason}"
            after = response.headers.get("Retry-After", "")
            wait = int(after) if after.isascii() and after.isdigit() else None
        except (
            requests.ConnectionError,
            requests.Timeout,
            requests.exceptions.ChunkedEncodingError,
        ) as error:
            why = error
        print(f"try {attempt}: {why}")
        if wait is None:
            # Clients that failed together do not come again together.
            wait = random.uniform(0, PAUSE * 2 ** (attempt - 1))
        if attempt == TRIES or wait >= deadline - time.monotonic():
            raise OSError(f"given up after {attempt}")
        time.sleep(wait)
        attempt += 1


def ask(url, left):
    with requests.Session() as session:
        session.trust_env = False
        return session.get(url, timeout=left, allow_redirects=False)


if __name__ == "__main__":
    main()
