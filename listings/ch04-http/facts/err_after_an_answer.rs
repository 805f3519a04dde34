//! With `http_status_as_error(false)`, ureq's `Err` may still come after an
//! answer: a redirect too many, or one that wants a body or a DELETE again.

use trials::Measured;
use ureq::http::Response;
use ureq::{Agent, Body, Error};

use super::requests_sends_a_field_twice::answering;

pub fn run() -> Measured {
    let found =
        "HTTP/1.1 302 Found\r\nLocation: /\r\nContent-Length: 0\r\n\r\n";
    let (addr, server) = answering(&[found; 3])?;
    let outcome = agent().get(format!("http://{addr}/")).call();
    assert!(matches!(outcome, Err(Error::TooManyRedirects)));
    let heard = server.join().expect("the server does not panic")?;
    assert_eq!(heard.len(), 3, "all of them were answered");

    for status in [307, 308] {
        // It asks for the same body again, which ureq has no longer.
        let outcome = again(status, |url| agent().post(url).send("hello"))?;
        assert!(matches!(outcome, Err(Error::RedirectFailed)), "{status}");
        let outcome = again(status, |url| agent().delete(url).call())?;
        assert!(matches!(outcome, Err(Error::RedirectFailed)), "{status}");
    }
    Ok(())
}

/// What becomes of a request that is to be made again in the same place.
fn again(
    status: u16,
    request: impl FnOnce(String) -> Result<Response<Body>, Error>,
) -> Measured<Result<Response<Body>, Error>> {
    let same = format!(
        "HTTP/1.1 {status} Again\r\nLocation: /\r\nContent-Length: 0\r\n\r\n"
    );
    let (addr, server) = answering(&[&same])?;
    let outcome = request(format!("http://{addr}/"));
    server.join().expect("the server does not panic")?;
    Ok(outcome)
}

fn agent() -> Agent {
    Agent::config_builder()
        .proxy(None)
        .http_status_as_error(false)
        .max_redirects(2)
        .max_idle_connections(0)
        .build()
        .new_agent()
}
