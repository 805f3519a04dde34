"""How h11 reads answers: a line of hexadecimal each, which is all that the
server said before it closed, and back a line with what was read of it."""

import sys

import h11


def read(stream):
    connection = h11.Connection(h11.CLIENT)
    host = [("Host", "lab")]
    connection.send(h11.Request(method="GET", target="/", headers=host))
    connection.send(h11.EndOfMessage())
    try:
        connection.receive_data(stream)
        # The end of the stream.
        connection.receive_data(b"")
        while True:
            event = connection.next_event()
            if isinstance(event, h11.Response):
                status, body = event.status_code, b""
            elif isinstance(event, h11.Data):
                body += event.data
            elif isinstance(event, h11.EndOfMessage):
                return f"whole {status} {body.hex()}"
            elif not isinstance(event, h11.InformationalResponse):
                return "cut"
    except h11.RemoteProtocolError as error:
        why = str(error).split(":")[0].split(" (")[0]
        return "cut" if "closed connection" in why else "refused " + why


for line in sys.stdin:
    print(read(bytes.fromhex(line)))
