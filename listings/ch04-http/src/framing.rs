//! What ends a body: the rules of RFC 9112 §6.3 for an answer, the second
//! before the first, and then the others, of which one at most can apply.

use std::fmt;

use crate::answer::{Head, Reason};

/// Where the body of an answer ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Framing {
    /// It has none, whatever its fields say.
    Nothing,
    /// What follows is no HTTP.
    Tunnel,
    /// After so many bytes.
    Length(u64),
    /// With the chunk of size 0 and the trailer.
    Chunks,
    /// With the connection.
    Close,
}

impl Framing {
    /// What ends the body behind this head, if this was asked.
    ///
    /// # Errors
    /// Where no rule says it, or two readers could follow two of them.
    pub fn of(method: &str, head: &Head) -> Result<Framing, Reason> {
        // Rule 2, which has 204 too: after that, the bytes are not HTTP's.
        if method == "CONNECT" && matches!(head.status, 200..300) {
            return Ok(Framing::Tunnel);
        }
        // Rule 1: who reads an answer has to know what was asked.
        if method == "HEAD" || matches!(head.status, 100..200 | 204 | 304) {
            let is_switch = head.status == 101;
            let end = if is_switch {
                Framing::Tunnel
            } else {
                Framing::Nothing
            };
            return Ok(end);
        }
        let mut codings: Vec<&str> = head.list("transfer-encoding").collect();
        let lengths: Vec<&str> = head.list("content-length").collect();
        let is_coded = !codings.is_empty();
        // RFC 9110 §5.6.1.2: nothing between two commas is no element.
        codings.retain(|coding| !coding.is_empty());
        match (&codings[..], &lengths[..]) {
            // Rule 8. Nobody can tell this end from an accident.
            ([], []) if !is_coded => Ok(Framing::Close),
            // Rules 5 and 6.
            ([], lengths) if !is_coded => length(lengths).map(Framing::Length),
            // §6.1: HTTP/1.0 has no chunks, so somebody is wrong.
            _ if head.minor == 0 => Err("a Transfer-Encoding in HTTP/1.0"),
            // Rule 4.
            ([coding], []) if coding.eq_ignore_ascii_case("chunked") => {
                Ok(Framing::Chunks)
            }
            (_, []) => Err("a transfer coding that is not chunked"),
            // Rule 3 lets the chunks win, or be an error.
            _ => Err("a Transfer-Encoding and a Content-Length"),
        }
    }
}

/// Rule 5: several are one if they are the same.
fn length(values: &[&str]) -> Result<u64, Reason> {
    let all_digits = |v: &&str| v.bytes().all(|b| b.is_ascii_digit());
    if !values.iter().all(all_digits) {
        return Err("a Content-Length that is no number");
    }
    // An empty text is no number either, and one may be too large.
    let number = |v: &&str| v.parse().map_err(|_| "no usable Content-Length");
    let numbers: Vec<u64> =
        values.iter().map(number).collect::<Result<_, _>>()?;
    match &numbers[..] {
        [first, rest @ ..] if rest.iter().all(|n| n == first) => Ok(*first),
        _ => Err("two lengths"),
    }
}

impl fmt::Display for Framing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Framing::Nothing => write!(f, "no body"),
            Framing::Tunnel => write!(f, "no more HTTP"),
            Framing::Length(1) => write!(f, "a body of 1 byte"),
            Framing::Length(n) => write!(f, "a body of {n} bytes"),
            Framing::Chunks => write!(f, "a body in chunks"),
            Framing::Close => write!(f, "a body up to the close"),
        }
    }
}
