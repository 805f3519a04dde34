//! What clients did, written down for whoever asks the server about it.

use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Condvar, Mutex, PoisonError};
use std::time::Duration;

use rustls::AlertDescription;

/// Which of the server's ports a client came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Port {
    /// The pages.
    Https,
    /// The echo.
    Echo,
    /// The pages, for clients with a certificate.
    ClientAuth,
}

impl fmt::Display for Port {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Port::Https => "https",
            Port::Echo => "echo",
            Port::ClientAuth => "client auth",
        })
    }
}

/// How a client's side of a connection ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum End {
    /// It said that it was done (RFC 8446 §6.1).
    CloseNotify,
    /// Its bytes ended without that.
    Cut,
    /// It sent an alert, of this name in RFC 8446 §6.
    Alert(String),
    /// The server gave it up, for this reason.
    Failed(String),
}

impl fmt::Display for End {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            End::CloseNotify => f.write_str("close_notify"),
            End::Cut => f.write_str("ended without close_notify"),
            End::Alert(name) => write!(f, "alert {name}"),
            End::Failed(why) => f.write_str(why),
        }
    }
}

/// A connection that is over, as the server saw it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    /// Where the client came to.
    pub port: Port,
    /// The host that it named (RFC 6066 §3).
    pub server_name: Option<String>,
    /// `1.3` or `1.2`, where it was agreed upon.
    pub version: Option<&'static str>,
    /// The protocol that was agreed upon (RFC 7301).
    pub alpn: Option<String>,
    /// Whom its certificate names, where it had to have one.
    pub client: Option<&'static str>,
    /// What it sent through TLS, in bytes.
    pub received: u64,
    /// How it ended.
    pub end: End,
}

/// `https: good.example, TLS 1.3, http/1.1: 41 bytes, close_notify`.
impl fmt::Display for Seen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = self.server_name.as_deref().unwrap_or("no name");
        write!(f, "{}: {name}", self.port)?;
        if let Some(version) = self.version {
            write!(f, ", TLS {version}")?;
        }
        if let Some(alpn) = &self.alpn {
            write!(f, ", {alpn}")?;
        }
        if let Some(client) = self.client {
            write!(f, ", {client}'s certificate")?;
        }
        match self.received {
            0 => write!(f, ": no byte, {}", self.end),
            1 => write!(f, ": 1 byte, {}", self.end),
            n => write!(f, ": {n} bytes, {}", self.end),
        }
    }
}

/// Connections in the order in which they ended, and the bytes of all.
#[derive(Default)]
pub struct Log {
    seen: Mutex<Vec<Seen>>,
    grown: Condvar,
    received: AtomicU64,
    is_printed: bool,
}

impl Log {
    /// One that is printed as it grows.
    pub fn printed() -> Self {
        Self {
            is_printed: true,
            ..Self::default()
        }
    }

    pub fn add_received(&self, count: usize) {
        self.received.fetch_add(count as u64, Ordering::SeqCst);
    }

    pub fn received(&self) -> u64 {
        self.received.load(Ordering::SeqCst)
    }

    pub fn add(&self, seen: Seen) {
        let mut all = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        if self.is_printed {
            println!("{seen}");
        }
        all.push(seen);
        self.grown.notify_all();
    }

    /// Those that are over, as soon as they are `count`, or when `limit` has
    /// passed.
    pub fn wait_for(&self, count: usize, limit: Duration) -> Vec<Seen> {
        let seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        let lacks = |seen: &mut Vec<Seen>| seen.len() < count;
        let waited = self.grown.wait_timeout_while(seen, limit, lacks);
        waited.unwrap_or_else(PoisonError::into_inner).0.clone()
    }
}

/// `CertificateExpired` by its name in RFC 8446 §6: `certificate_expired`.
pub fn name_of(alert: AlertDescription) -> String {
    let text = format!("{alert:?}");
    let chars: Vec<char> = text.chars().collect();
    let mut name = String::new();
    for (at, c) in chars.iter().enumerate() {
        let follows = at > 0 && chars[at - 1].is_ascii_lowercase();
        let leads =
            at > 0 && chars.get(at + 1).is_some_and(char::is_ascii_lowercase);
        if c.is_ascii_uppercase() && (follows || leads) {
            name.push('_');
        }
        name.push(c.to_ascii_lowercase());
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn alerts_have_the_names_of_the_rfc() {
        for (alert, name) in [
            (AlertDescription::CloseNotify, "close_notify"),
            (AlertDescription::UnknownCA, "unknown_ca"),
            (AlertDescription::UnknownPSKIdentity, "unknown_psk_identity"),
            (AlertDescription::CertificateExpired, "certificate_expired"),
        ] {
            assert_eq!(name_of(alert), name);
        }
    }

    #[test]
    fn a_line_says_what_was_agreed_upon_and_what_came() {
        let mut seen = Seen {
            port: Port::Https,
            server_name: Some("good.example".into()),
            version: Some("1.3"),
            alpn: Some("http/1.1".into()),
            client: None,
            received: 41,
            end: End::CloseNotify,
        };
        let line = "https: good.example, TLS 1.3, http/1.1: 41 bytes, \
                    close_notify";
        assert_eq!(seen.to_string(), line);
        (seen.alpn, seen.received) = (None, 0);
        seen.end = End::Alert("unknown_ca".into());
        let line = "https: good.example, TLS 1.3: no byte, alert unknown_ca";
        assert_eq!(seen.to_string(), line);
    }
}
