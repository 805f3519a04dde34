//! Python's `create_server` sets `IPV6_V6ONLY` unless it is asked for both
//! families, and `SO_REUSEADDR`, which a bare `bind` does not.

use trials::net;
use trials::{Measured, python_prints};

const SCRIPT: &str = "
from socket import *

def v6_only(**more):
    with create_server(('::', 0), family=AF_INET6, **more) as server:
        return server.getsockopt(IPPROTO_IPV6, IPV6_V6ONLY)

print(v6_only(), v6_only(dualstack_ipv6=True))

with create_server(('127.0.0.1', 0)) as server, socket() as bare:
    bare.bind(('127.0.0.1', 0))
    for one in server, bare:
        print(one.getsockopt(SOL_SOCKET, SO_REUSEADDR))
";

pub fn run() -> Measured {
    net::needs_ipv6()?;
    let printed = python_prints(&[], SCRIPT, &[])?;
    assert_eq!(printed, "1 0\n1\n0\n");
    Ok(())
}
