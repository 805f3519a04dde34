//! Fetch what a stranger names, and from no address that is not public.
//!
//!     cargo run -p ch04-http --bin http-guard -- [URL] [ALLOWED]

use std::error::Error;
use std::net::SocketAddr;
use std::time::{Duration, Instant};
use std::{env, process};

use ch04_http::public::is_public;
use ureq::config::Config;
use ureq::http::Uri;
use ureq::unversioned::resolver::{
    DefaultResolver, ResolvedSocketAddrs, Resolver,
};
use ureq::unversioned::transport::{DefaultConnector, NextTimeout};
use ureq::{Agent, Error as UreqError};
use url::Url;

/// The time for all of it, however many hops there are.
const TIMEOUT: Duration = Duration::from_secs(5);
const HOPS: usize = 10;
/// The longest body that is read, in bytes.
const LIMIT: u64 = 1024 * 1024;

fn main() {
    let mut args = env::args().skip(1);
    let mut arg = |or: &str| args.next().unwrap_or(or.into());
    let url = arg("http://127.0.0.1:7450/hello");
    let allowed = arg("127.0.0.1:7450");

    if let Err(error) = fetch(&url, &allowed) {
        eprintln!("http-guard: {url}: {error}");
        process::exit(1);
    }
}

fn fetch(url: &str, allowed: &str) -> Result<(), Box<dyn Error>> {
    let mut url = Url::parse(url)?;
    let deadline = Instant::now() + TIMEOUT;
    let allowed = allowed.parse().map_err(|_| "ALLOWED: an address")?;
    let guard = Guard {
        lookup: DefaultResolver::default(),
        allowed,
    };
    // A proxy would look names up by itself, and connect for us.
    let config = Agent::config_builder().proxy(None).max_redirects(0).build();
    let agent = Agent::with_parts(config, DefaultConnector::default(), guard);
    for _ in 0..=HOPS {
        let left = deadline.saturating_duration_since(Instant::now());
        let request = agent.get(url.as_str()).config();
        let request = request.timeout_global(Some(left)).build();
        let mut response = request.call()?;
        let limited = response.body_mut().with_config().limit(LIMIT);
        let body = limited.read_to_vec()?;
        let status = response.status();
        let is_led = matches!(status.as_u16(), 301..=303 | 307 | 308);
        let location = response.headers().get("Location");
        let Some(to) = location.filter(|_| is_led) else {
            println!("{status}");
            print!("{}", String::from_utf8_lossy(&body));
            return Ok(());
        };
        // Some places make ureq panic, and are no URL here (3.5.2).
        url = url.join(to.to_str()?)?;
    }
    Err(format!("more than {HOPS} redirects").into())
}

/// Looks names up and refuses what is at an address that is not public.
#[derive(Debug)]
struct Guard {
    lookup: DefaultResolver,
    /// For this page's sake, where all is on one machine.
    allowed: SocketAddr,
}

impl Resolver for Guard {
    /// ureq connects to what this returns, and to nothing else; it asks again
    /// for each request, and so for each place that a redirect leads to.
    fn resolve(
        &self,
        uri: &Uri,
        config: &Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, UreqError> {
        let addrs = self.lookup.resolve(uri, config, timeout)?;
        let is_let = |a: &SocketAddr| *a == self.allowed || is_public(a.ip());
        match addrs.iter().find(|addr| !is_let(addr)) {
            None => Ok(addrs),
            Some(addr) => {
                let what = format!("{uri} is at {addr}, which is not public");
                Err(UreqError::Other(what.into()))
            }
        }
    }
}
