//! GET a URL; print the status and the body.
//!
//!     cargo run -p ch04-http --bin http-get -- [URL] [SECONDS]

use std::error::Error;
use std::io::{self, Write};
use std::time::Duration;
use std::{env, process};

use ureq::http::{HeaderValue, Response};
use ureq::{Agent, Body};
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
    let timeout = Duration::try_from_secs_f64(seconds.parse()?)?;

    let mut response = new_agent(timeout).get(url.as_str()).call()?;
    if !has_length(&response) {
        return Err("nothing says where the body ends".into());
    }
    println!("{}", response.status());
    let limited = response.body_mut().with_config().limit(BODY_LIMIT);
    let body = limited.read_to_vec()?;
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

/// Whether the answer says where its body ends. If it does not, the end of
/// the connection is the end, and ureq counts a reset as such an end.
fn has_length(response: &Response<Body>) -> bool {
    let coding = response.headers().get("Transfer-Encoding");
    let chunked =
        |c: &HeaderValue| c.as_bytes().eq_ignore_ascii_case(b"chunked");
    response.body().content_length().is_some()
        || coding.is_some_and(chunked)
        || response.status() == 204
}
