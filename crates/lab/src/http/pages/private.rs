//! `/private`: a page for one user, or for one token (RFC 7617, RFC 6750).

use crate::http::{Request, Response, Status};

/// `ada:engine` in Base64.
const PASSWORD: &str = "YWRhOmVuZ2luZQ==";
const TOKEN: &str = "lab-token";

/// 200 for who is known, else 401 with both ways to become it.
pub(in crate::http) fn private(request: &Request) -> Response {
    // Two fields are one too many to choose from.
    let mut given = request.fields.values("authorization");
    let credentials = given.next().filter(|_| given.next().is_none());
    match credentials.and_then(known) {
        Some(how) => Response::text(Status(200), format!("known by {how}\n")),
        None => Response::refusal(Status(401), "who are you?")
            .with("WWW-Authenticate", "Basic realm=\"lab\", charset=\"UTF-8\"")
            .with("WWW-Authenticate", "Bearer realm=\"lab\""),
    }
}

/// How the client is known by what it sent.
fn known(credentials: &str) -> Option<&'static str> {
    let (scheme, rest) = credentials.split_once(' ')?;
    let rest = rest.trim_start_matches(' ');
    let is = |name: &str| scheme.eq_ignore_ascii_case(name);
    if is("basic") && rest == PASSWORD {
        Some("a password")
    } else if is("bearer") && rest == TOKEN {
        Some("a token")
    } else {
        None
    }
}
