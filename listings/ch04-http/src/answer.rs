//! The head of an answer (RFC 9112 §4, §5), as a client reads it.

use std::fmt;

use crate::request::field;

/// What makes an answer none.
pub type Reason = &'static str;

/// An answer without its body.
#[derive(Debug)]
pub struct Head {
    /// Three digits, from 100 to 599.
    pub status: u16,
    /// The digit behind `HTTP/1.`.
    pub minor: u8,
    /// Names in lower case, and values.
    fields: Vec<(String, String)>,
}

impl Head {
    /// Reads a head, the empty line behind it included.
    ///
    /// # Errors
    /// Where another reader could understand it otherwise.
    pub fn parse(head: &[u8]) -> Result<Head, Reason> {
        // What matters in a head is ASCII. Of other bytes in a value (RFC 9110
        // §5.5), those that are no text become odd characters.
        let head = String::from_utf8_lossy(head);
        let head = head.strip_suffix("\r\n\r\n").ok_or("no end of a head")?;
        // §5.2: a client must read on, as if a space were there.
        let head = head.replace("\r\n ", " ").replace("\r\n\t", " ");
        let mut lines = head.split("\r\n");
        let line = lines.next().unwrap_or_default();
        let (minor, status) = status_line(line).ok_or("no status line")?;
        let fields: Option<Vec<_>> = lines.map(owned).collect();
        let fields = fields.ok_or("a line that is no field")?;
        Ok(Head {
            status,
            minor,
            fields,
        })
    }

    /// §6.3: an announcement, with the answer still to come. 101 is none: it
    /// ends HTTP on this connection (RFC 9110 §15.2.2).
    pub fn is_interim(&self) -> bool {
        self.status < 200 && self.status != 101
    }

    /// The values of all fields of this name, which is in lower case, and of
    /// lists in them, in their order (RFC 9110 §5.3, §5.6.1).
    pub fn list<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        let named = self.fields.iter().filter(move |(field, _)| field == name);
        named
            .flat_map(|(_, value)| value.split(','))
            .map(|value| value.trim_matches([' ', '\t']))
    }
}

impl fmt::Display for Head {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "HTTP/1.{} {}", self.minor, self.status)
    }
}

/// The minor version and the status. A reason phrase may follow, for people.
fn status_line(line: &str) -> Option<(u8, u16)> {
    let (version, rest) = line.strip_prefix("HTTP/1.")?.split_once(' ')?;
    let (status, reason) = rest.split_once(' ').unwrap_or((rest, ""));
    let digits = version.len() == 1 && status.len() == 3;
    let numbers = [version, status].concat();
    let plain = digits && numbers.bytes().all(|b| b.is_ascii_digit());
    let said = reason.chars().all(|c| c == '\t' || !c.is_control());
    let status = status.parse().ok()?;
    let known = (100..600).contains(&status);
    (plain && said && known).then_some((version.parse().ok()?, status))
}

fn owned(line: &str) -> Option<(String, String)> {
    field(line).map(|(name, value)| (name, value.into()))
}
