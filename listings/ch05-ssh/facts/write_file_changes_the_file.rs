//! libssh2's `write_file` leaves out each line that is a comment, and makes
//! a line of each name, so that `!` before one takes no host out any more.

use std::fs;
use std::path::Path;

use ssh2::{KnownHostFileKind, Session};
use trials::Measured;

const KEY: &str = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAAAAAAAAAAAAAAAAAAAAA\
     AAAAAAAAAAAAAAAAAAAAAA";

pub fn run() -> Measured {
    let old = format!(
        "# set up in May\n!a.example,*.example {KEY}\nb.test {KEY} by hand\n"
    );
    fs::write("old", old)?;
    let session = Session::new()?;
    let mut hosts = session.known_hosts()?;
    hosts.read_file(Path::new("old"), KnownHostFileKind::OpenSSH)?;
    hosts.write_file(Path::new("new"), KnownHostFileKind::OpenSSH)?;
    let new = fs::read_to_string("new")?;
    let mut lines: Vec<_> = new.lines().collect();
    lines.sort();
    let wanted = [
        format!("!a.example {KEY}"),
        format!("*.example {KEY}"),
        format!("b.test {KEY} by hand"),
    ];
    assert_eq!(lines, wanted);
    Ok(())
}
