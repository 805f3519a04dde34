//! Two programs on one host that close at the same moment can make their
//! FINs cross, and then both sides end in TIME-WAIT.

use std::hint;
use std::io;
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use trials::Measured;
use trials::net::{self, State};

/// Most pairs cross where two processors run both threads, busy or not.
const PAIRS: usize = 5_000;

pub fn run() -> Measured {
    let host = net::host()?;
    let listener = host.run(|| TcpListener::bind(host.at(0)))?;
    for _ in 0..PAIRS {
        let addr = listener.local_addr()?;
        let client = host.run(|| TcpStream::connect(addr))?;
        let (server, _) = listener.accept()?;
        let port = client.local_addr()?.port();
        close_at_once(client, server)?;
        // Each side is a line of its own: its own port stands first.
        let table = host.run(net::tcp)?;
        let waits = |port| {
            let own = |e: &&net::Entry| e.local.1 == port || e.remote.1 == port;
            let waits = |e: &&net::Entry| e.state == State::TimeWait;
            table.iter().filter(own).filter(waits).count()
        };
        if waits(port) == 2 {
            return Ok(());
        }
    }
    Err(format!("no FINs crossed in {PAIRS} pairs").into())
}

fn close_at_once(one: TcpStream, other: TcpStream) -> io::Result<()> {
    // Who waits runs all the time: to be woken takes longer than to close.
    let there = AtomicUsize::new(0);
    let close = |stream: TcpStream| {
        there.fetch_add(1, Ordering::SeqCst);
        while there.load(Ordering::SeqCst) < 2 {
            hint::spin_loop();
        }
        stream.shutdown(Shutdown::Write)
    };
    thread::scope(|scope| {
        let closing = scope.spawn(|| close(one));
        close(other)?;
        closing.join().expect("it does not panic")
    })
}
