"""Send the same pairs in a URL and in a body, and see what the server reads."""

import sys

import requests

TIMEOUT = 5
PAIRS = [("q", "rust & cargo"), ("sum", "1+1=2"), ("name", "Zoë")]


def main():
    url = sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:7450/form"
    try:
        send(url)
    except (requests.RequestException, ValueError) as error:
        sys.exit(f"http_form: {url}: {error}")


def send(url):
    with requests.Session() as session:
        session.trust_env = False
        print("in the URL")
        show(session.get(url, params=PAIRS, **OPTIONS))
        print("in the body")
        show(session.post(url, data=PAIRS, **OPTIONS))


OPTIONS = {"timeout": TIMEOUT, "allow_redirects": False}


def show(response):
    response.raise_for_status()
    for line in response.text.splitlines():
        print(f"  {line}")


if __name__ == "__main__":
    main()
