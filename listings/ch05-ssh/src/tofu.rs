//! Trust on first use: a person looks at the fingerprint, and one line is
//! added to the file.

use std::fs::File;
use std::io::{self, Write};

use crate::connect::{Connection, base64, host_key, invalid, key_type};
use crate::host_keys::whole;
use crate::known_hosts::{Verdict, judge, split, verified};

/// Connects to `addr` as [`connect_verified`](crate::connect_verified) does,
/// but asks about a host that the file does not know. It is asked about no
/// other: a key that has changed or is revoked is refused.
///
/// # Errors
///
/// As `connect_verified`; a no; a file that cannot be written.
pub fn connect_or_ask(
    addr: &str,
    file: &str,
    ask: impl FnOnce(&str) -> io::Result<bool>,
) -> io::Result<Connection> {
    let (verdict, connection) = judge(addr, file, None)?;
    if !matches!(verdict, Verdict::Unknown) {
        return verified(verdict, connection, file);
    }
    if !ask(&connection.fingerprint()?)? {
        return Err(invalid("refused, since you said no"));
    }
    add(addr, file, &connection)?;
    Ok(connection)
}

/// Adds a line, if the host is still unknown once nobody else who asks for the
/// lock can add any.
fn add(addr: &str, file: &str, connection: &Connection) -> io::Result<()> {
    let mut options = File::options();
    let options = options.read(true).append(true).create(true);
    let mut known_hosts = options.open(file)?;
    // The lock has a file of its own: on Windows another handle does not read
    // what is locked, and below others read `file`.
    let lock = options.open(format!("{file}.lock"))?;
    lock.lock()?;
    let (verdict, again) = judge(addr, file, None)?;
    // Another server may have answered this time. What the file says of its
    // key says nothing of the first one's.
    if host_key(&again.session)? != host_key(&connection.session)? {
        return Err(invalid("refused, the server has shown two keys"));
    }
    if !matches!(verdict, Verdict::Unknown) {
        return verified(verdict, again, file).map(|_| ());
    }
    let mut line = line(addr, connection)?;
    // What others wrote need not end with a newline.
    if whole(file)?.last().is_some_and(|byte| *byte != b'\n') {
        line.insert(0, '\n');
    }
    // In one piece: nobody else's line comes into the middle of it.
    known_hosts.write_all(line.as_bytes())?;
    known_hosts.sync_all()
}

/// The line of a host, as ssh-keyscan writes it.
fn line(addr: &str, connection: &Connection) -> io::Result<String> {
    let key = host_key(&connection.session)?;
    let name = match split(addr)? {
        (host, 22) => host.to_string(),
        (host, port) => format!("[{host}]:{port}"),
    };
    let padding = "=".repeat((3 - key.len() % 3) % 3);
    let (key_type, key) = (key_type(key)?, base64(key));
    Ok(format!("{name} {key_type} {key}{padding}\n"))
}
