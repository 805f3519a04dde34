//! In a process without a free descriptor, asyncio's `start_server` calls its
//! exception handler, which logs a traceback, as often as its backlog is long,
//! though one client waits.

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
          len(failed) == BACKLOG, flush=True)
    os._exit(0)

asyncio.run(main())
"#;

pub fn run() -> Measured {
    let printed = python_prints(&[], SCRIPT, &[])?;
    assert_eq!(printed, "{'EMFILE'} True\n");
    Ok(())
}
