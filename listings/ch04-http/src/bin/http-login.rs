//! Ask for a page as nobody, with a password, and with a token.
//!
//!     cargo run -p ch04-http --bin http-login -- [URL] [USER]
//!
//! The password and the token are lines of standard input.

use std::error::Error;
use std::io::{self, BufRead, Read};
use std::time::Duration;
use std::{env, process};

use base64::{Engine, prelude::BASE64_STANDARD};
use ureq::Agent;
use ureq::http::HeaderValue;
use url::Url;

/// For each of three requests.
const TIMEOUT: Duration = Duration::from_secs(3);
/// The longest body that is read, and the longest secret, in bytes.
const LIMIT: u64 = 64 * 1024;

fn main() {
    let mut args = env::args().skip(1);
    let url = args
        .next()
        .unwrap_or("http://127.0.0.1:7450/private".into());
    let user = args.next().unwrap_or("ada".into());

    if let Err(error) = log_in(&url, &user) {
        eprintln!("http-login: {url}: {error}");
        process::exit(1);
    }
}

fn log_in(url: &str, user: &str) -> Result<(), Box<dyn Error>> {
    let url = Url::parse(url)?;
    // RFC 7617 §2: the first colon is where the password begins.
    if user.contains(':') {
        return Err("a user's name has no colon".into());
    }
    let mut lines = io::stdin().lock().take(LIMIT).lines();
    let mut secret = || lines.next().ok_or("a line of standard input lacks");
    let (password, token) = (secret()??, secret()??);

    ask(&url, "nobody", None)?;
    let pair = BASE64_STANDARD.encode(format!("{user}:{password}"));
    ask(&url, "with a password", Some(format!("Basic {pair}")))?;
    ask(&url, "with a token", Some(format!("Bearer {token}")))
}

fn ask(
    url: &Url,
    who: &str,
    credentials: Option<String>,
) -> Result<(), Box<dyn Error>> {
    let mut request = new_agent().get(url.as_str());
    if let Some(text) = credentials {
        let mut value = HeaderValue::from_str(&text)
            .map_err(|_| "what was read cannot stand in a field")?;
        // It prints as `Sensitive` where somebody prints the fields for a log.
        value.set_sensitive(true);
        request = request.header("Authorization", value);
    }
    let mut response = request.call()?;
    println!("{who}: {}", response.status());
    for challenge in response.headers().get_all("WWW-Authenticate") {
        println!("  it wants {}", challenge.to_str().unwrap_or("(bytes)"));
    }
    let limited = response.body_mut().with_config().limit(LIMIT);
    print!("  {}", String::from_utf8_lossy(&limited.read_to_vec()?));
    Ok(())
}

fn new_agent() -> Agent {
    Agent::config_builder()
        // A 401 is what this program is about.
        .http_status_as_error(false)
        .timeout_global(Some(TIMEOUT))
        .proxy(None)
        .max_redirects(0)
        .build()
        .new_agent()
}
