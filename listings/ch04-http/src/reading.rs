//! An answer out of a stream: its heads, then its body, and no byte more.

use std::error::Error;
use std::io::{BufRead, Read};

use crate::answer::Head;
use crate::body::Body;
use crate::framing::Framing;

/// The most that is read of one head, and of content, in bytes.
const LIMIT: usize = 1024 * 1024;

/// What may go wrong with a stream, and with what comes out of it.
pub type Result<T> = std::result::Result<T, Box<dyn Error + Send + Sync>>;

/// Reads the next head, of which `begun` may hold a beginning: after an error
/// of the stream, such as a timeout, the next call goes on where it ended.
///
/// # Errors
/// Those of the stream, and of what is no head.
pub fn head(stream: &mut impl BufRead, begun: &mut Vec<u8>) -> Result<Head> {
    while !begun.ends_with(b"\r\n\r\n") {
        let mut rest = stream.take((LIMIT - begun.len()) as u64);
        if rest.read_until(b'\n', begun)? == 0 {
            return Err("the answer's head does not end".into());
        }
    }
    let head = Head::parse(begun)?;
    begun.clear();
    Ok(head)
}

/// Reads heads up to the answer's own.
///
/// # Errors
/// Those of `head`, and more announcements than anybody needs.
pub fn last_head(
    stream: &mut impl BufRead,
    begun: &mut Vec<u8>,
) -> Result<Head> {
    for _ in 0..100 {
        let head = head(stream, begun)?;
        if !head.is_interim() {
            return Ok(head);
        }
    }
    Err("announcements, and no answer".into())
}

/// Reads a body to its end, and gives its content and the trailer's lines.
///
/// # Errors
/// Those of the stream, and of what is no body, or not all of one.
pub fn body(
    stream: &mut impl BufRead,
    framing: Framing,
) -> Result<(Vec<u8>, Vec<String>)> {
    let mut body = Body::new(framing);
    let mut content = Vec::new();
    while !body.is_whole() {
        let piece = stream.fill_buf()?;
        if piece.is_empty() {
            break;
        }
        let used = body.take(piece, &mut content)?;
        stream.consume(used);
        if content.len() > LIMIT {
            return Err("the body is too long".into());
        }
    }
    // Only now, if a length or chunks tell the end, is it known that nothing
    // lacks.
    Ok((content, body.end()?))
}
