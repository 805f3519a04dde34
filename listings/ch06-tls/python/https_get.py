"""GET an https:// URL, trusting one issuer; print the status and the body."""

import sys

import requests

BODY_LIMIT = 1024 * 1024


def main():
    url = sys.argv[1] if len(sys.argv) > 1 else "https://localhost:7650/hello"
    ca = sys.argv[2] if len(sys.argv) > 2 else "target/lab/tls/ca.pem"
    try:
        get(url, ca)
    except (requests.RequestException, OSError, ValueError) as error:
        sys.exit(f"https_get: {url}: {error}")


def get(url, ca):
    if not url.lower().startswith("https://"):
        raise ValueError("it does not begin with https://")
    if not ca:  # To requests, an empty name means not to check at all.
        raise ValueError("no file of an issuer")
    with requests.Session() as session:
        # Or HTTPS_PROXY is obeyed.
        session.trust_env = False
        with session.get(
            url, verify=ca, timeout=8, stream=True, allow_redirects=False
        ) as response:
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
