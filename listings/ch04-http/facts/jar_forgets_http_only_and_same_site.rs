//! The jar that ureq fills forgets `HttpOnly` and `SameSite`, each by itself;
//! one that is read by `Cookie::parse` and put in by hand keeps it.

use trials::Measured;
use ureq::http::Uri;
use ureq::{Agent, Cookie};

use super::requests_sends_a_field_twice::answering;

pub fn run() -> Measured {
    for attribute in ["HttpOnly", "SameSite=Strict"] {
        let set = format!("key=secret; {attribute}; Max-Age=60");
        let answer = format!(
            "HTTP/1.1 204 No Content\r\nSet-Cookie: {set}\r\n\
             Connection: close\r\n\r\n"
        );
        let (addr, server) = answering(&[&answer])?;
        let uri: Uri = format!("http://{addr}/").parse()?;
        let config = Agent::config_builder().proxy(None);
        let agent = config.build().new_agent();
        agent.get(&uri).call()?;
        server.join().expect("the server does not panic")?;
        assert!(!saved(&agent)?.contains(attribute), "{attribute}");
        let cookie = Cookie::parse(set, &uri)?;
        agent.cookie_jar_lock().insert(cookie, &uri)?;
        assert!(saved(&agent)?.contains(attribute), "{attribute}");
    }
    Ok(())
}

/// The jar as it is saved, with the cookie in it.
fn saved(agent: &Agent) -> Measured<String> {
    let mut saved = Vec::new();
    agent.cookie_jar_lock().save_json(&mut saved)?;
    let saved = String::from_utf8(saved)?;
    assert!(saved.contains("key=secret"), "{saved}");
    Ok(saved)
}
