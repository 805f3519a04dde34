//! With `RedirectAuthHeaders::SameHost` ureq takes `Authorization` along to
//! another port of the same host, and not to another host.

use trials::Measured;
use ureq::Agent;
use ureq::config::RedirectAuthHeaders;

use super::jar_forgets_secure::with_any_name;
use super::requests_sends_a_field_twice::answering;

pub fn run() -> Measured {
    assert!(goes_along("one.example")?);
    assert!(!goes_along("two.example")?);
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
    let config = Agent::config_builder()
        .proxy(None)
        .redirect_auth_headers(RedirectAuthHeaders::SameHost)
        .build();
    let agent = with_any_name(config);
    let request = agent.get(format!("http://one.example:{}/", addr.port()));
    request.header("Authorization", "secret").call()?;
    here.join().expect("the server does not panic")?;
    let heads = there.join().expect("the server does not panic")?;
    let head = heads.concat().to_ascii_lowercase();
    Ok(head.contains("\r\nauthorization: secret\r\n"))
}
