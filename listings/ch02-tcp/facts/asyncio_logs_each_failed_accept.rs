//! In a process without a free descriptor, CPython 3.11's asyncio calls its
//! exception handler, which logs a traceback, as often as the backlog is long
//! that `start_server` was given, though one client waits.
//!
//! Later ones may do so once more.

use trials::{Measured, python_prints};

const SCRIPT: &str = r#"
import asyncio, errno, os, resource, socket

BACKLOG = 20
failed = []

async def main():
    loop, one = asyncio.get_running_loop(), asyncio.Event()
    def note(_, told):
        failed.append(told)
        one.set()
    loop.set_exception_handler(note)
    server = await asyncio.start_server(
        lambda *_: None, "127.0.0.1", 0, backlog=BACKLOG)
    client = socket.socket()
    client.setblocking(False)
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (64, most))
    try:
        while True:
            os.dup(0)
    except OSError:
        pass
    address = server.sockets[0].getsockname()
    await loop.sock_connect(client, address)
    # All of them are in one turn of the loop.
    await one.wait()
    print({errno.errorcode[told["exception"].errno] for told in failed},
          len(failed) - BACKLOG in (0, 1), flush=True)
    os._exit(0)

asyncio.run(main())
"#;

pub fn run() -> Measured {
    let printed = python_prints(&[], SCRIPT, &[])?;
    assert_eq!(printed, "{'EMFILE'} True\n");
    Ok(())
}
