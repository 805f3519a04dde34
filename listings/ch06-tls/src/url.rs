//! A look at a URL before anybody is asked for it.

use std::io;
use std::net::Ipv4Addr;

/// The URL again, if its host and its port are such.
///
/// At a port that is none, as in `https://localhost:74500/`, ureq 3.5.2
/// connects to 443, or panics, by the features that it was built with.
///
/// # Errors
///
/// No host, an IPv4 address that is none, or a port that is empty, over 65535
/// or of other characters than digits.
pub fn checked(url: &str) -> io::Result<&str> {
    let place = url.split_once("://").map_or(url, |(_, place)| place);
    let place = place.split(['/', '?', '#']).next().unwrap_or_default();
    let place = place.rsplit_once('@').map_or(place, |(_, place)| place);
    // The colons of an IPv6 address stand in brackets.
    let (host, port) = match place.rsplit_once(':') {
        Some((host, port)) if !port.contains(']') => (host, Some(port)),
        _ => (place, None),
    };
    if host.is_empty() {
        return Err(invalid("it has no host"));
    }
    if port.is_some_and(|port| !is_port(port)) {
        return Err(invalid("its port is none"));
    }
    // What ends in a number is an address, and no name.
    let last = host.rsplit('.').next().unwrap_or_default();
    if is_number(last) && host.parse::<Ipv4Addr>().is_err() {
        return Err(invalid("its IPv4 address is none"));
    }
    Ok(url)
}

/// Of digits, or of `0x` and hexadecimal ones. (The URL Standard's "ends in a
/// number" asks the label before it as well, where this one is empty.)
fn is_number(label: &str) -> bool {
    match label.strip_prefix("0x").or(label.strip_prefix("0X")) {
        Some(hex) => hex.chars().all(|c| c.is_ascii_hexdigit()),
        None => !label.is_empty() && label.chars().all(|c| c.is_ascii_digit()),
    }
}

fn is_port(text: &str) -> bool {
    !text.starts_with('+') && text.parse::<u16>().is_ok()
}

fn invalid(text: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidInput, text)
}
