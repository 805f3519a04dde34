//! The check of a host's key against a known_hosts file, before any secret
//! is sent.

use std::io;
use std::net::TcpStream;

use ssh2::{CheckResult, KnownHostFileKind, Session};

use crate::connect::{
    Connection, base64, connect, connect_over, host_key, invalid, key_type,
};
use crate::host_keys::{HostKeys, Line, read};

/// Connects to `addr`, a `HOST:PORT`, and refuses every server whose host
/// key the known_hosts `file` does not hold. What comes back may be trusted
/// with a secret.
///
/// # Errors
///
/// An unreachable or silent server, an unreadable file, and every verdict
/// on the key but that it is known.
pub fn connect_verified(addr: &str, file: &str) -> io::Result<Connection> {
    let (verdict, connection) = judge(addr, file, None)?;
    verified(verdict, connection, file)
}

/// The same over a `stream` that is there already and leads to `addr`.
///
/// # Errors
///
/// As [`connect_verified`].
pub fn verified_over(
    stream: TcpStream,
    addr: &str,
    file: &str,
) -> io::Result<Connection> {
    let (verdict, connection) = judge(addr, file, Some(stream))?;
    verified(verdict, connection, file)
}

/// Hands the connection on if the key is known, and to nobody else.
pub(crate) fn verified(
    verdict: Verdict,
    connection: Connection,
    file: &str,
) -> io::Result<Connection> {
    let why = match verdict {
        Verdict::Known => return Ok(connection),
        Verdict::Unknown => "this host is not in",
        Verdict::Changed => "this host has another key in",
        Verdict::Revoked => "this key is revoked in",
    };
    let key = connection.fingerprint()?;
    Err(invalid(&format!("refused, {why} {file}: {key}")))
}

/// Connects, and says what the file knows of who answers.
pub(crate) fn judge(
    addr: &str,
    file: &str,
    stream: Option<TcpStream>,
) -> io::Result<(Verdict, Connection)> {
    let keys = read(file)?;
    let (host, port) = split(addr)?;
    let lines = lines_of(&keys, host, port)?;
    let types: Vec<&str> = lines.iter().map(|l| &*l.key_type).collect();
    let connection = match stream {
        Some(stream) => connect_over(stream, &types)?,
        None => connect(addr, &types)?,
    };
    let verdict = verdict(&keys, &lines, &connection.session)?;
    Ok((verdict, connection))
}

/// What a known_hosts file says of the key that a host shows.
pub(crate) enum Verdict {
    /// This key, for this host.
    Known,
    /// No key at all for this host.
    Unknown,
    /// Other keys for this host, and not this one.
    Changed,
    /// This key was given up: whoever shows it may have stolen it.
    Revoked,
}

/// The lines of a host: those with its port or, where there are none, those
/// with its plain name. Port 22 is never written.
fn lines_of<'k>(
    keys: &'k HostKeys,
    host: &str,
    port: u16,
) -> io::Result<Vec<&'k Line>> {
    let session = Session::new()?;
    let host = host.to_ascii_lowercase();
    let mut found = Vec::new();
    let with_port = (port != 22).then(|| format!("[{host}]:{port}"));
    for name in with_port.into_iter().chain([host]) {
        for line in &keys.lines {
            if is_of(&session, line, &name)? {
                found.push(line);
            }
        }
        if !found.is_empty() {
            break;
        }
    }
    Ok(found)
}

/// Judges the key that the server of `session` has shown, by the `lines` of
/// its host.
fn verdict(
    keys: &HostKeys,
    lines: &[&Line],
    session: &Session,
) -> io::Result<Verdict> {
    let shown = host_key(session)?;
    let (key_type, key) = (key_type(shown)?, base64(shown));
    // First of all: a revoked key may have a good line, too.
    if keys.revoked.contains(&key) {
        return Ok(Verdict::Revoked);
    }
    // A host may have several keys, old ones among them: one has to fit.
    let fits = |line: &&Line| line.key_type == key_type && line.key == key;
    Ok(if lines.iter().any(fits) {
        Verdict::Known
    } else if lines.is_empty() {
        Verdict::Unknown
    } else {
        Verdict::Changed
    })
}

/// Whether a line is of the host of this name. Hashes are libssh2's.
fn is_of(session: &Session, line: &Line, name: &str) -> io::Result<bool> {
    if !line.names.starts_with('|') {
        let listed = |entry: &str| fits(entry.as_bytes(), name.as_bytes());
        let mut names = line.names.split(',');
        // `!` takes hosts out of the line, whatever else is on it.
        let out = |entry: &str| entry.strip_prefix('!').is_some_and(listed);
        return Ok(!names.clone().any(out) && names.any(listed));
    }
    let mut known = session.known_hosts()?;
    let text = format!("{} {} {}", line.names, line.key_type, line.key);
    known.read_str(&text, KnownHostFileKind::OpenSSH)?;
    // No key is `?`: the answer is a mismatch, or no such host.
    Ok(!matches!(known.check(name, b"?"), CheckResult::NotFound))
}

/// Whether a name fits a pattern with `*` for any text and `?` for any
/// byte.
fn fits(pattern: &[u8], name: &[u8]) -> bool {
    match (pattern, name) {
        ([b'*', b'*', ..], _) => fits(&pattern[1..], name),
        ([b'*', rest @ ..], _) => {
            (0..=name.len()).any(|at| fits(rest, &name[at..]))
        }
        ([b'?', pattern @ ..], [_, name @ ..]) => fits(pattern, name),
        ([a, pattern @ ..], [b, name @ ..]) => a == b && fits(pattern, name),
        _ => pattern == name,
    }
}

/// Host and port of an `addr`: `[::1]:22` is `::1` and 22, for known_hosts
/// has brackets of its own.
///
/// # Errors
///
/// No port, or one that is no number.
pub fn split(addr: &str) -> io::Result<(&str, u16)> {
    let (host, port) = addr
        .rsplit_once(':')
        .ok_or_else(|| invalid("no port: write it as HOST:PORT"))?;
    let port = port.parse().map_err(|_| invalid("not a port number"))?;
    Ok((host.trim_start_matches('[').trim_end_matches(']'), port))
}
