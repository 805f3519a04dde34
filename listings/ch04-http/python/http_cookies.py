"""Visit a page that counts visits in a cookie: with a jar, then without."""

import sys

import requests

TIMEOUT = 5


def main():
    url = sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:7450/cookies"
    try:
        visit(url)
    except (requests.RequestException, ValueError) as error:
        sys.exit(f"http_cookies: {url}: {error}")


def visit(url):
    with requests.Session() as session:
        print("with a jar:   ", text(session, url))
        print("with a jar:   ", text(session, url))
        for cookie in session.cookies:
            print(f"in the jar:    {cookie.name}={cookie.value}")

    # What `requests.get` does: a session for one request, jar and all.
    for _ in range(2):
        with requests.Session() as session:
            print("without a jar:", text(session, url))


def text(session, url):
    session.trust_env = False
    response = session.get(url, timeout=TIMEOUT, allow_redirects=False)
    response.raise_for_status()
    return response.text.rstrip()


if __name__ == "__main__":
    main()
