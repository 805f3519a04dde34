//! Ask for pages at once, from a program whose one thread must not wait.
//!
//!     cargo run -p ch04-http --features tokio --bin http-from-async -- [URL]…

use std::error::Error;
use std::time::{Duration, Instant};
use std::{env, process};

use tokio::task::{self, JoinHandle};
use ureq::Agent;
use url::Url;

/// The time for each of them, and so for all.
const TIMEOUT: Duration = Duration::from_secs(1);
/// The longest body that is read, in bytes, and the most pages.
const LIMIT: u64 = 1024 * 1024;
const PAGES: usize = 16;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let mut urls: Vec<String> = env::args().skip(1).collect();
    if urls.is_empty() {
        urls.push("http://127.0.0.1:7450/hello".into());
    }
    if let Err(error) = fetch_all(urls).await {
        eprintln!("http-from-async: {error}");
        process::exit(1);
    }
}

async fn fetch_all(urls: Vec<String>) -> Result<(), Box<dyn Error>> {
    if urls.len() > PAGES {
        return Err(format!("at most {PAGES} pages").into());
    }
    let begun = Instant::now();
    let agent = new_agent();
    let start = |url: String| {
        let agent = agent.clone();
        // The call waits in a thread of its own, which the runtime lends.
        let call = move || (fetch(&agent, &url), url);
        task::spawn_blocking(call)
    };
    let calls: Vec<JoinHandle<_>> = urls.into_iter().map(start).collect();
    let mut failed = Vec::new();
    for call in calls {
        match call.await? {
            (Ok(length), url) => println!("{url}: {length} bytes"),
            (Err(error), url) => failed.push(format!("{url}: {error}")),
        }
    }
    let ms = begun.elapsed().as_secs_f64() * 1000.0;
    println!("after {ms:.1} ms");
    match &failed[..] {
        [] => Ok(()),
        failed => Err(failed.join("; ").into()),
    }
}

fn fetch(agent: &Agent, url: &str) -> Result<usize, String> {
    let url = Url::parse(url).map_err(|error| error.to_string())?;
    let body = agent.get(url.as_str()).call().and_then(|mut response| {
        let limited = response.body_mut().with_config().limit(LIMIT);
        limited.read_to_vec()
    });
    body.map(|body| body.len())
        .map_err(|error| error.to_string())
}

fn new_agent() -> Agent {
    Agent::config_builder()
        .timeout_global(Some(TIMEOUT))
        .proxy(None)
        .max_redirects(0)
        .build()
        .new_agent()
}
