//! Send the same pairs in a URL and in a body, and see what the server reads.
//!
//!     cargo run -p ch04-http --bin http-form -- [URL]

use std::error::Error;
use std::time::Duration;
use std::{env, process};

use ureq::{Agent, Body, http::Response};
use url::Url;

const TIMEOUT: Duration = Duration::from_secs(5);
/// The longest body that is read, in bytes.
const BODY_LIMIT: u64 = 64 * 1024;

const PAIRS: [(&str, &str); 3] =
    [("q", "rust & cargo"), ("sum", "1+1=2"), ("name", "Zoë")];

fn main() {
    let url = env::args().nth(1);
    let url = url.unwrap_or("http://127.0.0.1:7450/form".into());

    if let Err(error) = send(&url) {
        eprintln!("http-form: {url}: {error}");
        process::exit(1);
    }
}

fn send(url: &str) -> Result<(), Box<dyn Error>> {
    let url = Url::parse(url)?;
    let agent = new_agent();

    println!("in the URL");
    show(agent.get(url.as_str()).query_pairs(PAIRS).call()?)?;
    println!("in the body");
    show(agent.post(url.as_str()).send_form(PAIRS)?)
}

fn show(mut response: Response<Body>) -> Result<(), Box<dyn Error>> {
    let limited = response.body_mut().with_config().limit(BODY_LIMIT);
    for line in limited.read_to_string()?.lines() {
        println!("  {line}");
    }
    Ok(())
}

fn new_agent() -> Agent {
    Agent::config_builder()
        .timeout_global(Some(TIMEOUT))
        .proxy(None)
        .max_redirects(0)
        .build()
        .new_agent()
}
