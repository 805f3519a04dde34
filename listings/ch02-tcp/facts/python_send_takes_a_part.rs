//! With a timeout set, Python's `send` returns as soon as a part of the
//! bytes is taken; without one it waits until all are.

use trials::{Measured, python_prints};

const SCRIPT: &str = "
import socket, threading

ours, theirs = socket.socketpair()
ours.settimeout(10)
print(0 < ours.send(bytes(10_000_000)) < 10_000_000)

ours, theirs = socket.socketpair()
theirs.settimeout(10)

def read_all():
    while theirs.recv(1_000_000):
        pass

threading.Thread(target=read_all).start()
print(ours.send(bytes(10_000_000)))
ours.close()
";

pub fn run() -> Measured {
    let printed = python_prints(&[], SCRIPT, &[])?;
    assert_eq!(printed, "True\n10000000\n");
    Ok(())
}
