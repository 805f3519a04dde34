//! `/form`: the pairs of a query, or of a form in the body, one a line.

use crate::http::{Request, Response, Status};

const MEDIA_TYPE: &str = "application/x-www-form-urlencoded";

/// The pairs of a POST's body, of any other request's query.
pub(in crate::http) fn form(request: &Request) -> Response {
    if request.method != "POST" {
        let query = request.target.query.clone().unwrap_or_default();
        return listed(query.as_bytes());
    }
    let media_type = request.fields.values("content-type").next();
    let essence = media_type.and_then(|value| value.split(';').next());
    let is_form = essence.is_some_and(|essence| {
        essence.trim_end().eq_ignore_ascii_case(MEDIA_TYPE)
    });
    if is_form {
        listed(&request.body)
    } else {
        Response::refusal(Status(415), MEDIA_TYPE).with("Accept", MEDIA_TYPE)
    }
}

/// A line a pair, as the URL standard takes them apart.
fn listed(pairs: &[u8]) -> Response {
    let mut lines = String::new();
    for pair in pairs.split(|&b| b == b'&').filter(|pair| !pair.is_empty()) {
        let at = pair.iter().position(|&b| b == b'=');
        let (name, value) = pair.split_at(at.unwrap_or(pair.len()));
        let value = value.get(1..).unwrap_or_default();
        lines += &format!("{} = {}\n", decoded(name), decoded(value));
    }
    Response::text(Status(200), lines)
}

/// A plus is a space, `%` and two digits are a byte; what is left of a
/// control character, or is no UTF-8, is shown as such.
fn decoded(text: &[u8]) -> String {
    let mut bytes = Vec::new();
    let mut rest = text;
    while let [first, after @ ..] = rest {
        (rest, _) = match (first, encoded(after)) {
            (b'%', Some(byte)) => (&after[2..], bytes.push(byte)),
            (b'+', _) => (after, bytes.push(b' ')),
            (byte, _) => (after, bytes.push(*byte)),
        };
    }
    let text = String::from_utf8_lossy(&bytes);
    let shown = text.chars().map(|c| {
        if c.is_control() {
            c.escape_default().to_string()
        } else {
            c.to_string()
        }
    });
    shown.collect()
}

/// The byte that two hexadecimal digits stand for.
fn encoded(digits: &[u8]) -> Option<u8> {
    let [high, low, ..] = *digits else {
        return None;
    };
    let digit = |byte: u8| char::from(byte).to_digit(16);
    u8::try_from(digit(high)? * 16 + digit(low)?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_encoded_is_decoded_once() {
        for (text, expected) in [
            ("two+words", "two words"),
            ("two%20words", "two words"),
            ("a%2Bb", "a+b"),
            ("100%25", "100%"),
            ("100%", "100%"),
            ("%zz", "%zz"),
            ("%C3%A9", "é"),
            ("%ff", "\u{fffd}"),
            ("a%0Db", "a\\rb"),
        ] {
            assert_eq!(decoded(text.as_bytes()), expected, "{text}");
        }
    }
}
