"""Send header fields, and read those of the answer: repeats, case, absence."""

import sys

import requests

TIMEOUT = 5


def main():
    url = sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:7450/headers"
    try:
        show_headers(url)
    except (requests.RequestException, ValueError) as error:
        sys.exit(f"http_headers: {url}: {error}")
    except (AttributeError, RecursionError) as error:
        sys.exit(f"http_headers: {url}: no JSON object came: {error}")


def show_headers(url):
    # A dict holds a name once, so what was two lines is one line here.
    fields = {"User-Agent": "networking-in-rust", "X-Lab": "one, two"}
    with requests.Session() as session:
        session.trust_env = False
        response = session.get(
            url, headers=fields, timeout=TIMEOUT, allow_redirects=False
        )
    response.raise_for_status()

    # `response.headers` joins the lines of a name; urllib3 below keeps them.
    lines = response.raw.headers
    for name in ["Content-Type", "CONTENT-TYPE", "Vary", "ETag"]:
        first = lines.getlist(name)[:1]
        print(f"{name}: {first[0] if first else '(none)'}")
    for value in lines.getlist("Vary"):
        print(f"one line of Vary: {value}")

    received = response.json()
    for name in ["user-agent", "x-lab"]:
        print(f"the server saw {name}: {received.get(name, '(none)')}")


if __name__ == "__main__":
    main()
