//! An unconnected UDP socket that has set `IP_RECVERR` is told that nobody has
//! the port, and whose port it is.

use trials::{Measured, python_prints};

// The number is Linux's; older Pythons have no name for it.
const SCRIPT: &str = "
import socket

nobody, asker = (socket.socket(type=socket.SOCK_DGRAM) for _ in range(2))
for one in nobody, asker:
    one.bind(('127.0.0.1', 0))
address = nobody.getsockname()
nobody.connect(address)  # to itself: closed to others, and not free
asker.setsockopt(socket.IPPROTO_IP, 11, 1)
asker.settimeout(30)
asker.sendto(b'hello', address)
try:
    asker.recv(8)
except ConnectionRefusedError:
    data, _, _, whose = asker.recvmsg(8, 128, socket.MSG_ERRQUEUE)
    print(data, whose == address)
";

pub fn run() -> Measured {
    assert_eq!(python_prints(&[], SCRIPT, &[])?, "b'hello' True\n");
    Ok(())
}
