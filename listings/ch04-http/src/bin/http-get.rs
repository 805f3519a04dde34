//! GET a URL; print the status and the body.
//!
//!     cargo run -p ch04-http --bin http-get -- [URL] [SECONDS]

use std::error::Error;
use std::io::{self, Write};
use std::time::Duration;
use std::{env, process};

use ureq::Agent;
use url::Url;

/// The longest body that is read, in bytes.
const BODY_LIMIT: u64 = 1024 * 1024;

fn main() {
    let mut args = env::args().skip(1);
    let url = args.next().unwrap_or("http://127.0.0.1:7450/hello".into());
    let seconds = args.next().unwrap_or("5".into());

    if let Err(error) = get(&url, &seconds) {
        eprintln!("http-get: {url}: {error}");
        process::exit(1);
    }
}

fn get(url: &str, seconds: &str) -> Result<(), Box<dyn Error>> {
    let url = Url::parse(url)?;
    let seconds: u16 = seconds
        .parse()
        .map_err(|_| "SECONDS is a whole number, up to 65535")?;
    let timeout = Duration::from_secs(seconds.into());

    let mut response = new_agent(timeout).get(url.as_str()).call()?;
    let limited = response.body_mut().with_config().limit(BODY_LIMIT);
    let body = limited.read_to_vec()?;
    // Only now has all of it come, if a length or chunks tell where it ends.
    println!("{}", response.status());
    Ok(io::stdout().write_all(&body)?)
}

fn new_agent(timeout: Duration) -> Agent {
    Agent::config_builder()
        // For all of it, from the name to the body's last byte. By default
        // ureq waits without end.
        .timeout_global(Some(timeout))
        // By default it obeys HTTP_PROXY and its like, and a proxy elsewhere
        // cannot reach this machine's loopback.
        .proxy(None)
        // By default it follows ten redirects, wherever they lead. This shows
        // the redirect.
        .max_redirects(0)
        .build()
        .new_agent()
}
