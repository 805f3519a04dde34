//! Python hands the port 99999 on, and glibc's `getaddrinfo` makes 34463 of
//! it; a name that cannot be encoded raises `UnicodeError`, which is no
//! `OSError`.

use trials::{Measured, python_prints};

const SCRIPT: &str = "
import socket

for *_, address in socket.getaddrinfo('127.0.0.1', 99999, proto=6):
    print(address[1], 99999 - 65536)
try:
    socket.getaddrinfo('a..b', 80)
except UnicodeError as error:
    print(isinstance(error, OSError))
";

pub fn run() -> Measured {
    let printed = python_prints(&[], SCRIPT, &[])?;
    assert_eq!(printed, "34463 34463\nFalse\n");
    Ok(())
}
