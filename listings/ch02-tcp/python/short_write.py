"""Write to a peer that does not read, until the kernel takes no more."""

import socket
import sys
import threading

OFFERED = 64 * 1024 * 1024  # more than the buffers of both ends hold together


def main():
    if len(sys.argv) > 1:
        print("usage: short_write (it takes no arguments)",
              file=sys.stderr)
        sys.exit(2)
    try:
        run()
    except OSError as error:
        sys.exit(f"short_write: {error}")


def run():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        sender = socket.create_connection(listener.getsockname())
        receiver, _ = listener.accept()
    data = memoryview(bytes(OFFERED))
    with receiver:
        with sender:
            sender.setblocking(False)
            taken = fill(sender, data)
            sender.setblocking(True)
            reading = threading.Thread(target=read_to_end, args=[receiver])
            reading.start()
            sender.sendall(data[taken:])
            print("sender    write_all took the rest, while the other end read")
        reading.join()


def fill(stream, data):
    taken = stream.send(data)
    part = "a part" if taken < len(data) else "all"
    print(f"sender    offered {len(data)} bytes: one write took {part}")
    while taken < len(data):
        try:
            taken += stream.send(data[taken:])
        except BlockingIOError:
            print("sender    offered the rest: WouldBlock")
            break
    return taken


def read_to_end(stream):
    total = 0
    while chunk := stream.recv(65536):
        total += len(chunk)
    print(f"receiver  read {total} bytes, then the end")


if __name__ == "__main__":
    main()
