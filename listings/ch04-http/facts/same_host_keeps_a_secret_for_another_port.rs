//! With `RedirectAuthHeaders::SameHost` ureq takes `Authorization` along to
//! another port of the same host, and not to another host.

use trials::Measured;
use ureq::Agent;
use ureq::config::RedirectAuthHeaders;

use super::requests_sends_a_field_twice::answering;

pub fn run() -> Measured {
    assert!(goes_along("127.0.0.1")?);
    assert!(!goes_along("localhost")?);
    Ok(())
}

/// Whether the field comes to a server that is named so and has another port.
fn goes_along(name: &str) -> Measured<bool> {
    let (other, there) = answering(&["HTTP/1.1 204 No Content\r\n\r\n"])?;
    let port = other.port();
    let found = format!(
        "HTTP/1.1 302 Found\r\nLocation: http://{name}:{port}/\r\n\
         Content-Length: 0\r\n\r\n"
    );
    let (addr, here) = answering(&[&found])?;
    let agent = Agent::config_builder()
        .proxy(None)
        .redirect_auth_headers(RedirectAuthHeaders::SameHost)
        .build()
        .new_agent();
    let request = agent.get(format!("http://{addr}/"));
    request.header("Authorization", "secret").call()?;
    here.join().expect("the server does not panic")?;
    let heads = there.join().expect("the server does not panic")?;
    let head = heads.concat().to_ascii_lowercase();
    Ok(head.contains("\r\nauthorization: secret\r\n"))
}
