//! Bytes as a script writes them and as a report shows them.

use std::fmt;

/// How many bytes a line of a report shows.
const SHOWN: usize = 12;
/// How many characters of a line that is typed.
const TYPED: usize = 56;

/// The bytes between quotes: `\n`, `\r`, `\t`, `\0`, `\\`, `\"`, `\xNN`.
///
/// # Errors
/// Says which escape is none.
pub fn unescape(text: &str) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        if c != '\\' {
            bytes.extend(c.to_string().bytes());
            continue;
        }
        let escape = chars.next().ok_or("a `\\` ends the text")?;
        bytes.push(match escape {
            'n' => b'\n',
            'r' => b'\r',
            't' => b'\t',
            '0' => 0,
            '\\' | '"' => escape as u8,
            'x' => {
                let digits: String = chars.by_ref().take(2).collect();
                u8::from_str_radix(&digits, 16)
                    .map_err(|_| format!("`\\x{digits}`: no byte"))?
            }
            other => return Err(format!("`\\{other}`: no such escape")),
        });
    }
    Ok(bytes)
}

/// A line that is typed: of a long one, its beginning.
pub fn shortened(line: &str) -> String {
    match line.char_indices().nth(TYPED) {
        Some((at, _)) => {
            format!("{} and {} B more", &line[..at], line.len() - at)
        }
        None => line.into(),
    }
}

/// The number of bytes, the first of them in hex, and as text.
///
/// ```text
///  5 B  68 65 6c 6c 6f                       |hello|
/// ```
pub fn dump(bytes: &[u8]) -> String {
    Excerpt::of(bytes).to_string()
}

/// All that a dump shows of some bytes: of millions little is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Excerpt {
    shown: Vec<u8>,
    len: usize,
}

impl Excerpt {
    /// Of these.
    pub fn of(bytes: &[u8]) -> Excerpt {
        Excerpt {
            shown: bytes[..bytes.len().min(SHOWN)].to_vec(),
            len: bytes.len(),
        }
    }

    /// More follow them.
    pub fn extend(&mut self, more: &Excerpt) {
        let room = SHOWN - self.shown.len();
        self.shown.extend(more.shown.iter().take(room));
        self.len += more.len;
    }
}

impl fmt::Display for Excerpt {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let shown = self.shown.iter();
        let hex: Vec<_> = shown.clone().map(|b| format!("{b:02x}")).collect();
        let more = match self.len - shown.len() {
            0 => String::new(),
            n => format!(" and {n} more"),
        };
        let text: String = shown.map(|b| printable(*b)).collect();
        let width = SHOWN * 3 - 1;
        let hex = hex.join(" ");
        let line = format!("{:>3} B  {hex:width$}  |{text}|{more}", self.len);
        f.write_str(line.trim_end())
    }
}

/// An argument as it is told: in quotation marks where one would not see what
/// it is, or where it ends.
pub fn argument(arg: &str) -> String {
    if !arg.is_empty() && arg.bytes().all(|byte| byte.is_ascii_graphic()) {
        arg.into()
    } else {
        format!("{arg:?}")
    }
}

fn printable(byte: u8) -> char {
    match byte {
        b' '..=b'~' => byte as char,
        _ => '.',
    }
}

/// Where two texts part: the offset, and both in a window around it.
pub fn window(expected: &[u8], came: &[u8]) -> String {
    let same = expected.iter().zip(came).take_while(|(a, b)| a == b);
    let at = same.count();
    let from = at.saturating_sub(4);
    let part = |bytes: &[u8]| {
        let to = bytes.len().min(from + SHOWN);
        dump_part(bytes.get(from..to).unwrap_or_default())
    };
    format!(
        "from byte {at} on they differ (shown from byte {from}):\n\
         \x20 expected  {}\n  came      {}",
        part(expected),
        part(came)
    )
}

fn dump_part(bytes: &[u8]) -> String {
    let hex: Vec<String> = bytes.iter().map(|b| format!("{b:02x}")).collect();
    let text: String = bytes.iter().map(|b| printable(*b)).collect();
    let width = SHOWN * 3 - 1;
    match bytes {
        [] => "nothing".into(),
        _ => format!("{:width$}  |{text}|", hex.join(" ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_argument_shows_where_it_ends() {
        assert_eq!(argument("7200-7209"), "7200-7209");
        assert_eq!(argument(""), r#""""#);
        assert_eq!(argument("7200 "), r#""7200 ""#);
        assert_eq!(argument("7200\n"), r#""7200\n""#);
        assert_eq!(argument("72\u{660}0"), "\"72\u{660}0\"");
    }

    #[test]
    fn what_is_kept_of_bytes_is_what_a_dump_shows() {
        let all: Vec<u8> = (b'a'..=b'z').collect();
        for cut in 0..all.len() {
            let mut kept = Excerpt::of(&all[..cut]);
            kept.extend(&Excerpt::of(&all[cut..]));
            assert_eq!(kept, Excerpt::of(&all), "{cut}");
        }
        assert!(dump(&all).starts_with(" 26 B  61 62 "));
        assert!(dump(&all).ends_with("|abcdefghijkl| and 14 more"));
    }

    #[test]
    fn escapes() {
        assert_eq!(unescape(r#"a\n\x00\xff\"\\"#).unwrap(), b"a\n\0\xff\"\\");
        assert!(unescape(r"\q").unwrap_err().contains("no such escape"));
        assert!(unescape(r"\xg0").unwrap_err().contains("no byte"));
    }

    #[test]
    fn a_dump_is_cut() {
        let text = dump(b"hello\n");
        assert!(text.starts_with("  6 B  68 65 6c 6c 6f 0a"), "{text}");
        assert!(text.ends_with("|hello.|"), "{text}");
        assert!(dump(&[0; 20]).ends_with("|............| and 8 more"));
    }

    #[test]
    fn a_window_opens_where_texts_part() {
        let text = window(b"abcdefgh", b"abcdefXh");
        assert!(text.starts_with("from byte 6 on"), "{text}");
        assert!(text.contains("|cdefXh|"), "{text}");
        assert!(window(b"ab", b"").contains("came      nothing"));
    }
}
