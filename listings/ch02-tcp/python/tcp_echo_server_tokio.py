"""Send back what clients send, all of them at once, on one thread."""

import asyncio
import sys


def main():
    addr = sys.argv[1] if len(sys.argv) > 1 else "127.0.0.1:7200"
    try:
        asyncio.run(run(addr))
    except (OSError, OverflowError, ValueError) as error:
        sys.exit(f"tcp_echo_server_tokio: {addr}: {error}")


async def run(addr):
    host, _, port = addr.rpartition(":")
    server = await asyncio.start_server(serve, host.strip("[]"), int(port))
    print("listening on", join(server.sockets[0].getsockname()), flush=True)
    # asyncio accepts; out of descriptors, it waits a second and goes on.
    await server.serve_forever()


async def serve(reader, writer):
    peer = join(writer.get_extra_info("peername"))
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


def join(address):
    host, port = address[:2]
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


if __name__ == "__main__":
    main()
