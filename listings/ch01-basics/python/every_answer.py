"""A name has several answers, and a server may be at one of them only."""

import socket
import sys


def main():
    if len(sys.argv) > 1:
        print("usage: every-answer", file=sys.stderr)
        sys.exit(2)
    try:
        run()
    except OSError as error:
        sys.exit(f"every-answer: localhost: {error}")


def run():
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        stream = socket.SOCK_STREAM
        answers = socket.getaddrinfo("localhost", port, type=stream)
        print("the first answer only")
        try_each(answers[:1])
        print("every answer, until one connects")
        try_each(answers)


def try_each(answers):
    """What `socket.create_connection` does by itself."""
    for family, kind, _proto, _name, address in answers:
        with socket.socket(family, kind) as client:
            try:
                client.connect(address)
                print(f"  {show(address)}: connected")
                return
            except OSError as error:
                number = f"(os error {error.errno})"
                print(f"  {show(address)}: {error.strerror} {number}")


def show(address):
    host, port = address[:2]
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


if __name__ == "__main__":
    main()
