//! paramiko cannot load a known_hosts file with a `@revoked` line: it ends
//! in `InvalidHostKey`.

use std::fs;

use trials::{Measured, python_prints};

use crate::start;

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
    let server = start()?;
    fs::write("plain", server.known_hosts())?;
    fs::write("revoked", format!("@revoked {}", server.known_hosts()))?;
    let printed = python_prints(&["paramiko"], SCRIPT, &["plain", "revoked"])?;
    let wanted = ["loaded", "InvalidHostKey"];
    assert_eq!(printed.lines().collect::<Vec<_>>(), wanted);
    Ok(())
}
