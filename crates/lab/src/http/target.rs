//! Where a request goes: its target and its Host (RFC 9112 §3.2, RFC 3986).

use std::net::Ipv6Addr;

use super::{Broken, refuse};

/// A request's target, taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// As it was sent, with its percent-encoding; `*` for the whole server.
    pub path: String,
    /// What stands behind `?`, as it was sent.
    pub query: Option<String>,
    /// Whether it names a host itself, so that the Host field does not count.
    pub is_absolute: bool,
}

impl Target {
    /// RFC 9112 §3.2: a target in any form that a server must take.
    pub(super) fn parse(method: &str, target: &str) -> Result<Target, Broken> {
        if method == "CONNECT" {
            return refuse(501, "this is no proxy");
        }
        if method == "OPTIONS" && target == "*" {
            return Target::new("*", false);
        }
        if target.starts_with('/') {
            return Target::new(target, false);
        }
        let rest = after_scheme(target)?;
        let end = rest.find(['/', '?']).unwrap_or(rest.len());
        let (authority, origin) = rest.split_at(end);
        // RFC 9110 §4.2.1 and §4.2.4: no host, or a user's name before it,
        // is an error.
        if !is_authority(authority) || is_hostless(authority) {
            return refuse(400, "the target's host is none");
        }
        match (method, origin) {
            // §3.2.4: so a proxy passes `OPTIONS *` on.
            ("OPTIONS", "") => Target::new("*", true),
            (_, "") => Target::new("/", true),
            (_, origin) if origin.starts_with('?') => {
                Target::new(&format!("/{origin}"), true)
            }
            (_, origin) => Target::new(origin, true),
        }
    }

    fn new(origin: &str, is_absolute: bool) -> Result<Target, Broken> {
        let (path, query) = match origin.split_once('?') {
            Some((path, query)) => (path, Some(query)),
            None => (origin, None),
        };
        if !is_made_of(path, b"/:@") {
            return refuse(400, "a character of the path must be encoded");
        }
        // Browsers leave more of a query as it is than RFC 3986 does.
        if !query.unwrap_or_default().bytes().all(is_left_in_query) {
            return refuse(400, "a character of the query must be encoded");
        }
        Ok(Target {
            path: path.to_string(),
            query: query.map(String::from),
            is_absolute,
        })
    }
}

/// What follows `http://`. A resource of another scheme is not this
/// server's: RFC 9110 §7.4 has it say so.
fn after_scheme(target: &str) -> Result<&str, Broken> {
    let Some((scheme, rest)) = target.split_once("://") else {
        return refuse(400, "the target does not begin with a slash");
    };
    let mut bytes = scheme.bytes();
    let is_scheme = bytes.next().is_some_and(|b| b.is_ascii_alphabetic())
        && bytes.all(|b| b.is_ascii_alphanumeric() || b"+-.".contains(&b));
    if !is_scheme {
        refuse(400, "the target does not begin with a slash")
    } else if scheme.eq_ignore_ascii_case("http") {
        Ok(rest)
    } else {
        refuse(421, "http is the scheme that is served here")
    }
}

/// Whether a Host field may have this value: `uri-host [ ":" port ]`
/// (RFC 9110 §7.2, RFC 3986 §3.2.2), which allows an empty host.
pub(super) fn is_authority(value: &str) -> bool {
    let (host, port) = split_port(value);
    let is_host = match host.strip_prefix('[') {
        Some(rest) => rest.strip_suffix(']').is_some_and(is_ip_literal),
        // An IPv4 address has the form of a name.
        None => is_made_of(host, b""),
    };
    is_host && port.bytes().all(|b| b.is_ascii_digit())
}

/// Whether an authority has nothing where its host should be.
pub(super) fn is_hostless(authority: &str) -> bool {
    split_port(authority).0.is_empty()
}

fn split_port(authority: &str) -> (&str, &str) {
    // The colons inside brackets are an address's own.
    let host_end = authority.rfind(']').unwrap_or(0);
    match authority[host_end..].find(':') {
        Some(at) => {
            let (host, port) = authority.split_at(host_end + at);
            (host, &port[1..])
        }
        None => (authority, ""),
    }
}

/// `IPv6address / IPvFuture`. A zone has no place here (RFC 9844 §3).
fn is_ip_literal(text: &str) -> bool {
    let future = text.strip_prefix(['v', 'V']);
    match future.and_then(|rest| rest.split_once('.')) {
        Some((version, rest)) => {
            !version.is_empty()
                && version.bytes().all(|b| b.is_ascii_hexdigit())
                && !rest.is_empty()
                && rest.bytes().all(|b| is_plain(b) || b == b':')
        }
        None => text.parse::<Ipv6Addr>().is_ok(),
    }
}

/// Whether all of a text is `unreserved / pct-encoded / sub-delims`
/// (RFC 3986 §2) or one of `also`.
fn is_made_of(text: &str, also: &[u8]) -> bool {
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        let mut digit = || bytes.next().is_some_and(|b| b.is_ascii_hexdigit());
        let good = if byte == b'%' {
            digit() && digit()
        } else {
            is_plain(byte) || also.contains(&byte)
        };
        if !good {
            return false;
        }
    }
    true
}

/// RFC 3986 §2.2 and §2.3: unreserved, and the delimiters within a part.
fn is_plain(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=".contains(&byte)
}

fn is_left_in_query(byte: u8) -> bool {
    byte.is_ascii_graphic() && !b"\"#<>".contains(&byte)
}
