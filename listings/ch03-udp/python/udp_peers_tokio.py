"""Echo to many peers from one socket, remember each, and forget those that
have gone silent."""

import asyncio
import sys
import time

IDLE = 1.0  # seconds
MOST = 1000  # peers


def main():
    addr = sys.argv[1] if len(sys.argv) > 1 else "127.0.0.1:7300"
    try:
        asyncio.run(run(addr))
    except (OSError, OverflowError, ValueError) as error:
        sys.exit(f"udp_peers_tokio: {addr}: {error}")


async def run(addr):
    host, port = split(addr)
    loop = asyncio.get_running_loop()
    transport, peers = await loop.create_datagram_endpoint(
        Peers, local_addr=(host, port)
    )
    own = transport.get_extra_info("sockname")
    print("listening on", join(own), flush=True)
    while True:
        await asyncio.sleep(IDLE / 4)
        peers.forget(time.monotonic())


class Peers(asyncio.DatagramProtocol):
    def __init__(self):
        self.known = {}

    def connection_made(self, transport):
        self.transport = transport

    def datagram_received(self, data, peer):
        if len(self.known) < MOST or peer in self.known:
            nth = self.known.get(peer, (0, 0))[0] + 1
            self.known[peer] = nth, time.monotonic()
            count = len(self.known)
            print(f"{join(peer)}: datagram {nth}, {count} known", flush=True)
        self.transport.sendto(data, peer)

    def error_received(self, error):
        print(f"udp_peers_tokio: {error}", file=sys.stderr)

    def forget(self, now):
        for peer, (_, heard) in list(self.known.items()):
            if now - heard >= IDLE:
                del self.known[peer]
                print(f"{join(peer)}: silent, forgotten", flush=True)


def split(addr):
    host, _, port = addr.rpartition(":")
    host = host.strip("[]")
    if not host:
        # To `bind` an empty host is every address of this machine.
        raise ValueError("write HOST:PORT")
    return host, int(port)


def join(address):
    host, port = address[:2]
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


if __name__ == "__main__":
    main()
