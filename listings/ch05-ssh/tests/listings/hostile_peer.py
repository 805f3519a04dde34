"""A server that lets everybody in, and then means harm.

    python3 hostile_peer.py CASE...

For each case it prints a line of a known_hosts file, with the port in it,
and serves its clients there. What would go on without end goes on for long
enough to see what it does to a client.
"""

import socket
import struct
import sys
import threading

import paramiko
from paramiko.common import (cMSG_CHANNEL_CLOSE, cMSG_CHANNEL_DATA,
                             cMSG_CHANNEL_REQUEST, cMSG_DISCONNECT)
from paramiko.message import Message
from paramiko.server import InteractiveQuery

NEVER = threading.Event()
UNKNOWN = bytes([192])  # a message number of nobody's
LARGE = bytes(1 << 15)


def message(number, *fields):
    made = Message()
    made.add_byte(number)
    for field in fields:
        if isinstance(field, bool):
            made.add_boolean(field)
        elif isinstance(field, int):
            made.add_int(field)
        else:
            made.add_string(field)
    return made


class Server(paramiko.ServerInterface):
    def __init__(self, case, transport):
        self.case, self.transport = case, transport

    def get_allowed_auths(self, username):
        return "password,keyboard-interactive"

    def check_auth_password(self, username, password):
        return paramiko.AUTH_SUCCESSFUL

    def check_auth_interactive(self, username, submethods):
        questions = 101 if self.case == "a hundred and one questions" else 1
        text = "again\x1b[2J"
        return InteractiveQuery(text, text, *[(text, True)] * questions)

    def check_auth_interactive_response(self, responses):
        return self.check_auth_interactive(None, None)

    def check_channel_request(self, kind, chanid):
        if self.case == "no channel":
            return paramiko.OPEN_FAILED_ADMINISTRATIVELY_PROHIBITED
        if self.case == "no answer":
            NEVER.wait()
        if self.case == "gone":
            self.transport.sock.close()
        if self.case == "a farewell that commands":
            self.transport._send_message(
                message(cMSG_DISCONNECT, 2, "\x1b[2J", ""))
            self.transport.sock.shutdown(socket.SHUT_WR)
        return paramiko.OPEN_SUCCEEDED

    def check_channel_exec_request(self, channel, command):
        if self.case == "no command":
            return False
        start(self.misbehave, channel)
        return True

    def check_channel_subsystem_request(self, channel, name):
        start(lie, self.case, channel)
        return True

    def misbehave(self, channel):
        send, number = self.transport._send_user_message, channel.remote_chanid
        if self.case == "gone in the middle":
            channel.sendall(b"half a li")
            self.transport.sock.shutdown(socket.SHUT_RDWR)
        if self.case == "lines that command":
            channel.sendall(b"\x1b[2Jred\n")
            channel.send_exit_status(0)
            channel.shutdown_write()
            channel.close()
        if self.case == "closed in the middle":
            send(message(cMSG_CHANNEL_CLOSE, number))
        if self.case == "data without end":
            for _ in range(1 << 11):
                channel.sendall(LARGE)
        if self.case == "a length that lies":
            data = message(cMSG_CHANNEL_DATA, number)
            data.add_int(0xffff_fff0)
            data.add_bytes(b"short")
            send(data)
        if self.case == "more than the window":
            for _ in range(1 << 11):
                send(message(cMSG_CHANNEL_DATA, number, LARGE))
        if self.case == "packets of no type":
            for _ in range(1 << 14):
                send(message(UNKNOWN, LARGE))
        if self.case == "an evil signal":
            send(message(cMSG_CHANNEL_REQUEST, number, "exit-signal", False,
                         "\x1b[2JTERM", False, "\x1b[2J", ""))
            channel.shutdown_write()
            channel.close()
        NEVER.wait()


def lie(case, channel):
    """Answers an SFTP client's requests."""
    stream = channel.makefile("rwb")

    def answer(kind, body):
        stream.write(struct.pack(">IB", len(body) + 1, kind) + body)
        stream.flush()

    while True:
        length, kind = struct.unpack(">IB", stream.read(5))
        body = stream.read(length - 1)
        if kind == 1:  # INIT
            answer(2, struct.pack(">I", 3))
        elif case == "a packet of 4 GiB":
            stream.write(struct.pack(">IB", 0xffff_ffff, 102) + bytes(9))
            stream.flush()
        elif case == "answers to nothing":
            for _ in range(1 << 12):
                answer(102, struct.pack(">II", 77, 1) + b"h")
        elif kind == 12 and case == "4 billion names":
            answer(104, body[:4] + struct.pack(">I", 0xffff_ffff))
        elif kind == 12 and case == "a name of 64 KiB":
            name = struct.pack(">I", 1 << 16) + bytes(1 << 16)
            answer(104, body[:4] + struct.pack(">I", 1) + name * 2 + bytes(4))
        elif kind == 8:  # FSTAT: five bytes
            answer(105, body[:4] + struct.pack(">IQ", 1, 5))
        elif kind == 5 and case == "no bytes at all":
            answer(103, body[:4] + bytes(4))
        elif kind == 5 and case == "more than was asked":
            data = struct.pack(">I", 1 << 16) + bytes(1 << 16)
            answer(103, body[:4] + data)
        else:
            answer(102, body[:4] + struct.pack(">I", 1) + b"h")


def start(run, *args):
    threading.Thread(target=run, args=args, daemon=True).start()


def serve(listener, case, key):
    while True:
        start(serve_one, listener.accept()[0], case, key)


def serve_one(client, case, key):
    transport = paramiko.Transport(client)
    transport.add_server_key(key)
    try:
        transport.start_server(server=Server(case, transport))
        transport.join()
    except (OSError, EOFError, paramiko.SSHException):
        pass  # the client has had enough


key = paramiko.ECDSAKey.generate()
for case in sys.argv[1:]:
    listener = socket.create_server(("127.0.0.1", 0))
    start(serve, listener, case, key)
    port = listener.getsockname()[1]
    print(f"[127.0.0.1]:{port} {key.get_name()} {key.get_base64()}", flush=True)
sys.stdin.read()  # until nobody is left to harm
