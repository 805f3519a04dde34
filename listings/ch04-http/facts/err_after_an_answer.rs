//! With `http_status_as_error(false)`, ureq's `Err` may still come after an
//! answer: a redirect too many, or one that wants a body sent again.

use trials::Measured;
use ureq::{Agent, Error};

use super::requests_sends_a_field_twice::answering;

pub fn run() -> Measured {
    let again =
        "HTTP/1.1 302 Found\r\nLocation: /\r\nContent-Length: 0\r\n\r\n";
    let (addr, server) = answering(&[again; 3])?;
    let outcome = agent().get(format!("http://{addr}/")).call();
    assert!(matches!(outcome, Err(Error::TooManyRedirects)));
    let heard = server.join().expect("the server does not panic")?;
    assert_eq!(heard.len(), 3, "all of them were answered");

    // It asks for the same body again, which ureq has no longer.
    let same = "HTTP/1.1 307 Temporary Redirect\r\nLocation: /\r\n\
                Content-Length: 0\r\n\r\n";
    let (addr, server) = answering(&[same])?;
    let outcome = agent().post(format!("http://{addr}/")).send("hello");
    assert!(matches!(outcome, Err(Error::RedirectFailed)));
    server.join().expect("the server does not panic")?;
    Ok(())
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
