//! After 301, 302 and 303 ureq makes a GET of a POST, a PUT and a DELETE, and
//! a HEAD of a HEAD; it takes the field `X-Api-Key` along to another host,
//! though not `Authorization`.

use trials::Measured;
use ureq::http::{Method, Request};

use super::jar_forgets_secure::with_any_name;
use super::requests_sends_a_field_twice::answering;

pub fn run() -> Measured {
    for status in [301, 302, 303] {
        for (method, body) in [
            (Method::POST, "hello"),
            (Method::PUT, "hello"),
            (Method::DELETE, ""),
            (Method::HEAD, ""),
        ] {
            let after = if method == Method::HEAD {
                "head"
            } else {
                "get"
            };
            let (first, second) = follow(status, &method, body)?;
            let before = method.as_str().to_ascii_lowercase();
            assert!(first.starts_with(&format!("{before} / ")), "{first}");
            assert!(second.starts_with(&format!("{after} / ")), "{second}");
            let secret = "\r\nauthorization: secret\r\n";
            assert!(first.contains(secret), "{first}");
            assert!(!second.contains("\r\nauthorization:"), "{second}");
            assert!(second.contains("\r\nx-api-key: secret\r\n"), "{second}");
        }
    }
    Ok(())
}

/// The requests that two servers hear, the first of which points at the other.
fn follow(
    status: u16,
    method: &Method,
    body: &'static str,
) -> Measured<(String, String)> {
    let (other, there) = answering(&["HTTP/1.1 204 No Content\r\n\r\n"])?;
    let found = format!(
        "HTTP/1.1 {status} There\r\nLocation: http://two.example:{}/\r\n\
         Content-Length: 0\r\n\r\n",
        other.port()
    );
    let (addr, here) = answering(&[&found])?;
    let config = ureq::Agent::config_builder()
        .proxy(None)
        .allow_non_standard_methods(true)
        .build();
    let agent = with_any_name(config);
    let request = Request::builder()
        .method(method.clone())
        .uri(format!("http://one.example:{}/", addr.port()))
        .header("X-Api-Key", "secret")
        .header("Authorization", "secret");
    let answer = match body {
        "" => agent.run(request.body(())?)?,
        body => agent.run(request.body(body)?)?,
    };
    assert_eq!(answer.status(), 204);
    let [first, second] = [here, there].map(|server| {
        let heads = server.join().expect("the server does not panic");
        heads.map(|heads| heads.concat().to_ascii_lowercase())
    });
    Ok((first?, second?))
}
