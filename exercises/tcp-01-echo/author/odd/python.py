"""Odd, and right: the same in Python, a thread for each client."""
import socketserver
import sys


class Echo(socketserver.BaseRequestHandler):
    def handle(self):
        total = 0
        while data := self.request.recv(4096):
            self.request.sendall(data)
            total += len(data)
        self.request.sendall(b"%d\n" % total)


class Server(socketserver.ThreadingTCPServer):
    daemon_threads = True


host, port = sys.argv[1].rsplit(":", 1)
with Server((host, int(port)), Echo) as server:
    print("listening on %s:%d" % server.server_address, flush=True)
    server.serve_forever()
