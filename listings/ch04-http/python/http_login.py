"""Ask for a page as nobody, with a password, and with a token."""

import sys

import requests

TIMEOUT = 5


def main():
    url = sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:7450/private"
    user = sys.argv[2] if len(sys.argv) > 2 else "ada"
    try:
        log_in(url, user)
    except (requests.RequestException, ValueError) as error:
        sys.exit(f"http_login: {url}: {error}")


def log_in(url, user):
    if ":" in user:
        raise ValueError("a colon ends the user's name")
    password, token = read_line("password"), read_line("token")
    ask(url, "nobody")
    ask(url, "with a password", auth=(user.encode(), password.encode()))
    bearer = {"Authorization": f"Bearer {token}"}
    ask(url, "with a token", headers=bearer)


def read_line(what):
    line = sys.stdin.readline()
    if not line:
        raise ValueError(f"standard input ends before a {what}")
    return line.rstrip("\n")


def ask(url, who, **credentials):
    with requests.Session() as session:
        # Otherwise it may take credentials from a file, ~/.netrc.
        session.trust_env = False
        response = session.get(
            url, timeout=TIMEOUT, allow_redirects=False, **credentials
        )
    print(f"{who}: {response.status_code} {response.reason}")
    for challenge in response.raw.headers.getlist("WWW-Authenticate"):
        print("  it wants", challenge)
    print(" ", response.text, end="")


if __name__ == "__main__":
    main()
