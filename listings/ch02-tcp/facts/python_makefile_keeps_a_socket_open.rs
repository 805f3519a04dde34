//! A file that Python's `makefile` has made keeps its socket open: `close`
//! sends no FIN until that file is closed as well.

use trials::{Measured, python_prints};

const SCRIPT: &str = "
import socket

ours, theirs = socket.socketpair()
theirs.setblocking(False)

def seen():
    try:
        return 'the end' if theirs.recv(1) == b'' else 'a byte'
    except BlockingIOError:
        return 'nothing'

file = ours.makefile('rb')
ours.close()
print(seen())
file.close()
print(seen())
";

pub fn run() -> Measured {
    let printed = python_prints(&[], SCRIPT, &[])?;
    assert_eq!(printed, "nothing\nthe end\n");
    Ok(())
}
