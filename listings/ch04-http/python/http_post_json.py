"""POST a value as JSON, and read the JSON of the answer into a value."""

import sys

import requests

TIMEOUT = 5


def main():
    url = sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:7450/echo"
    try:
        post(url)
    except (requests.RequestException, ValueError) as error:
        sys.exit(f"http_post_json: {url}: {error}")
    except (KeyError, TypeError, RecursionError) as error:
        sys.exit(f"http_post_json: {url}: no person in the answer: {error}")


def post(url):
    ada = {"name": "Ada", "born": 1815}
    with requests.Session() as session:
        session.trust_env = False
        response = session.post(
            url, json=ada, timeout=TIMEOUT, allow_redirects=False
        )
    response.raise_for_status()
    media_type = response.headers.get("Content-Type", "unknown type")
    status = f"{response.status_code} {response.reason}"
    print(f"{status}, {media_type.partition(';')[0]}")

    # A dict of whatever came: what is not there is missed here, on use.
    person = response.json()
    print(f"{person['name']}, born in {person['born']}")


if __name__ == "__main__":
    main()
