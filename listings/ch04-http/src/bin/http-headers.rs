//! Send header fields, and read those of the answer: repeats, case, absence.
//!
//!     cargo run -p ch04-http --bin http-headers -- [URL]

use std::collections::BTreeMap;
use std::error::Error;
use std::time::Duration;
use std::{env, process};

use ureq::{Agent, http::HeaderMap};
use url::Url;

const TIMEOUT: Duration = Duration::from_secs(5);
/// The longest body that is read, in bytes: more than its few members need.
const BODY_LIMIT: u64 = 64 * 1024;

fn main() {
    let url = env::args().nth(1);
    let url = url.unwrap_or("http://127.0.0.1:7450/headers".into());

    if let Err(error) = show_headers(&url) {
        eprintln!("http-headers: {url}: {error}");
        process::exit(1);
    }
}

fn show_headers(url: &str) -> Result<(), Box<dyn Error>> {
    let url = Url::parse(url)?;
    let mut response = new_agent()
        .get(url.as_str())
        .header("User-Agent", "networking-in-rust")
        .header("X-Lab", "one")
        .header("X-Lab", "two")
        .call()?;

    show_fields(response.headers());
    let limited = response.body_mut().with_config().limit(BODY_LIMIT);
    let received: BTreeMap<String, String> = limited.read_json()?;
    for name in ["user-agent", "x-lab"] {
        let value = received.get(name).map(String::as_str);
        println!("the server saw {name}: {}", value.unwrap_or("(none)"));
    }
    Ok(())
}

/// One name in any case; `get` gives its first line, `get_all` them all.
fn show_fields(headers: &HeaderMap) {
    for name in ["Content-Type", "CONTENT-TYPE", "Vary", "ETag"] {
        let value = headers.get(name).and_then(|value| value.to_str().ok());
        println!("{name}: {}", value.unwrap_or("(none)"));
    }
    for value in headers.get_all("Vary") {
        println!("one line of Vary: {}", value.to_str().unwrap_or("(bytes)"));
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
