//! `/file`: a page with a version and with ranges (RFC 9110 §8.8.3, §13, §14).

use std::io::Write;

use crate::http::{Answer, Request, Response, Status};

/// The version of the page, a strong validator: the bytes never change.
const ETAG: &str = "\"lab-1\"";
/// Lines of twelve bytes, each its own number.
const LINES: usize = 25_000;
/// As much of a body as `/file/cut` sends, in bytes.
const CUT: usize = 100_000;

const MEDIA_TYPE: &str = "text/plain; charset=utf-8";

/// A range that a request asks for, of the page's `len` bytes.
#[derive(Debug, PartialEq, Eq)]
enum Range {
    /// All of it: nothing else was asked for that is understood here.
    Whole,
    /// From the first byte to the last one, both counted from 0.
    Part(usize, usize),
    /// None of it.
    Unsatisfiable,
}

/// The page: 200, 206, 304 or 416.
pub(in crate::http) fn file(request: &Request) -> Response {
    respond(request, &content()).0
}

/// The same, and the connection is closed before the body is over.
pub(in crate::http) fn cut_file(request: &Request) -> Answer {
    let content = content();
    let (response, part) = respond(request, &content);
    if request.is_head() || part.len() <= CUT {
        return response.into();
    }
    let head = response.head(false).into_bytes();
    let bytes = [&head[..], &part[..CUT]].concat();
    Answer::TakeOver(Box::new(move |mut stream| stream.write_all(&bytes)))
}

fn content() -> Vec<u8> {
    let lines = (1..=LINES).map(|number| format!("{number:011}\n"));
    lines.collect::<String>().into_bytes()
}

/// The answer, and the part of the content that is its body.
fn respond<'a>(request: &Request, all: &'a [u8]) -> (Response, &'a [u8]) {
    let fields = &request.fields;
    let said = |tag: &str| tag.trim_start_matches("W/") == ETAG || tag == "*";
    // §13.2.2: If-None-Match comes before Range.
    if fields.members("if-none-match").any(said) {
        let unchanged = Response::empty(Status(304)).with("ETag", ETAG);
        return (unchanged, &[]);
    }
    let range = match fields.values("if-range").next() {
        Some(tag) if tag != ETAG => Range::Whole,
        _ => range(fields.values("range").next(), all.len()),
    };
    let length = all.len();
    let (status, part, said) = match range {
        Range::Whole => (200, all, None),
        Range::Part(first, last) => {
            let said = format!("bytes {first}-{last}/{length}");
            (206, &all[first..=last], Some(said))
        }
        Range::Unsatisfiable => {
            let refusal = Response::refusal(Status(416), "not so many bytes");
            let said = format!("bytes */{length}");
            return (refusal.with("Content-Range", said), &[]);
        }
    };
    let response = Response::new(Status(status), MEDIA_TYPE, part.to_vec())
        .with("ETag", ETAG)
        .with("Accept-Ranges", "bytes");
    let response = match said {
        Some(said) => response.with("Content-Range", said),
        None => response,
    };
    (response, part)
}

/// §14.2: a range that is not understood, and more than one, may be ignored.
fn range(value: Option<&str>, length: usize) -> Range {
    let bytes = value.and_then(|value| value.strip_prefix("bytes="));
    let Some((first, last)) = bytes.and_then(|range| range.split_once('-'))
    else {
        return Range::Whole;
    };
    let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    if !digits(first) || !digits(last) {
        return Range::Whole;
    }
    let (first, last) = match (first.parse(), last.parse()) {
        (Ok(first), Ok(last)) if first > last => return Range::Whole,
        (Ok(first), Ok(last)) => (first, last),
        (Ok(first), Err(_)) if last.is_empty() => (first, usize::MAX),
        // The last so many bytes.
        (Err(_), Ok(0)) if first.is_empty() => return Range::Unsatisfiable,
        (Err(_), Ok(count)) if first.is_empty() => {
            (length.saturating_sub(count), usize::MAX)
        }
        _ => return Range::Whole,
    };
    if first < length {
        Range::Part(first, last.min(length - 1))
    } else {
        Range::Unsatisfiable
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_those_of_the_rfc() {
        for (value, expected) in [
            ("bytes=0-0", Range::Part(0, 0)),
            ("bytes=3-", Range::Part(3, 9)),
            ("bytes=3-99", Range::Part(3, 9)),
            ("bytes=-4", Range::Part(6, 9)),
            ("bytes=-99", Range::Part(0, 9)),
            ("bytes=-0", Range::Unsatisfiable),
            ("bytes=10-", Range::Unsatisfiable),
            ("bytes=10-12", Range::Unsatisfiable),
            ("bytes=5-3", Range::Whole),
            ("bytes=-", Range::Whole),
            ("bytes=0-1,4-5", Range::Whole),
            ("bytes=+1-2", Range::Whole),
            ("bytes=99999999999999999999999-", Range::Whole),
            ("lines=1-2", Range::Whole),
        ] {
            assert_eq!(range(Some(value), 10), expected, "{value}");
        }
        assert_eq!(range(None, 10), Range::Whole);
    }

    #[test]
    fn the_page_is_lines_of_twelve_bytes() {
        let content = content();
        assert_eq!(content.len(), LINES * 12);
        assert!(content.ends_with(b"00000025000\n"));
    }
}
