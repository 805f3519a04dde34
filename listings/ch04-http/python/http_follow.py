"""Follow redirects by hand, with a look at each place before it is asked."""

import sys
from urllib.parse import urljoin, urlsplit

import requests

TIMEOUT = 5
HOPS = 10
LIMIT = 1024 * 1024


def main():
    url = sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:7450/redirect"
    try:
        follow(url)
    except (requests.RequestException, ValueError) as error:
        sys.exit(f"http_follow: {url}: {error}")


def follow(url):
    with requests.Session() as session:
        session.trust_env = False
        # Or it reads a redirect's whole body into memory, followed or not.
        session.get_redirect_target = lambda _: None
        for _ in range(HOPS + 1):
            with session.get(
                url, timeout=TIMEOUT, stream=True, allow_redirects=False
            ) as response:
                response.raise_for_status()
                print(response.status_code, response.reason, url, flush=True)
                # True for 301, 302, 303, 307 and 308 with a `Location`.
                if not response.is_redirect:
                    return show(response)
                url = checked(url, response.headers["Location"])
    raise ValueError(f"more than {HOPS} redirects")


def checked(url, location):
    there = urljoin(url, location)
    old, new = urlsplit(url), urlsplit(there)
    for what in "scheme", "hostname", "port":
        if getattr(old, what) != getattr(new, what):
            raise ValueError(f"a redirect to another {what}: {there}")
    return there


def show(response):
    body = b""
    for piece in response.iter_content(8192):
        body += piece
        if len(body) > LIMIT:
            raise ValueError(f"the body is over {LIMIT} bytes")
    sys.stdout.buffer.write(body)


if __name__ == "__main__":
    main()
