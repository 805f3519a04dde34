//! In Python a refused connection, a missing right and a failed look-up are
//! classes under `OSError`, a taken port is `OSError` itself, and an address
//! without a port is a `TypeError`.

use trials::{Measured, python_prints};

const SCRIPT: &str = "
import errno
from socket import *

def raised(call, *args):
    try:
        call(*args)
    except Exception as error:
        return error

taken = socket()
taken.bind(('127.0.0.1', 0))
addr = taken.getsockname()
print(type(raised(socket().connect, addr)).__name__)
print(type(raised(socket().connect, '127.0.0.1')).__name__)
print(type(raised(getaddrinfo, 'fe80::1%nosuch', 80)).__name__)
udp = socket(type=SOCK_DGRAM)
print(type(raised(udp.sendto, b'', ('127.255.255.255', 7100))).__name__)

error = raised(socket().bind, addr)
print(type(error).__name__, error.errno == errno.EADDRINUSE)
print(*(issubclass(one, OSError)
        for one in (ConnectionRefusedError, PermissionError, gaierror)))
";

pub fn run() -> Measured {
    let printed = python_prints(&[], SCRIPT, &[])?;
    let wanted = [
        "ConnectionRefusedError",
        "TypeError",
        "gaierror",
        "PermissionError",
        "OSError True",
        "True True True",
    ];
    assert_eq!(printed.lines().collect::<Vec<_>>(), wanted);
    Ok(())
}
