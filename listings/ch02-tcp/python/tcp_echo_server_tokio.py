"""Send back what clients send, all of them at once, on one thread."""

import asyncio
import socket
import sys

PAUSE = 0.1  # seconds to wait after an accept that failed


def main():
    addr = sys.argv[1] if len(sys.argv) > 1 else "127.0.0.1:7200"
    try:
        asyncio.run(run(addr))
    except (OSError, OverflowError, ValueError) as error:
        sys.exit(f"tcp_echo_server_tokio: {addr}: {error}")


async def run(addr):
    host, port = split(addr)
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.create_server((host, port), family=family) as listener:
        listener.setblocking(False)
        print("listening on", join(listener.getsockname()), flush=True)
        await accept_each(listener)


async def accept_each(listener):
    tasks = set()  # asyncio itself does not keep a task alive
    while True:
        try:
            loop = asyncio.get_running_loop()
            stream, peer = await loop.sock_accept(listener)
        except OSError as error:
            print(f"tcp_echo_server_tokio: accept: {error}", file=sys.stderr)
            await asyncio.sleep(PAUSE)
            continue
        task = asyncio.create_task(serve(stream, join(peer)))
        tasks.add(task)
        task.add_done_callback(tasks.discard)


async def serve(stream, peer):
    reader, writer = await asyncio.open_connection(sock=stream)
    try:
        print(f"{peer}: {await echo(reader, writer)} bytes", flush=True)
    except OSError as error:
        print(f"tcp_echo_server_tokio: {peer}: {error}", file=sys.stderr)
    finally:
        writer.close()


async def echo(reader, writer):
    total = 0
    while data := await reader.read(4096):
        writer.write(data)
        # Without this, a client that does not read fills our memory.
        await writer.drain()
        total += len(data)
    return total


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
