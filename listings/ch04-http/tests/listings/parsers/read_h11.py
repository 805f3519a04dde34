"""How h11 reads streams of requests: a line of hexadecimal each, and back a
line with what was read, METHOD:BODY for each request, and how it ended."""

import sys

import h11


def read(stream):
    requests = []
    connection = h11.Connection(h11.SERVER)
    connection.receive_data(stream)
    # The end of the stream.
    connection.receive_data(b"")
    try:
        while True:
            event = connection.next_event()
            if isinstance(event, h11.Request):
                method, body = event.method.decode(), b""
            elif isinstance(event, h11.Data):
                body += event.data
            elif isinstance(event, h11.EndOfMessage):
                requests.append(f"{method}:{body.hex()}")
                none = [("Content-Length", "0")]
                connection.send(h11.Response(status_code=200, headers=none))
                connection.send(h11.EndOfMessage())
                if connection.our_state is h11.MUST_CLOSE:
                    return requests, "closed"
                connection.start_next_cycle()
            elif isinstance(event, h11.ConnectionClosed):
                return requests, "open"
    except h11.RemoteProtocolError as error:
        why = str(error).split(":")[0].split(" (")[0]
        if "closed connection" in why:
            return requests, "incomplete"
        return requests, "refused " + why


for line in sys.stdin:
    requests, end = read(bytes.fromhex(line))
    print("\t".join([*requests, end]))
