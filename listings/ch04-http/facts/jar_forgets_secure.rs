//! The jar that ureq fills forgets `Secure` and sends the cookie without TLS;
//! one that is read by `Cookie::parse` and put in by hand keeps it.

use std::net::Ipv4Addr;

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
    let agent = with_any_name(config);
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

/// An agent for which every name is this machine's, so that one host is not
/// another.
pub fn with_any_name(config: Config) -> Agent {
    Agent::with_parts(config, DefaultConnector::default(), Here)
}

/// Every name is at this machine, and the port is the URL's.
#[derive(Debug)]
struct Here;

impl Resolver for Here {
    fn resolve(
        &self,
        uri: &Uri,
        _: &Config,
        _: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, Error> {
        let mut addrs = self.empty();
        let port = uri.port_u16().unwrap_or(80);
        addrs.push((Ipv4Addr::LOCALHOST, port).into());
        Ok(addrs)
    }
}
