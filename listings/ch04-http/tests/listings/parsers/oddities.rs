//! What is odd about a message that some read and some refuse.

/// What a reader says of a message that it refuses, when it may be for this,
/// and the section that has others accept it, or lets them.
pub type Refused = (&'static str, When, &'static str);
pub type When = fn(&Parts) -> bool;

/// A message's head, with the empty line at its end, and what follows.
pub struct Parts<'a> {
    pub head: &'a [u8],
    pub body: &'a [u8],
}

impl Parts<'_> {
    /// Of the first message of a stream.
    pub fn of_first(stream: &[u8]) -> Parts<'_> {
        let mut end = 0;
        for line in stream.split_inclusive(|b| *b == b'\n') {
            end += line.len();
            // An empty line before the first line ends nothing.
            if end > 2 && matches!(line, b"\n" | b"\r\n") {
                break;
            }
        }
        let (head, body) = stream.split_at(end);
        Parts { head, body }
    }
}

pub fn always(_: &Parts) -> bool {
    true
}

/// A line of the head ends in LF alone.
pub fn bare_lf(parts: &Parts) -> bool {
    let mut lines = parts.head.split_inclusive(|b| *b == b'\n');
    lines.any(|line| line.ends_with(b"\n") && !line.ends_with(b"\r\n"))
}

/// The version is HTTP/1.2 or later, which is to be taken for 1.1.
pub fn later_minor(parts: &Parts) -> bool {
    let mut versions = parts.head.windows(b" HTTP/1.2".len());
    versions
        .any(|version| version.starts_with(b" HTTP/1.") && version[8] > b'1')
}

/// The body has a line with an extension, or with white space at its end.
pub fn odd_chunk(parts: &Parts) -> bool {
    let mut lines = parts.body.split(|b| *b == b'\n');
    lines.any(|line| {
        line.contains(&b';')
            || line.ends_with(b" \r")
            || line.ends_with(b"\t\r")
    })
}

/// A field that decides where the body ends is there twice, has a tab beside
/// its value, which is none of it, or a list of equal members or empty ones.
pub fn odd_framing(parts: &Parts) -> bool {
    let head = parts.head.to_ascii_lowercase();
    let lines = head.split(|b| *b == b'\n');
    let values: Vec<&[u8]> = lines
        .filter_map(|line| {
            line.strip_prefix(b"content-length:")
                .or_else(|| line.strip_prefix(b"transfer-encoding:"))
        })
        .collect();
    values.len() > 1
        || values.iter().any(|value| {
            value.iter().any(|b| b"\t,".contains(b))
                || value.trim_ascii().is_empty()
        })
}
