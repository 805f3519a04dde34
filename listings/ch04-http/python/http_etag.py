"""Fetch a page twice, the second time only if it has changed."""

import sys

import requests

TIMEOUT = 5


def main():
    url = sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:7450/file"
    try:
        fetch_twice(url)
    except (requests.RequestException, ValueError) as error:
        sys.exit(f"http_etag: {url}: {error}")


def fetch_twice(url):
    kept = None
    with requests.Session() as session:
        session.trust_env = False
        for _ in range(2):
            body, kept = fetch(session, url, kept)
            print("the page has", len(body), "bytes")


def fetch(session, url, kept):
    """The page, and what is kept of it: its version and its bytes."""
    condition = {"If-None-Match": kept[0]} if kept else {}
    response = session.get(
        url, headers=condition, timeout=TIMEOUT, allow_redirects=False
    )
    body = response.content
    print(f"{response.status_code} {response.reason}, {len(body)} bytes came")
    if response.status_code == 304 and kept:
        return kept[1], kept
    response.raise_for_status()
    if response.status_code != 200:
        raise requests.HTTPError(f"{response.status_code} was not expected")
    etag = response.headers.get("ETag")
    return body, (etag, body) if etag else None


if __name__ == "__main__":
    main()
