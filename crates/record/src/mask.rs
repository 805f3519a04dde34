//! What differs from run to run, and how a record writes it instead.
//!
//! The list is closed: the port that a kernel picks, elapsed milliseconds,
//! an HTTP date, an SSH fingerprint, the lab's throw-away password. Masks
//! are written between guillemets. Two ports that differ stay different:
//! the second is `«port 2»`.

/// A piece of a line: as printed, or masked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Span<'a> {
    /// What every run prints.
    Text(&'a str),
    /// The name of a mask, such as `port`: differs from run to run.
    Mask(&'a str),
}

/// Splits a recorded line into what was printed and what was masked.
pub fn spans(line: &str) -> Vec<Span<'_>> {
    let mut spans = Vec::new();
    let mut rest = line;
    while let Some((before, name, after)) = next_mask(rest) {
        if !before.is_empty() {
            spans.push(Span::Text(before));
        }
        spans.push(Span::Mask(name));
        rest = after;
    }
    if !rest.is_empty() {
        spans.push(Span::Text(rest));
    }
    spans
}

fn next_mask(text: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = text.split_once('«')?;
    let (name, after) = rest.split_once('»')?;
    Some((before, name, after))
}

/// Masks the lines of one record, remembering what it has seen.
#[derive(Clone, Debug, Default)]
pub struct Masks {
    ports: Vec<String>,
    fingerprints: Vec<String>,
    /// The lab's throw-away passwords, as they were printed.
    passwords: Vec<String>,
}

impl Masks {
    /// Masks one line of output. Lines must come in the record's order,
    /// since what is seen second is numbered so.
    pub fn mask(&mut self, line: &str) -> String {
        if let Some(password) = line.strip_prefix("password: ") {
            self.passwords.push(password.to_string());
        }
        let line = self.passwords.iter().fold(line.to_string(), |line, p| {
            line.replace(p.as_str(), "«password»")
        });
        let line = mask_dates(&line);
        let line = mask_milliseconds(&line);
        let line = self.mask_fingerprints(&line);
        self.mask_ports(&line)
    }

    /// The password that was printed last, which a record types as
    /// `«password»`.
    pub fn password(&self) -> Option<&str> {
        self.passwords.last().map(String::as_str)
    }

    /// A port that a kernel picks, behind an address: `127.0.0.1:40312`.
    fn mask_ports(&mut self, line: &str) -> String {
        let mut out = String::new();
        let mut rest = line;
        while let Some(colon) = rest.find(':') {
            let (before, after) = rest.split_at(colon + 1);
            out.push_str(before);
            let digits = leading(after, |c| c.is_ascii_digit());
            let behind_address = before[..colon]
                .ends_with(|c: char| c == ']' || c.is_ascii_digit());
            if behind_address && is_ephemeral(digits) {
                out.push_str(&numbered("port", digits, &mut self.ports));
            } else {
                out.push_str(digits);
            }
            rest = &after[digits.len()..];
        }
        out + rest
    }

    /// An OpenSSH fingerprint: `SHA256:` and 43 digits of base64.
    fn mask_fingerprints(&mut self, line: &str) -> String {
        let mut out = String::new();
        let mut rest = line;
        while let Some(at) = rest.find("SHA256:") {
            let (before, after) = rest.split_at(at + "SHA256:".len());
            out.push_str(before);
            let digits = leading(after, is_base64);
            if digits.len() == 43 {
                let seen = &mut self.fingerprints;
                out.push_str(&numbered("fingerprint", digits, seen));
            } else {
                out.push_str(digits);
            }
            rest = &after[digits.len()..];
        }
        out + rest
    }
}

/// `«name»` for the value seen first, `«name 2»` for the second.
fn numbered(name: &str, value: &str, seen: &mut Vec<String>) -> String {
    let place = seen.iter().position(|known| known == value);
    let place = place.unwrap_or_else(|| {
        seen.push(value.to_string());
        seen.len() - 1
    });
    match place {
        0 => format!("«{name}»"),
        n => format!("«{name} {}»", n + 1),
    }
}

/// What a kernel picks from: 32768 up on Linux, 49152 up elsewhere. The
/// documented ports of the book all lie below.
fn is_ephemeral(digits: &str) -> bool {
    digits.parse().is_ok_and(|port: u16| port >= 32768)
}

