//! Ask again while a service is away: a few times, later each time.
//!
//!     cargo run -p ch04-http --bin http-retry -- [URL]

use std::hash::{BuildHasher, RandomState};
use std::time::{Duration, Instant};
use std::{env, process, thread};

use ureq::{Agent, Body, Error, http::Response};
use url::Url;

/// For all tries together, and the waits between them.
const TIMEOUT: Duration = Duration::from_secs(8);
const TRIES: u32 = 4;
/// The wait behind the first try is up to this long, then up to twice as
/// long, and so on.
const PAUSE: Duration = Duration::from_millis(200);
/// The longest body that is read, in bytes.
const BODY_LIMIT: u64 = 64 * 1024;

/// The answer's text, or why there is none for now, and how long to wait
/// where the server has said.
type Answer = Result<String, (String, Option<Duration>)>;

fn main() {
    let default = "http://127.0.0.1:7450/flaky/2";
    let url = env::args().nth(1).unwrap_or(default.into());
    if let Err(error) = get(&url) {
        eprintln!("http-retry: {url}: {error}");
        process::exit(1);
    }
}

fn get(url: &str) -> Result<(), Box<dyn std::error::Error>> {
    let url = Url::parse(url)?;
    let deadline = Instant::now() + TIMEOUT;
    let left = || deadline.saturating_duration_since(Instant::now());
    let mut attempt = 1;
    loop {
        let (why, wait) = match try_once(&url, left())? {
            Ok(body) => {
                print!("try {attempt}: {body}");
                return Ok(());
            }
            Err(away) => away,
        };
        println!("try {attempt}: {why}");
        let wait = wait.unwrap_or_else(|| scattered(attempt));
        if attempt == TRIES || wait >= left() {
            return Err(format!("given up after {attempt}").into());
        }
        // Time is what the server needs.
        thread::sleep(wait);
        attempt += 1;
    }
}

/// A GET asks for nothing to be done, so it may be asked twice.
fn try_once(url: &Url, left: Duration) -> Result<Answer, Error> {
    match ask(url, left) {
        Err(error @ (Error::Io(_) | Error::Timeout(_))) => {
            Ok(Err((error.to_string(), None)))
        }
        other => other,
    }
}

fn ask(url: &Url, left: Duration) -> Result<Answer, Error> {
    let mut response = new_agent(left).get(url.as_str()).call()?;
    let status = response.status();
    match status.as_u16() {
        // Too many requests, and a server or its proxy that is away.
        429 | 502..=504 => {
            Ok(Err((status.to_string(), retry_after(&response))))
        }
        code @ 400.. => Err(Error::StatusCode(code)),
        _ => {
            let body = response.body_mut().with_config().limit(BODY_LIMIT);
            Ok(Ok(String::from_utf8_lossy(&body.read_to_vec()?).into()))
        }
    }
}

/// The field has seconds, or a date, which is not understood here.
fn retry_after(response: &Response<Body>) -> Option<Duration> {
    let value = response.headers().get("Retry-After")?.to_str().ok()?;
    value.parse().ok().map(Duration::from_secs)
}

/// Clients that failed together do not come again together.
fn scattered(attempt: u32) -> Duration {
    let dice = (RandomState::new().hash_one(attempt) % 1000) as u32;
    PAUSE * 2_u32.pow(attempt - 1) * dice / 1000
}

fn new_agent(timeout: Duration) -> Agent {
    Agent::config_builder()
        .http_status_as_error(false)
        .timeout_global(Some(timeout))
        .proxy(None)
        .max_redirects(0)
        .build()
        .new_agent()
}
