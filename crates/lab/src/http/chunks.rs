//! A body in chunks, read to its end (RFC 9112 §7.1).
//!
//! Each of its lines ends in CR LF: §2.2 lets a bare LF pass behind the start
//! line and the fields alone. A server that takes one elsewhere sees the next
//! request where another server still sees this one's data.

use super::fields::{after_token, parse_field_line};
use super::input::{Input, Line};
use super::{BODY_LIMIT, Broken, HEAD_LIMIT, refuse};

/// Reads chunks up to an empty one, then the trailers, which have to be
/// fields and are dropped.
pub fn read_chunks(input: &mut Input) -> Result<Vec<u8>, Broken> {
    let mut body = Vec::new();
    loop {
        // The data pays for its own line, so each may have as much.
        let line = input.line(Line::Chunk, &mut HEAD_LIMIT.clone())?;
        let size = parse_size_line(&line)?;
        if size == 0 {
            break;
        }
        if size > BODY_LIMIT - body.len() {
            return refuse(413, "the body is over 1 MiB");
        }
        body.extend(input.exact(size)?);
        input.chunk_end()?;
    }
    let mut left = HEAD_LIMIT;
    loop {
        let line = input.line(Line::Chunk, &mut left)?;
        if line.is_empty() {
            return Ok(body);
        }
        parse_field_line(&line)?;
    }
}

/// `chunk-size [ chunk-ext ]`. The extensions are checked and ignored.
fn parse_size_line(line: &[u8]) -> Result<usize, Broken> {
    let digits = line.iter().take_while(|b| b.is_ascii_hexdigit()).count();
    let (digits, rest) = line.split_at(digits);
    if digits.is_empty() {
        let why = "a chunk does not begin with its size in hexadecimal";
        return refuse(400, why);
    }
    if !is_extensions(rest) {
        return refuse(400, "what follows a chunk's size is no extension");
    }
    // §7.1: large numerals are to be expected; they are too large, not wrong.
    let size = digits.iter().fold(0usize, |size, &digit| {
        let digit = char::from(digit).to_digit(16).unwrap_or_default();
        size.saturating_mul(16).saturating_add(digit as usize)
    });
    Ok(size)
}

/// §7.1.1: `*( BWS ";" BWS name [ BWS "=" BWS value ] )`, and spaces at the
/// end: programs that align their sizes with them have been seen.
fn is_extensions(mut rest: &[u8]) -> bool {
    loop {
        rest = after_spaces(rest);
        let [b';', name @ ..] = rest else {
            return rest.is_empty();
        };
        let Some(after_name) = after_token(after_spaces(name)) else {
            return false;
        };
        rest = after_spaces(after_name);
        if let [b'=', value @ ..] = rest {
            let value = after_spaces(value);
            let after_value =
                after_token(value).or_else(|| after_quoted(value));
            let Some(after_value) = after_value else {
                return false;
            };
            rest = after_value;
        }
    }
}

/// RFC 9110 §5.6.3: bad white space, to be parsed and removed.
fn after_spaces(text: &[u8]) -> &[u8] {
    let spaces = text.iter().take_while(|b| matches!(b, b' ' | b'\t'));
    &text[spaces.count()..]
}

/// RFC 9110 §5.6.4: what follows a quoted string.
fn after_quoted(text: &[u8]) -> Option<&[u8]> {
    let mut rest = text.strip_prefix(b"\"")?;
    loop {
        rest = match rest {
            [b'"', rest @ ..] => return Some(rest),
            [b'\\', byte, rest @ ..] | [byte, rest @ ..]
                if is_field_byte(*byte) =>
            {
                rest
            }
            _ => return None,
        };
    }
}

/// HTAB, SP, VCHAR or obs-text: all that a line may hold but controls.
fn is_field_byte(byte: u8) -> bool {
    byte == b'\t' || !byte.is_ascii_control()
}
