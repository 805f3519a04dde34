"""Send a file the way an HTML form does."""

import sys

import requests

TIMEOUT = 5


def main():
    url = sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:7450/upload"
    file = sys.argv[2] if len(sys.argv) > 2 else "Cargo.toml"
    try:
        upload(url, file)
    except (requests.RequestException, OSError, ValueError) as error:
        sys.exit(f"http_upload: {url}: {error}")


def upload(url, file):
    with requests.Session() as session, open(file, "rb") as content:
        session.trust_env = False
        # All of it is read into memory to make the body.
        response = session.post(
            url,
            data={"what": "a file"},
            files={"file": content},
            timeout=TIMEOUT,
            allow_redirects=False,
        )
        response.raise_for_status()
    print(response.status_code, response.reason)
    print(response.text, end="")


if __name__ == "__main__":
    main()
