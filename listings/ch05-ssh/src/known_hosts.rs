//! The check of a host's key against a known_hosts file, before any secret
//! is sent.

use std::fs;
use std::io;

use ssh2::{CheckResult, KnownHostFileKind, Session};

use crate::connect::{
    Connection, base64, connect, host_key, invalid, key_type,
};

/// Connects to `addr`, a `HOST:PORT`, and refuses every server whose host
/// key the known_hosts `file` does not hold. What comes back may be trusted
/// with a secret.
///
/// # Errors
///
/// An unreachable or silent server, an unreadable file, and every verdict
/// on the key but that it is known.
pub fn connect_verified(addr: &str, file: &str) -> io::Result<Connection> {
    let keys = read(file)?;
    let (host, port) = split(addr)?;
    let lines = lines_of(&keys, host, port)?;
    let types: Vec<&str> = lines.iter().map(|l| &*l.key_type).collect();
    let connection = connect(addr, &types)?;
    let why = match verdict(&keys, &lines, &connection.session)? {
        Verdict::Known => return Ok(connection),
        Verdict::Unknown => "this host is not in",
        Verdict::Changed => "this host has another key in",
        Verdict::Revoked => "this key is revoked in",
    };
    let key = connection.fingerprint()?;
    Err(invalid(&format!("refused, {why} {file}: {key}")))
}

/// What a known_hosts file says of the key that a host shows.
enum Verdict {
    /// This key, for this host.
    Known,
    /// No key at all for this host.
    Unknown,
    /// Other keys for this host, and not this one.
    Changed,
    /// This key was given up: whoever shows it may have stolen it.
    Revoked,
}

/// What a known_hosts file holds. Certificate authorities are passed over; a
/// revoked key is revoked for every host. Both make a host unknown that
/// OpenSSH would know, and never the other way about.
#[derive(Default)]
struct HostKeys {
    lines: Vec<Line>,
    revoked: Vec<String>,
}

/// One key of the hosts of these names.
struct Line {
    names: String,
    key_type: String,
    key: String,
}

/// Reads a file in the format of sshd(8). Only a missing file is empty: in
/// one that cannot be read the line that matters could be missed.
fn read(file: &str) -> io::Result<HostKeys> {
    let bytes = match fs::read(file) {
        Err(e) if e.kind() == io::ErrorKind::NotFound => Vec::new(),
        result => result.map_err(|e| invalid(&format!("{file}: {e}")))?,
    };
    let mut keys = HostKeys::default();
    // A comment may be in any encoding; names and keys are ASCII.
    for (number, line) in (1..).zip(String::from_utf8_lossy(&bytes).lines()) {
        keys.add(line).ok_or_else(|| {
            invalid(&format!("{file}: line {number} is unreadable"))
        })?;
    }
    Ok(keys)
}

impl HostKeys {
    fn add(&mut self, line: &str) -> Option<()> {
        let fields = line.split([' ', '\t']).filter(|f| !f.is_empty());
        let fields: Vec<&str> = fields.collect();
        match fields.as_slice() {
            // For OpenSSH a line ends there.
            _ if line.contains('\0') => return None,
            [] => {}
            [first, ..] if first.starts_with('#') => {}
            ["@revoked", _, key_type, key, ..] => {
                self.revoked.push(key_of(key_type, key)?);
            }
            ["@cert-authority", _, key_type, key, ..] => {
                key_of(key_type, key)?;
            }
            [marker, ..] if marker.starts_with('@') => return None,
            // Bits, exponent and modulus: a key of SSH's first version.
            [_, bits, exponent, _, ..]
                if is_number(bits) && is_number(exponent) => {}
            [names, key_type, key, ..] => self.lines.push(Line {
                names: names_of(names)?,
                key_type: key_type.to_string(),
                key: key_of(key_type, key)?,
            }),
            _ => return None,
        }
        Some(())
    }
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
        let listed = |pattern: &str| fits(pattern.as_bytes(), name.as_bytes());
        let mut names = line.names.split(',');
        // `!` takes hosts out of the line, whatever else is on it.
        let out = |pattern: &str| pattern.strip_prefix('!').is_some_and(listed);
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

/// `[::1]:22` is `::1` and 22: known_hosts has brackets of its own.
fn split(addr: &str) -> io::Result<(&str, u16)> {
    let (host, port) = addr
        .rsplit_once(':')
        .ok_or_else(|| invalid("no port: write it as HOST:PORT"))?;
    let port = port.parse().map_err(|_| invalid("not a port number"))?;
    Ok((host.trim_start_matches('[').trim_end_matches(']'), port))
}

/// `text` without its padding, if it is Base64 and a key of this type: a key
/// begins with its type, after the length of that.
fn key_of(key_type: &str, text: &str) -> Option<String> {
    let length = u32::try_from(key_type.len()).ok()?.to_be_bytes();
    let start = base64(&[&length, key_type.as_bytes()].concat());
    // The last digit may hold bits of what follows.
    let start = &start[..start.len() - 1];
    let digits = base64_digits(text)?;
    digits.starts_with(start).then(|| digits.to_string())
}

/// Base64 without its padding, which has to be as long as it should be.
fn base64_digits(text: &str) -> Option<&str> {
    let digits = text.trim_end_matches('=');
    let is_digit = |b: u8| b.is_ascii_alphanumeric() || b"+/".contains(&b);
    let padded = text.len() % 4 == 0 && text.len() - digits.len() <= 2;
    (padded && digits.bytes().all(is_digit)).then_some(digits)
}

fn is_number(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Names are the same in any case (RFC 4343), and OpenSSH hashes them in
/// small letters. A hash is alone on its line, `|1|salt|hash`, both of them
/// of 20 bytes.
fn names_of(names: &str) -> Option<String> {
    if !names.starts_with('|') {
        return Some(names.to_ascii_lowercase());
    }
    let (salt, hash) = names.strip_prefix("|1|")?.split_once('|')?;
    let whole = |text| base64_digits(text).is_some_and(|d| d.len() == 27);
    (whole(salt) && whole(hash)).then(|| names.to_string())
}
