//! Whom a request asks, and for what (RFC 9112 §3.2).

use std::net::Ipv6Addr;

/// §3.2.2: the absolute form is for proxies, and a server must take it. A
/// `*` is for OPTIONS.
pub(crate) fn path(target: &str) -> Option<&str> {
    let path = match target.split_at_checked(7) {
        // A scheme is the same in any case (RFC 3986 §3.1).
        Some((scheme, rest)) if scheme.eq_ignore_ascii_case("http://") => {
            let end = rest.find(['/', '?']).unwrap_or(rest.len());
            let (host, path) = rest.split_at(end);
            // RFC 9110 §4.2.1: without a host it is none.
            let named = !host.starts_with(':') && !host.is_empty();
            let path = if path.starts_with('/') { path } else { "/" };
            (named && is_host(host)).then_some(path)?
        }
        _ => target,
    };
    let path = path.split('?').next()?;
    (path.starts_with('/') || path == "*").then_some(path)
}

/// §3.2: a name or an address, and perhaps a port (RFC 3986 §3.2.2). Names
/// with `%` in them are refused.
pub(crate) fn is_host(value: &str) -> bool {
    let end = value.find(']').unwrap_or(0);
    let (host, port) = match value[end..].split_once(':') {
        Some((rest, port)) => (&value[..end + rest.len()], port),
        None => (value, ""),
    };
    let is_named =
        |b: u8| b.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=".contains(&b);
    let address = host.strip_prefix('[').and_then(|h| h.strip_suffix(']'));
    let is_host = match address {
        Some(address) => address.parse::<Ipv6Addr>().is_ok(),
        None => host.bytes().all(is_named),
    };
    is_host && (port.is_empty() || is_number(port))
}

/// Digits, and at least one.
pub(crate) fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}
