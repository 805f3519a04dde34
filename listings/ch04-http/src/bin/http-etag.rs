//! Fetch a page twice, the second time only if it has changed.
//!
//!     cargo run -p ch04-http --bin http-etag -- [URL]

use std::error::Error;
use std::time::Duration;
use std::{env, process};

use ureq::Agent;
use ureq::http::{HeaderValue, StatusCode};
use url::Url;

const TIMEOUT: Duration = Duration::from_secs(5);
/// The longest body that is read, in bytes.
const BODY_LIMIT: u64 = 1024 * 1024;

/// A page as it was when it was fetched.
struct Kept {
    etag: HeaderValue,
    body: Vec<u8>,
}

fn main() {
    let url = env::args().nth(1);
    let url = url.unwrap_or("http://127.0.0.1:7450/file".into());

    if let Err(error) = fetch_twice(&url) {
        eprintln!("http-etag: {url}: {error}");
        process::exit(1);
    }
}

fn fetch_twice(url: &str) -> Result<(), Box<dyn Error>> {
    let url = Url::parse(url)?;
    let agent = new_agent();
    let mut kept = None;
    for _ in 0..2 {
        let body = fetch(&agent, &url, &mut kept)?;
        println!("the page has {} bytes", body.len());
    }
    Ok(())
}

fn fetch(
    agent: &Agent,
    url: &Url,
    kept: &mut Option<Kept>,
) -> Result<Vec<u8>, Box<dyn Error>> {
    let mut request = agent.get(url.as_str());
    if let Some(kept) = kept {
        request = request.header("If-None-Match", &kept.etag);
    }
    let mut response = request.call()?;
    let limited = response.body_mut().with_config().limit(BODY_LIMIT);
    let body = limited.read_to_vec()?;
    println!("{}, {} bytes came", response.status(), body.len());

    match (response.status(), kept.as_ref()) {
        (StatusCode::NOT_MODIFIED, Some(kept)) => Ok(kept.body.clone()),
        (StatusCode::OK, _) => {
            let etag = response.headers().get("ETag").cloned();
            // A page without a version is not kept, and none before it.
            *kept = etag.map(|etag| Kept {
                etag,
                body: body.clone(),
            });
            Ok(body)
        }
        (status, _) => Err(format!("{status} was not expected").into()),
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
