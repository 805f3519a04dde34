//! What is odd about an answer that some read and some refuse.

use crate::parsers::oddities::Parts;

/// An answer's heads, its announcements' among them, and what follows.
pub fn heads(stream: &[u8]) -> Parts<'_> {
    let mut end = 0;
    loop {
        let head = Parts::of_first(&stream[end..]).head;
        end += head.len();
        let line = head.trim_ascii_start();
        if line.is_empty() || line.get(8..10) != Some(b" 1") {
            let (head, body) = stream.split_at(end);
            return Parts { head, body };
        }
    }
}

/// The lines of the heads, each without its end.
fn lines<'a>(parts: &Parts<'a>) -> impl Iterator<Item = &'a [u8]> {
    let lines = parts.head.split(|b| *b == b'\n');
    lines.map(|line| line.strip_suffix(b"\r").unwrap_or(line))
}

/// The lines that have to do with a body's length, as name and value.
fn framing<'a>(parts: &Parts<'a>) -> Vec<(String, &'a [u8])> {
    let field = |line: &'a [u8]| {
        let end = line.iter().position(|b| b":\t ".contains(b));
        let (name, value) = line.split_at(end.unwrap_or(line.len()));
        let name = String::from_utf8_lossy(name).to_ascii_lowercase();
        let names = ["content-length", "transfer-encoding"];
        names.contains(&&*name).then_some((name, value))
    };
    lines(parts).filter_map(field).collect()
}

/// There is not exactly one Content-Length that is one number, or there is a
/// Transfer-Encoding.
pub fn no_one_length(parts: &Parts) -> bool {
    match &framing(parts)[..] {
        [(name, value)] if name == "content-length" => {
            let value = value.strip_prefix(b":").unwrap_or(b"x");
            let number = str::from_utf8(value.trim_ascii());
            !number.is_ok_and(|number| number.parse::<u32>().is_ok())
        }
        _ => true,
    }
}

/// A status line that is none, or of a class that there is not.
pub fn odd_status(parts: &Parts) -> bool {
    let is_odd = |line: &[u8]| match line {
        [version @ .., _, _, _] if version == b"HTTP/1.1 " => false,
        _ => match line.strip_prefix(b"HTTP/1.") {
            Some([b'0' | b'1', b' ', b'1'..=b'5', a, b, b' ', ..]) => {
                !a.is_ascii_digit() || !b.is_ascii_digit()
            }
            _ => true,
        },
    };
    let mut lines = lines(parts);
    let mut starts = true;
    lines.any(|line| {
        let odd = starts && is_odd(line);
        starts = line.is_empty();
        odd && !line.is_empty()
    })
}

/// An empty line stands before a status line.
pub fn empty_line(parts: &Parts) -> bool {
    let empty = |lines: &[&[u8]]| lines.iter().all(|line| line.is_empty());
    let lines: Vec<&[u8]> = lines(parts).collect();
    lines.first().is_some_and(|line| line.is_empty())
        || lines[..lines.len() - 1].windows(2).any(empty)
}

/// The answer has a status that has no body.
pub fn bodiless(parts: &Parts) -> bool {
    let status = |line: &[u8]| line.starts_with(b"HTTP/1.");
    let last = lines(parts).filter(|line| status(line)).last();
    let code = last.and_then(|line| line.get(9..12));
    code == Some(b"204") || code == Some(b"304")
}

/// A line goes on in the next, or white space begins the first.
pub fn folded(parts: &Parts) -> bool {
    lines(parts).any(|line| line.starts_with(b" ") || line.starts_with(b"\t"))
}

/// More than 128 fields.
pub fn many_fields(parts: &Parts) -> bool {
    lines(parts).count() > 128
}

/// A line has no name, or no colon behind it.
pub fn no_field(parts: &Parts) -> bool {
    let odd =
        |b: &u8| !b.is_ascii_graphic() || b"\"(),/:;<=>?@[\\]{}".contains(b);
    // A head's first line is none.
    let mut is_first = true;
    lines(parts).any(|line| {
        let end = line.iter().position(|b| *b == b':');
        let name = end.map_or(&b""[..], |end| &line[..end]);
        let is_field = !is_first && !line.is_empty();
        is_first = line.is_empty();
        is_field && (name.is_empty() || name.iter().any(odd))
    })
}

/// A character in the heads that no line may hold.
pub fn control(parts: &Parts) -> bool {
    let mut lines = lines(parts);
    lines.any(|line| line.iter().any(|b| b.is_ascii_control() && *b != b'\t'))
}

/// An answer of HTTP/1.0.
pub fn old_version(parts: &Parts) -> bool {
    lines(parts).any(|line| line.starts_with(b"HTTP/1.0 "))
}

/// An answer of HTTP/1.2 to 1.9, which there are not.
pub fn later_version(parts: &Parts) -> bool {
    let later = |line: &[u8]| match line.strip_prefix(b"HTTP/1.") {
        Some([minor, b' ', ..]) => (b'2'..=b'9').contains(minor),
        _ => false,
    };
    lines(parts).any(later)
}

/// Chunks in an answer of HTTP/1.0, which has none.
pub fn old_chunks(parts: &Parts) -> bool {
    old_version(parts)
        && framing(parts).iter().any(|f| f.0 == "transfer-encoding")
}

/// A tab beside a value that decides where the body ends.
pub fn tab(parts: &Parts) -> bool {
    framing(parts).iter().any(|f| f.1.contains(&b'\t'))
}

/// There is a Transfer-Encoding.
pub fn chunked(parts: &Parts) -> bool {
    framing(parts).iter().any(|f| f.0 == "transfer-encoding")
}

/// There is a Transfer-Encoding, and it is not chunked.
pub fn other_coding(parts: &Parts) -> bool {
    framing(parts).iter().any(|(name, value)| {
        let value = value.strip_prefix(b":").unwrap_or(value).trim_ascii();
        name == "transfer-encoding" && !value.eq_ignore_ascii_case(b"chunked")
    })
}

/// A body in chunks with a line feed that no carriage return stands before.
pub fn lone_lf_in_chunks(parts: &Parts) -> bool {
    let mut before = b'\0';
    chunked(parts)
        && parts.body.iter().any(|&b| {
            let is_lone = b == b'\n' && before != b'\r';
            before = b;
            is_lone
        })
}
