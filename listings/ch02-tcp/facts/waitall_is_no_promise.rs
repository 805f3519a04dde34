//! Python's `recv` with `MSG_WAITALL` returns fewer bytes than it was asked for
//! where the stream ends, and, on a socket that has a timeout, where more may
//! still come.

use trials::{Measured, python_prints};

/// With a timeout Python's socket is one that does not block, and the flag is
/// for calls that do.
const SCRIPT: &str = "
import socket

def asked(timeout, ended):
    ours, theirs = socket.socketpair()
    theirs.sendall(b'abc')
    if ended:
        theirs.shutdown(socket.SHUT_WR)
    ours.settimeout(timeout)
    return ours.recv(9, socket.MSG_WAITALL)

print(asked(None, True), asked(10, False))
";

pub fn run() -> Measured {
    let printed = python_prints(&[], SCRIPT, &[])?;
    assert_eq!(printed, "b'abc' b'abc'\n");
    Ok(())
}
