"""Ask for pages at once, from a program whose one thread must not wait."""

import asyncio
import sys
import time

import requests

TIMEOUT = 1
LIMIT = 1024 * 1024


def main():
    urls = sys.argv[1:] or ["http://127.0.0.1:7450/hello"]
    asyncio.run(fetch_all(urls))


async def fetch_all(urls):
    begun = time.monotonic()
    # Each call waits in a thread of its own, which asyncio lends.
    calls = [asyncio.to_thread(fetch, url) for url in urls]
    failed = []
    results = await asyncio.gather(*calls, return_exceptions=True)
    for url, result in zip(urls, results):
        if isinstance(result, Exception):
            failed.append(f"{url}: {result}")
        else:
            print(f"{url}: {result} bytes")
    print(f"after {(time.monotonic() - begun) * 1000:.1f} ms")
    if failed:
        sys.exit("http_from_async: " + "; ".join(failed))


def fetch(url):
    with requests.Session() as session:
        session.trust_env = False
        with session.get(
            url, timeout=TIMEOUT, stream=True, allow_redirects=False
        ) as response:
            response.raise_for_status()
            length = 0
            for piece in response.iter_content(8192):
                length += len(piece)
                if length > LIMIT:
                    raise ValueError(f"the body is over {LIMIT} bytes")
            return length


if __name__ == "__main__":
    main()
