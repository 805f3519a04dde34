//! `/upload`: the parts of a form with files in it, one a line.

use crate::http::{Request, Response, Status};

const MEDIA_TYPE: &str = "multipart/form-data";

/// What each part is called, and how many bytes it has (RFC 7578).
pub(in crate::http) fn upload(request: &Request) -> Response {
    let media_type = request.fields.values("content-type").next();
    let Some(boundary) = media_type.and_then(boundary) else {
        return Response::refusal(Status(415), MEDIA_TYPE)
            .with("Accept", MEDIA_TYPE);
    };
    match parts(&request.body, boundary) {
        Some(lines) => Response::text(Status(200), lines.concat()),
        None => Response::refusal(Status(400), "these are no parts"),
    }
}

fn boundary(media_type: &str) -> Option<&str> {
    let (essence, parameters) = media_type.split_once(';')?;
    let named = essence.trim().eq_ignore_ascii_case(MEDIA_TYPE);
    let value = parameters.trim().strip_prefix("boundary=")?;
    let value = value.trim_matches('"');
    // RFC 2046 §5.1.1: 1 to 70 characters.
    (named && (1..=70).contains(&value.len())).then_some(value)
}

/// RFC 2046 §5.1.1: each part stands behind a delimiter, a line of its own,
/// and the last delimiter has two hyphens more.
fn parts(body: &[u8], boundary: &str) -> Option<Vec<String>> {
    let first = format!("--{boundary}\r\n");
    let delimiter = format!("\r\n--{boundary}");
    let mut rest = body.strip_prefix(first.as_bytes())?;
    let mut lines = Vec::new();
    loop {
        let (part, after) = split(rest, delimiter.as_bytes())?;
        lines.push(described(part)?);
        if after.starts_with(b"--") {
            return Some(lines);
        }
        rest = after.strip_prefix(b"\r\n")?;
    }
}

fn described(part: &[u8]) -> Option<String> {
    let (head, content) = split(part, b"\r\n\r\n")?;
    let head = str::from_utf8(head).ok()?;
    let named = |line: &&str| {
        let line = line.to_ascii_lowercase();
        line.starts_with("content-disposition: form-data;")
    };
    let line = head.split("\r\n").find(named)?;
    let name = parameter(line, "; name=\"")?;
    let file = parameter(line, "; filename=\"");
    let file = file.map(|file| format!(" from {file}")).unwrap_or_default();
    Some(format!("{name}: {} bytes{file}\n", content.len()))
}

fn parameter<'a>(line: &'a str, before: &str) -> Option<&'a str> {
    let (_, value) = line.split_once(before)?;
    value.split('"').next()
}

/// What stands before the first `at`, and behind it.
fn split<'a>(bytes: &'a [u8], at: &[u8]) -> Option<(&'a [u8], &'a [u8])> {
    let start = bytes.windows(at.len()).position(|window| window == at)?;
    Some((&bytes[..start], &bytes[start + at.len()..]))
}
