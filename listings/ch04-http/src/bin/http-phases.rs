//! GET one URL with limits for its phases, and one for all of them.
//!
//!     cargo run -p ch04-http --bin http-phases -- [URL]

use std::error::Error;
use std::time::Duration;
use std::{env, process};

use ureq::{Agent, Error as UreqError, Timeout};
use url::Url;

/// For everything, however the time is spent.
const ALL: Duration = Duration::from_secs(5);
/// For looking the name up, and for a connection.
const REACH: Duration = Duration::from_secs(2);
/// For the answer's head, once the request is out.
const HEAD: Duration = Duration::from_secs(1);
/// For the body, and for its next byte.
const BODY: Duration = Duration::from_secs(2);
const BYTE: Duration = Duration::from_millis(1500);
/// The longest body that is read, in bytes.
const LIMIT: u64 = 1024 * 1024;

fn main() {
    let url = env::args().nth(1);
    let url = url.unwrap_or("http://127.0.0.1:7450/hello".into());

    if let Err(error) = get(&url) {
        eprintln!("http-phases: {url}: {error}");
        process::exit(1);
    }
}

fn get(url: &str) -> Result<(), Box<dyn Error>> {
    let url = Url::parse(url)?;
    let agent = Agent::config_builder()
        .timeout_global(Some(ALL))
        .timeout_resolve(Some(REACH))
        .timeout_connect(Some(REACH))
        .timeout_recv_response(Some(HEAD))
        .timeout_recv_body(Some(BODY))
        .timeout_per_read(Some(BYTE))
        .proxy(None)
        .max_redirects(0)
        .build()
        .new_agent();
    let mut response = agent.get(url.as_str()).call().map_err(explained)?;
    let limited = response.body_mut().with_config().limit(LIMIT);
    let body = limited.read_to_vec().map_err(explained)?;
    println!("{}", response.status());
    print!("{}", String::from_utf8_lossy(&body));
    Ok(())
}

/// What a time that is over says about the request.
fn explained(error: UreqError) -> String {
    let UreqError::Timeout(phase) = &error else {
        return error.to_string();
    };
    let done = match phase {
        Timeout::Resolve | Timeout::Connect => "nothing was sent",
        Timeout::SendRequest | Timeout::SendBody => "a part may be there",
        Timeout::RecvBody => "the answer is not whole",
        _ => "the request may have been carried out",
    };
    format!("{error}: {done}")
}
