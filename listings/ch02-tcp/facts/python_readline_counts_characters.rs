//! The limit of Python's `readline` counts characters where the file is one
//! of text, and bytes where it is not.

use trials::{Measured, python_prints};

const SCRIPT: &str = "
import socket

for mode in 'r', 'rb':
    ours, theirs = socket.socketpair()
    theirs.sendall(b'\\xc3\\xa4' * 5)
    encoding = None if 'b' in mode else 'utf-8'
    line = ours.makefile(mode, encoding=encoding).readline(4)
    print(type(line).__name__, len(line), len(line.encode())
          if mode == 'r' else len(line))
";

pub fn run() -> Measured {
    let printed = python_prints(&[], SCRIPT, &[])?;
    assert_eq!(printed, "str 4 8\nbytes 4 4\n");
    Ok(())
}
