//! Visit a page that counts visits in a cookie: with one agent, then without.
//!
//!     cargo run -p ch04-http --bin http-cookies -- [URL]

use std::error::Error;
use std::time::{Duration, Instant};
use std::{env, process};

use ureq::typestate::WithoutBody;
use ureq::{Agent, RequestBuilder};
use url::Url;

/// The time for all four visits together.
const TIMEOUT: Duration = Duration::from_secs(5);
/// The longest body that is read, in bytes.
const BODY_LIMIT: u64 = 1024 * 1024;

fn main() {
    let url = env::args().nth(1);
    let url = url.unwrap_or("http://127.0.0.1:7450/cookies".into());

    if let Err(error) = visit(&url) {
        eprintln!("http-cookies: {url}: {error}");
        process::exit(1);
    }
}

fn visit(url: &str) -> Result<(), Box<dyn Error>> {
    let url = Url::parse(url)?;
    let url = url.as_str();
    let deadline = Instant::now() + TIMEOUT;
    let agent = Agent::new_with_defaults();
    println!("with a jar:    {}", text(agent.get(url), deadline)?);
    println!("with a jar:    {}", text(agent.get(url), deadline)?);
    for cookie in agent.cookie_jar_lock().iter() {
        println!("in the jar:    {}={}", cookie.name(), cookie.value());
    }

    // Each of these makes an agent, uses it once and drops it, jar and all.
    println!("without a jar: {}", text(ureq::get(url), deadline)?);
    println!("without a jar: {}", text(ureq::get(url), deadline)?);
    Ok(())
}

fn text(
    request: RequestBuilder<WithoutBody>,
    deadline: Instant,
) -> Result<String, Box<dyn Error>> {
    let left = deadline.saturating_duration_since(Instant::now());
    // What an agent's configuration says for all, a request's says for one.
    let config = request.config().timeout_global(Some(left));
    let request = config.proxy(None).max_redirects(0).build();
    let mut response = request.call()?;
    let limited = response.body_mut().with_config().limit(BODY_LIMIT);
    Ok(limited.read_to_string()?.trim_end().to_string())
}
