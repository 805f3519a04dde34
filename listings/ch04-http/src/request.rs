//! The head of a request (RFC 9112 §3, §5).

use crate::target::{is_host, is_number, path};

/// What a request asks for.
#[derive(Debug, PartialEq, Eq)]
pub struct Request {
    /// As it was sent: methods differ by case.
    pub method: String,
    /// Without the query.
    pub path: String,
    /// Whether another request may follow on the connection.
    pub persists: bool,
}

/// The status of an answer that refuses.
pub type Refusal = &'static str;

/// Reads a head, the empty line behind it included.
///
/// # Errors
/// A status with its reason, where RFC 9112 has a request refused, or where
/// this server does not go along: it reads no bodies.
pub fn parse(head: &[u8]) -> Result<Request, Refusal> {
    let bad = "400 Bad Request";
    // A value may hold bytes from 80 to FF: what is no text becomes an odd
    // character. A lone CR or LF ends a line for some readers only.
    let head = String::from_utf8_lossy(head);
    let text = head.strip_suffix("\r\n\r\n").ok_or(bad)?;
    // §2.2: an empty line before the first is passed over.
    let text = text.strip_prefix("\r\n").unwrap_or(text);
    let mut lines = text.split("\r\n");
    let line = lines.next().unwrap_or_default();
    let [method, target, version] = line.split(' ').collect::<Vec<_>>()[..]
    else {
        return Err(bad);
    };
    if !is_token(method) || target.bytes().any(|b| !b.is_ascii_graphic()) {
        return Err(bad);
    }
    if version != "HTTP/1.1" {
        return Err("505 HTTP Version Not Supported");
    }
    // Its target is no path.
    if method == "CONNECT" {
        return Err("501 Not Implemented");
    }
    let fields: Option<Vec<_>> = lines.map(field).collect();
    let fields = fields.ok_or(bad)?;
    let values = |name: &'static str| {
        let named = fields.iter().filter(move |(field, _)| field == name);
        named.map(|(_, value)| *value)
    };
    // §3.2: exactly one, or two readers may choose two hosts.
    if values("host").count() != 1 || !values("host").all(is_host) {
        return Err(bad);
    }
    // §6.3: a body may follow only where one of these announces it.
    let mut lengths: Vec<&str> = values("content-length").collect();
    lengths.dedup();
    let codings: Vec<&str> = values("transfer-encoding").collect();
    match (&lengths[..], &codings[..]) {
        ([] | ["0"], []) => {}
        ([n], []) if is_number(n) => return Err("413 Content Too Large"),
        ([], [coding]) if coding.eq_ignore_ascii_case("chunked") => {
            return Err("413 Content Too Large");
        }
        _ => return Err(bad),
    }
    let mut options = values("connection").flat_map(|list| list.split(','));
    let closes = options.any(|o| o.trim().eq_ignore_ascii_case("close"));
    Ok(Request {
        method: method.into(),
        path: path(target).ok_or(bad)?.into(),
        persists: !closes,
    })
}

/// A name in lower case, and a value without the blanks around it. Control
/// characters are refused, also those of Unicode's (U+0080 to U+009F), of which
/// a terminal obeys some.
pub(crate) fn field(line: &str) -> Option<(String, &str)> {
    let (name, value) = line.split_once(':')?;
    let is_plain = value.chars().all(|c| c == '\t' || !c.is_control());
    let well = is_token(name) && is_plain;
    well.then(|| (name.to_ascii_lowercase(), value.trim_matches([' ', '\t'])))
}

/// RFC 9110 §5.6.2: what a method or a field's name is made of.
fn is_token(text: &str) -> bool {
    let is_tchar =
        |b: u8| b.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&b);
    !text.is_empty() && text.bytes().all(is_tchar)
}

#[cfg(test)]
mod tests {
    use super::parse;

    fn refused(head: &str) -> Option<&'static str> {
        parse(head.as_bytes()).err()
    }

    #[test]
    fn what_is_served() {
        for (head, path, persists) in [
            ("GET / HTTP/1.1\r\nHost: lab\r\n\r\n", "/", true),
            ("GET /a?b HTTP/1.1\r\nhost:lab\r\n\r\n", "/a", true),
            ("GET http://lab HTTP/1.1\r\nHost: x\r\n\r\n", "/", true),
            ("GET http://lab/a HTTP/1.1\r\nHost: x\r\n\r\n", "/a", true),
            ("GET HTTP://lab/a HTTP/1.1\r\nHost: x\r\n\r\n", "/a", true),
            ("GET / HTTP/1.1\r\nHost:\r\n\r\n", "/", true),
            (
                "GET / HTTP/1.1\r\nHost: x\r\nConnection: a, Close\r\n\r\n",
                "/",
                false,
            ),
            (
                "GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n",
                "/",
                true,
            ),
        ] {
            let request = parse(head.as_bytes());
            let request = request.unwrap_or_else(|no| panic!("{head}: {no}"));
            assert_eq!((&*request.path, request.persists), (path, persists));
        }
    }

    #[test]
    fn what_is_refused() {
        let host = "Host: lab\r\n";
        for (head, status) in [
            ("GET / HTTP/1.1\r\n\r\n".into(), 400),
            (format!("GET / HTTP/1.1\r\n{host}{host}\r\n"), 400),
            (format!("GET  / HTTP/1.1\r\n{host}\r\n"), 400),
            (format!("GET / HTTP/1.1 \r\n{host}\r\n"), 400),
            (format!("GET a HTTP/1.1\r\n{host}\r\n"), 400),
            (format!("G(T / HTTP/1.1\r\n{host}\r\n"), 400),
            ("GET / HTTP/1.1\r\nHost: a b\r\n\r\n".into(), 400),
            ("GET / HTTP/1.1\r\nHost: me@lab\r\n\r\n".into(), 400),
            ("GET / HTTP/1.1\r\nHost: lab:x\r\n\r\n".into(), 400),
            (format!("GET http:///a HTTP/1.1\r\n{host}\r\n"), 400),
            (format!("GET / HTTP/1.1\r\n{host}a : b\r\n\r\n"), 400),
            (format!("GET / HTTP/1.1\r\n{host} folded\r\n\r\n"), 400),
            (format!("GET / HTTP/1.1\r\n{host}a: b\nc: d\r\n\r\n"), 400),
            (format!("GET / HTTP/1.1\r\n{host}a: b\rc\r\n\r\n"), 400),
            (format!("CONNECT lab:80 HTTP/1.1\r\n{host}\r\n"), 501),
            (format!("GET / HTTP/1.0\r\n{host}\r\n"), 505),
            (format!("GET / HTTP/2\r\n{host}\r\n"), 505),
            (
                format!("POST / HTTP/1.1\r\n{host}Content-Length: 5\r\n\r\n"),
                413,
            ),
            (
                format!(
                    "POST / HTTP/1.1\r\n{host}\
                     Transfer-Encoding: chunked\r\n\r\n"
                ),
                413,
            ),
        ] {
            let code = refused(&head).and_then(|status| status.get(..3));
            assert_eq!(code, Some(&*status.to_string()), "{head:?}");
        }
    }
}
