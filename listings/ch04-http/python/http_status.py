"""GET a page that is not there: as an error, and as an answer with a body."""

import sys

import requests

TIMEOUT = 5


def main():
    url = sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:7450/none"
    try:
        get_twice(url)
    except (requests.RequestException, ValueError) as error:
        sys.exit(f"http_status: {url}: {error}")


def get_twice(url):
    with requests.Session() as session:
        session.trust_env = False
        response = session.get(url, timeout=TIMEOUT, allow_redirects=False)
        status = f"{response.status_code} {response.reason}"
        try:
            # Without this call a 404 is an answer like any other.
            response.raise_for_status()
            print("no error:    ", status)
        except requests.HTTPError as error:
            print("as an error: ", error.response.status_code)

        response = session.get(url, timeout=TIMEOUT, allow_redirects=False)
        status = f"{response.status_code} {response.reason}"
        print("as an answer:", status)
        print(response.text, end="")


if __name__ == "__main__":
    main()
