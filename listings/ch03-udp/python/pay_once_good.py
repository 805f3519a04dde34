"""A bank that knows a request that it has carried out, and answers the copy
with what it answered then."""

import collections
import secrets
import socket
import sys
import threading

REMEMBERED = 1000  # results
WAITS = 0.5, 5.0, 10.0  # seconds for each answer


def main():
    if len(sys.argv) > 1:
        print("usage: pay_once_good (it takes no arguments)", file=sys.stderr)
        sys.exit(2)
    try:
        run()
    except OSError as error:
        sys.exit(f"pay_once_good: {error}")


def run():
    with udp_socket() as bank, udp_socket() as client:
        client.connect(bank.getsockname())
        serving = threading.Thread(target=serve, args=(bank,), daemon=True)
        serving.start()
        print("the bank:", pay(client))
        serving.join()


def pay(client):
    own_id = secrets.token_bytes(8)
    for wait in WAITS:
        client.send(own_id + b"pay 10")
        client.settimeout(wait)
        try:
            answer = client.recv(64)
        except socket.timeout:
            print("no answer, once more")
            continue
        if answer.startswith(own_id):
            return answer[8:].decode()
        print("not our answer")
    raise OSError("no answer at all")


def serve(bank):
    balance = 100
    done = collections.OrderedDict()
    for is_lost in (True, False):
        request, client = bank.recvfrom(64)
        key = request[:8], client
        if key not in done:
            balance -= 10
            done[key] = f"paid, you have {balance}"
            if len(done) > REMEMBERED:
                done.popitem(last=False)
        if not is_lost:
            bank.sendto(key[0] + done[key].encode(), client)


def udp_socket():
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    sock.bind(("127.0.0.1", 0))
    return sock


if __name__ == "__main__":
    main()