fn is_base64(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '+' || c == '/'
}

fn leading(text: &str, wanted: impl Fn(char) -> bool) -> &str {
    let end = text.find(|c| !wanted(c)).unwrap_or(text.len());
    &text[..end]
}

/// `12 ms` and `0.4 ms` become `«ms» ms`.
fn mask_milliseconds(line: &str) -> String {
    let mut words: Vec<&str> = line.split(' ').collect();
    for i in 1..words.len() {
        let unit = words[i].starts_with("ms")
            && !words[i][2..].starts_with(char::is_alphanumeric);
        let number = |c: char| c.is_ascii_digit() || c == '.';
        let value = words[i - 1];
        if unit && !value.is_empty() && value.chars().all(number) {
            words[i - 1] = "«ms»";
        }
    }
    words.join(" ")
}

/// An IMF-fixdate (RFC 9110 §5.6.7): `Sun, 06 Nov 1994 08:49:37 GMT`.
fn mask_dates(line: &str) -> String {
    const SHAPE: &str = "Aaa, 00 Aaa 0000 00:00:00 GMT";
    let mut out = String::new();
    let mut rest = line;
    while let Some(first) = rest.chars().next() {
        match rest.get(..SHAPE.len()) {
            Some(text) if shape(text) == shape(SHAPE) => {
                out.push_str("«date»");
                rest = &rest[SHAPE.len()..];
            }
            _ => {
                out.push(first);
                rest = &rest[first.len_utf8()..];
            }
        }
    }
    out
}

/// Letters and digits reduced to their kind.
fn shape(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '0'..='9' => '0',
            'A'..='Z' => 'A',
            'a'..='z' => 'a',
            other => other,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn masked(line: &str) -> String {
        Masks::default().mask(line)
    }

    #[test]
    fn a_port_that_the_kernel_picked() {
        assert_eq!(masked("127.0.0.1:40312: hi"), "127.0.0.1:«port»: hi");
        assert_eq!(masked("[::1]:65535"), "[::1]:«port»");
        assert_eq!(masked("127.0.0.1:7200"), "127.0.0.1:7200");
        assert_eq!(
            masked("http://127.0.0.1:40312/"),
            "http://127.0.0.1:«port»/"
        );
        assert_eq!(masked("width:40312"), "width:40312");
        assert_eq!(masked("127.0.0.1:99999"), "127.0.0.1:99999");
    }

    #[test]
    fn ports_that_differ_stay_different() {
        let mut masks = Masks::default();
        assert_eq!(masks.mask("1:40000 2:40001"), "1:«port» 2:«port 2»");
        assert_eq!(masks.mask("2:40001"), "2:«port 2»");
    }

    #[test]
    fn milliseconds() {
        assert_eq!(masked("after 12.5 ms, done"), "after «ms» ms, done");
        assert_eq!(masked("12 ms"), "«ms» ms");
        assert_eq!(masked("three ms, 12 msgs"), "three ms, 12 msgs");
    }

    #[test]
    fn a_date() {
        assert_eq!(
            masked("date: Sun, 06 Nov 1994 08:49:37 GMT!"),
            "date: «date»!"
        );
        assert_eq!(masked("Sun, 6 Nov 1994"), "Sun, 6 Nov 1994");
    }

    #[test]
    fn a_fingerprint() {
        let key = "SHA256:uNiVztksCsDhcc0u9e8BrrJXVXKkM7oIKOFzGoJo0Z0";
        assert_eq!(masked(&format!("{key}.")), "SHA256:«fingerprint».");
        assert_eq!(masked("SHA256:short"), "SHA256:short");
    }

    #[test]
    fn a_password_wherever_it_comes_again() {
        let mut masks = Masks::default();
        assert_eq!(masks.mask("password: h7Gq"), "password: «password»");
        assert_eq!(masks.password(), Some("h7Gq"));
        assert_eq!(masks.mask("sent h7Gq"), "sent «password»");
    }

    #[test]
    fn a_masked_line_is_text_and_masks() {
        assert_eq!(
            spans("a:«port 2»: b"),
            [Span::Text("a:"), Span::Mask("port 2"), Span::Text(": b")]
        );
        assert_eq!(spans("plain"), [Span::Text("plain")]);
        assert_eq!(spans("odd « line"), [Span::Text("odd « line")]);
    }
}
