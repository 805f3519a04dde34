"""Visit two pages with cookies that a file keeps from one run to the next."""

import os
import sys
from http.cookiejar import LoadError, LWPCookieJar
from urllib.parse import urlsplit

import requests

TIMEOUT = 4


def main():
    url = sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:7450/cookies"
    file = sys.argv[2] if len(sys.argv) > 2 else "jar"
    try:
        visit(url, file)
    except (requests.RequestException, LoadError, OSError,
            ValueError) as error:
        sys.exit(f"http_jar: {url}: {error}")


def visit(url, file):
    with requests.Session() as session:
        session.trust_env = False
        session.cookies = LWPCookieJar(file)
        if os.path.exists(file):
            session.cookies.load()
        for page in url, url.rstrip("/") + "/kept":
            response = session.get(
                page, timeout=TIMEOUT, allow_redirects=False
            )
            response.raise_for_status()
            print(f"{urlsplit(page).path}: {response.text.rstrip()}")
        save(session.cookies, file)
    print(f"the jar is in {file}")


def save(jar, file):
    part = file + ".part"
    # One that a run before left there, whoever may read it.
    if os.path.exists(part):
        os.remove(part)
    # Readable by its owner alone, since what is in it logs in.
    os.close(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    jar.save(part)
    os.replace(part, file)


if __name__ == "__main__":
    main()
