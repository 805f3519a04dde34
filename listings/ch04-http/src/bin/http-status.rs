//! GET a page that is not there: as an error, and as an answer with a body.
//!
//!     cargo run -p ch04-http --bin http-status -- [URL]

use std::error::Error;
use std::time::Duration;
use std::{env, process};

use ureq::Agent;
use url::Url;

const TIMEOUT: Duration = Duration::from_secs(5);
/// The longest body that is read, in bytes.
const BODY_LIMIT: u64 = 1024 * 1024;

fn main() {
    let url = env::args().nth(1);
    let url = url.unwrap_or("http://127.0.0.1:7450/none".into());

    if let Err(error) = get_twice(&url) {
        eprintln!("http-status: {url}: {error}");
        process::exit(1);
    }
}

fn get_twice(url: &str) -> Result<(), Box<dyn Error>> {
    let url = Url::parse(url)?;
    match new_agent(true).get(url.as_str()).call() {
        Ok(response) => println!("no error:     {}", response.status()),
        // The server answered, and of its answer only this number is left.
        Err(ureq::Error::StatusCode(code)) => println!("as an error:  {code}"),
        // No answer came that could be used.
        Err(error) => return Err(error.into()),
    }

    let mut response = new_agent(false).get(url.as_str()).call()?;
    println!("as an answer: {}", response.status());
    let limited = response.body_mut().with_config().limit(BODY_LIMIT);
    let body = limited.read_to_vec()?;
    // It may be any bytes, whatever its type says.
    print!("{}", String::from_utf8_lossy(&body));
    Ok(())
}

fn new_agent(status_as_error: bool) -> Agent {
    Agent::config_builder()
        .http_status_as_error(status_as_error)
        .timeout_global(Some(TIMEOUT))
        .proxy(None)
        .max_redirects(0)
        .build()
        .new_agent()
}
