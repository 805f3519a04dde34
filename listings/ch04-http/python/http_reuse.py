"""Ask one server four times, and see which requests share a connection."""

import sys

import requests

OPTIONS = {"timeout": 5, "allow_redirects": False, "stream": True}


def main():
    url = sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:7450/port"
    try:
        ask_four_times(url)
    except (requests.RequestException, ValueError) as error:
        sys.exit(f"http_reuse: {url}: {error}")


def ask_four_times(url):
    with new_session() as session:
        first = port(session.get(url, **OPTIONS))
        second = port(session.get(url, **OPTIONS))
        print("a second request:             ", told(second, first))

        # With `stream`, this answer's body is not read before the next.
        unread = session.get(url, **OPTIONS)
        third = port(session.get(url, **OPTIONS))
        print("beside an answer not yet read:", told(third, first))
        unread.close()

    with new_session() as session:
        fourth = port(session.get(url, **OPTIONS))
        print("from another agent:           ", told(fourth, first))


def new_session():
    session = requests.Session()
    session.trust_env = False
    return session


def port(response):
    response.raise_for_status()
    return int(response.text)


def told(number, first):
    return "the same port" if number == first else "another port"


if __name__ == "__main__":
    main()
