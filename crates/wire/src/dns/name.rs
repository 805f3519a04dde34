//! Names, which may be compressed (RFC 1035 §3.1 and §4.1.4).

/// The longest name in a message, in bytes (RFC 1035 §3.1).
const LONGEST: usize = 255;

/// As many pointers as a name of the greatest length has labels.
const MOST_POINTERS: usize = 127;

/// The name at the byte `at` of a message, and where its bytes there end.
///
/// A pointer may only lead to before the place it was reached from, so that a
/// loop cannot be: nothing is what such a name is, or one cut short. The root
/// is `.`, and bytes that are no visible characters are `\DDD` (§5.1).
pub fn name(message: &[u8], at: usize) -> Option<(usize, String)> {
    let mut reader = Reader {
        message,
        at,
        end: None,
        labels: String::new(),
    };
    let (mut len, mut before) = (0, at);
    for _ in 0..=MOST_POINTERS {
        let Some(target) = reader.labels(&mut len)? else {
            let name = match reader.labels.strip_suffix('.') {
                Some(labels) => labels.to_owned(),
                None => ".".to_owned(),
            };
            return Some((reader.end.unwrap_or(reader.at), name));
        };
        if target >= before {
            return None;
        }
        (reader.at, before) = (target, target);
    }
    None
}

struct Reader<'a> {
    message: &'a [u8],
    at: usize,
    /// Where the name ends in its own place: behind the first pointer.
    end: Option<usize>,
    labels: String,
}

impl Reader<'_> {
    /// Reads labels to the end of the name, or to a pointer, which it returns.
    fn labels(&mut self, len: &mut usize) -> Option<Option<usize>> {
        loop {
            let first = *self.message.get(self.at)?;
            match first >> 6 {
                0b00 => {
                    let count = usize::from(first);
                    *len += 1 + count;
                    let start = self.at + 1;
                    self.at = start + count;
                    if first == 0 {
                        return Some(None);
                    }
                    let label = self.message.get(start..self.at)?;
                    if *len >= LONGEST {
                        return None;
                    }
                    self.push(label);
                }
                0b11 => {
                    let second = *self.message.get(self.at + 1)?;
                    self.end.get_or_insert(self.at + 2);
                    let target = u16::from_be_bytes([first & 0x3f, second]);
                    return Some(Some(usize::from(target)));
                }
                _ => return None,
            }
        }
    }

    fn push(&mut self, label: &[u8]) {
        for byte in label {
            match byte {
                b'.' | b'\\' => self.labels.extend(['\\', char::from(*byte)]),
                byte if byte.is_ascii_graphic() => {
                    self.labels.push(char::from(*byte));
                }
                byte => self.labels += &format!("\\{byte:03}"),
            }
        }
        self.labels.push('.');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_and_a_pointer() {
        let message = b"\x03com\0\x07example\xc0\0";
        assert_eq!(name(message, 0), Some((5, "com".into())));
        assert_eq!(name(message, 5), Some((15, "example.com".into())));
        assert_eq!(name(message, 4), Some((5, ".".into())));
    }

    #[test]
    fn loops_end() {
        assert_eq!(name(b"\xc0\0", 0), None);
        assert_eq!(name(b"\x01a\xc0\0", 0), None);
        assert_eq!(name(b"\xc0\x02\xc0\0", 2), None);
    }

    #[test]
    fn cut_short_or_too_long() {
        assert_eq!(name(b"\x03co", 0), None);
        assert_eq!(name(b"\xc0", 0), None);
        assert_eq!(name(b"\x41a\0", 0), None);
        assert_eq!(name(&[b"\x3f".repeat(300), vec![0]].concat(), 0), None);
    }

    #[test]
    fn what_is_no_visible_character() {
        assert_eq!(name(b"\x03a.\x07\0", 0), Some((5, "a\\.\\007".into())));
    }
}
