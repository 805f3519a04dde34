//! The jar that ureq fills forgets `Secure` and sends the cookie without TLS;
//! one that is read by `Cookie::parse` and put in by hand keeps it.

use std::net::SocketAddr;

use trials::Measured;
use ureq::config::Config;
use ureq::http::Uri;
use ureq::unversioned::resolver::{ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{DefaultConnector, NextTimeout};
use ureq::{Agent, Cookie, Error};

use super::requests_sends_a_field_twice::answering;

const SECRET: &str = "key=secret; Secure; Max-Age=60";

pub fn run() -> Measured {
    assert!(cookie_comes_back(false)?);
    assert!(!cookie_comes_back(true)?);
    Ok(())
}

/// Whether a server that sets the cookie is sent it with the next request.
fn cookie_comes_back(by_hand: bool) -> Measured<bool> {
    let set = format!(
        "HTTP/1.1 204 No Content\r\nSet-Cookie: {SECRET}\r\n\
         Connection: close\r\n\r\n"
    );
    let (addr, server) = answering(&[&set, &set])?;
    // To this machine's own names a jar may send it without TLS.
    let uri: Uri = format!("http://site.example:{}/", addr.port()).parse()?;
    let config = Agent::config_builder().proxy(None).build();
    let connector = DefaultConnector::default();
    let agent = Agent::with_parts(config, connector, Here(addr));
    agent.get(&uri).call()?;
    if by_hand {
        let cookie = Cookie::parse(SECRET, &uri)?;
        agent.cookie_jar_lock().insert(cookie, &uri)?;
    }
    let mut saved = Vec::new();
    agent.cookie_jar_lock().save_json(&mut saved)?;
    let saved = String::from_utf8(saved)?;
    assert!(saved.contains("key=secret"), "{saved}");
    assert_eq!(saved.contains("Secure"), by_hand, "{saved}");
    agent.get(&uri).call()?;
    let heads = server.join().expect("the server does not panic")?;
    Ok(heads[1]
        .to_ascii_lowercase()
        .contains("\r\ncookie: key=secret"))
}

/// Every name is at this address.
#[derive(Debug)]
struct Here(SocketAddr);

impl Resolver for Here {
    fn resolve(
        &self,
        _: &Uri,
        _: &Config,
        _: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, Error> {
        let mut addrs = self.empty();
        addrs.push(self.0);
        Ok(addrs)
    }
}
