"""Ask for pages at once, from a program whose one thread must not wait."""

import asyncio
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import requests

TIMEOUT = 1
LIMIT = 1024 * 1024
PAGES = 16


def main():
    urls = sys.argv[1:] or ["http://127.0.0.1:7450/hello"]
    if len(urls) > PAGES:
        sys.exit(f"http_from_async: at most {PAGES} pages")
    asyncio.run(fetch_all(urls))


async def fetch_all(urls):
    begun = time.monotonic()
    # Each call waits in a thread of its own. asyncio has some for that, and
    # fewer than pages where there are few processors.
    threads = ThreadPoolExecutor(PAGES)
    asyncio.get_running_loop().set_default_executor(threads)
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
        # Or it reads a redirect's whole body into memory, followed or not.
        session.get_redirect_target = lambda _: None
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
