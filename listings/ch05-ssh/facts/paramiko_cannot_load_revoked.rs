//! paramiko cannot load a known_hosts file with a `@revoked` line: it ends
//! in `InvalidHostKey`.

use std::fs;
use std::net::SocketAddr;

use lab_ssh::Server;
use trials::{Measured, python_prints};

const SCRIPT: &str = "
import paramiko, sys

for file in sys.argv[1:]:
    try:
        paramiko.SSHClient().load_host_keys(file)
        print('loaded')
    except Exception as error:
        print(type(error).__name__)
";

pub fn run() -> Measured {
    let server = Server::start(SocketAddr::from(([127, 0, 0, 1], 0)))?;
    fs::write("plain", server.known_hosts())?;
    fs::write("revoked", format!("@revoked {}", server.known_hosts()))?;
    let printed = python_prints(&["paramiko"], SCRIPT, &["plain", "revoked"])?;
    let wanted = ["loaded", "InvalidHostKey"];
    assert_eq!(printed.lines().collect::<Vec<_>>(), wanted);
    Ok(())
}
