"""GET a URL; print the status and the body."""

import sys

import requests

BODY_LIMIT = 1024 * 1024


def main():
    url = sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:7450/hello"
    seconds = sys.argv[2] if len(sys.argv) > 2 else "5"
    try:
        get(url, int(seconds))
    except (requests.RequestException, OverflowError, ValueError) as error:
        sys.exit(f"http_get: {url}: {error}")


def get(url, seconds):
    with requests.Session() as session:
        # Or HTTP_PROXY and its like, and .netrc, are obeyed.
        session.trust_env = False
        # Or it reads a redirect's whole body into memory, followed or not.
        session.get_redirect_target = lambda _: None
        with session.get(
            url, timeout=seconds, stream=True, allow_redirects=False
        ) as response:
            response.raise_for_status()
            body = read_body(response)
    print(response.status_code, response.reason, flush=True)
    sys.stdout.buffer.write(body)


def read_body(response):
    body = b""
    for piece in response.iter_content(8192):
        body += piece
        if len(body) > BODY_LIMIT:
            raise ValueError(f"the body is over {BODY_LIMIT} bytes")
    return body


if __name__ == "__main__":
    main()
