//! Follow redirects by hand, with a look at each place before it is asked.
//!
//!     cargo run -p ch04-http --bin http-follow -- [URL]

use std::error::Error;
use std::time::{Duration, Instant};
use std::{env, process};

use ureq::{Agent, http::StatusCode};
use url::Url;

/// The time for all of it, however many hops there are.
const TIMEOUT: Duration = Duration::from_secs(5);
const HOPS: usize = 10;
/// The longest body that is read, in bytes.
const LIMIT: u64 = 1024 * 1024;

fn main() {
    let url = env::args().nth(1);
    let url = url.unwrap_or("http://127.0.0.1:7450/redirect".into());

    if let Err(error) = follow(&url) {
        eprintln!("http-follow: {url}: {error}");
        process::exit(1);
    }
}

fn follow(start: &str) -> Result<(), Box<dyn Error>> {
    let mut url = Url::parse(start)?;
    let deadline = Instant::now() + TIMEOUT;
    let agent = new_agent();
    for _ in 0..=HOPS {
        let left = deadline.saturating_duration_since(Instant::now());
        let request = agent.get(url.as_str()).config();
        let request = request.timeout_global(Some(left)).build();
        let mut response = request.call()?;
        println!("{} {url}", response.status());
        // Where a body is left unread, its connection carries no more.
        let limited = response.body_mut().with_config().limit(LIMIT);
        let body = limited.read_to_vec()?;
        let location = response.headers().get("Location");
        let location = location.filter(|_| is_redirect(response.status()));
        let Some(location) = location else {
            print!("{}", String::from_utf8_lossy(&body));
            return Ok(());
        };
        url = next(&url, location.to_str()?)?;
    }
    Err(format!("more than {HOPS} redirects").into())
}

/// Where a `Location` leads, if that is a place to go to.
fn next(from: &Url, location: &str) -> Result<Url, String> {
    let to = from.join(location).map_err(|error| {
        format!("a redirect to {location:?}, which is no URL: {error}")
    })?;
    if to.scheme() != from.scheme() {
        return Err(format!("a redirect to another scheme: {to}"));
    }
    if to.host() != from.host() {
        return Err(format!("a redirect to another host: {to}"));
    }
    if to.port_or_known_default() != from.port_or_known_default() {
        return Err(format!("a redirect to another port: {to}"));
    }
    Ok(to)
}

/// 300 leaves the choice to the user, and 304 leads to what one has already.
fn is_redirect(status: StatusCode) -> bool {
    matches!(status.as_u16(), 301 | 302 | 303 | 307 | 308)
}

fn new_agent() -> Agent {
    Agent::config_builder()
        .proxy(None)
        .max_redirects(0)
        .build()
        .new_agent()
}
