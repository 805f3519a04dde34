//! Ask one server four times, and see which requests share a connection.
//!
//!     cargo run -p ch04-http --bin http-reuse -- [URL]

use std::error::Error;
use std::time::Duration;
use std::{env, process};

use ureq::{Agent, Body, http::Response};
use url::Url;

/// For each of five requests.
const TIMEOUT: Duration = Duration::from_secs(2);
/// The longest body that is read, in bytes: a port has five digits.
const BODY_LIMIT: u64 = 64;

fn main() {
    let url = env::args().nth(1);
    let url = url.unwrap_or("http://127.0.0.1:7450/port".into());

    if let Err(error) = ask_four_times(&url) {
        eprintln!("http-reuse: {url}: {error}");
        process::exit(1);
    }
}

fn ask_four_times(url: &str) -> Result<(), Box<dyn Error>> {
    let url = Url::parse(url)?;
    let agent = new_agent();

    let first = port(agent.get(url.as_str()).call()?)?;
    let second = port(agent.get(url.as_str()).call()?)?;
    println!("a second request:              {}", told(second, first));

    // This answer's body is not read before the next request.
    let unread = agent.get(url.as_str()).call()?;
    let third = port(agent.get(url.as_str()).call()?)?;
    println!("beside an answer not yet read: {}", told(third, first));
    drop(unread);

    let fourth = port(new_agent().get(url.as_str()).call()?)?;
    println!("from another agent:            {}", told(fourth, first));
    Ok(())
}

fn port(mut response: Response<Body>) -> Result<u16, Box<dyn Error>> {
    let limited = response.body_mut().with_config().limit(BODY_LIMIT);
    let port = limited.read_to_string()?.trim_end().parse();
    Ok(port.map_err(|_| "what came is no port")?)
}

fn told(port: u16, first: u16) -> &'static str {
    if port == first {
        "the same port"
    } else {
        "another port"
    }
}

fn new_agent() -> Agent {
    Agent::config_builder()
        .timeout_global(Some(TIMEOUT))
        .proxy(None)
        .max_redirects(0)
        .build()
        .new_agent()
}
