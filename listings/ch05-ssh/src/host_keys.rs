//! A known_hosts file and its lines, before anybody asks for a host.

use std::fs::File;
use std::io::{self, Read};

use crate::connect::{base64, invalid};

/// The most that is read of a file, in bytes: lines of 142, as a hashed host
/// with an Ed25519 key has, are 236,000.
const LONGEST: u64 = 32 * 1024 * 1024;

/// What a known_hosts file holds. Certificate authorities are passed over; a
/// revoked key is revoked for every host. Both refuse a host that OpenSSH
/// would take, and never the other way about.
#[derive(Default)]
pub(crate) struct HostKeys {
    pub lines: Vec<Line>,
    pub revoked: Vec<String>,
}

/// One key of the hosts of these names.
pub(crate) struct Line {
    pub names: String,
    pub key_type: String,
    pub key: String,
}

/// Reads a file in the format of sshd(8). Only a missing file is empty: in
/// one that cannot be read the line that matters could be missed.
pub(crate) fn read(file: &str) -> io::Result<HostKeys> {
    let bytes = match whole(file) {
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

/// All of a file: one line more could be the one that matters.
pub(crate) fn whole(file: &str) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(file)?
        .take(LONGEST + 1)
        .read_to_end(&mut bytes)?;
    if bytes.len() as u64 > LONGEST {
        return Err(invalid("too long for host keys"));
    }
    Ok(bytes)
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

/// `text` without its padding, if it is Base64 and a key of this type: a key
/// begins with its type, after the length of that.
fn key_of(key_type: &str, text: &str) -> Option<String> {
    let length = u32::try_from(key_type.len()).ok()?.to_be_bytes();
    // A length follows, whose first bits are zeros, as those are that fill up
    // the last digit here.
    let start = base64(&[&length, key_type.as_bytes()].concat());
    let digits = base64_digits(text)?;
    digits.starts_with(&start).then(|| digits.to_string())
}

/// Base64 without its padding, which has to be as long as it should be.
fn base64_digits(text: &str) -> Option<&str> {
    let digits = text.trim_end_matches('=');
    let is_digit = |b: u8| b.is_ascii_alphanumeric() || b"+/".contains(&b);
    let padding = text.len() - digits.len();
    let padded = text.len().is_multiple_of(4) && padding <= 2;
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
