//! asyncio's `write` hands the bytes to the kernel at once, and stores only
//! what the kernel does not take; but while something is stored, it stores all
//! that follows.

use trials::{Measured, python_prints};

/// Nothing is awaited between the write and the read, so no event loop had
/// a turn.
const SCRIPT: &str = "
import asyncio, socket

async def main():
    ours, theirs = socket.socketpair()
    theirs.settimeout(10)
    _, writer = await asyncio.open_connection(sock=ours)
    writer.write(b'hello')
    print(theirs.recv(100), writer.transport.get_write_buffer_size())
    writer.write(bytes(10_000_000))
    print(0 < writer.transport.get_write_buffer_size() < 10_000_000)
    theirs.setblocking(False)
    try:
        while theirs.recv(100_000):
            pass
    except BlockingIOError:
        pass
    stored = writer.transport.get_write_buffer_size()
    writer.write(b'hello')
    print(writer.transport.get_write_buffer_size() - stored)
    writer.transport.abort()

asyncio.run(main())
";

pub fn run() -> Measured {
    let printed = python_prints(&[], SCRIPT, &[])?;
    assert_eq!(printed, "b'hello' 0\nTrue\n5\n");
    Ok(())
}
