//! POST a value as JSON, and read the JSON of the answer into a value.
//!
//!     cargo run -p ch04-http --bin http-post-json -- [URL]

use std::error::Error;
use std::time::Duration;
use std::{env, process};

use serde::{Deserialize, Serialize};
use ureq::Agent;
use url::Url;

const TIMEOUT: Duration = Duration::from_secs(5);
/// The longest body that is read, in bytes: more than its few members need.
const BODY_LIMIT: u64 = 64 * 1024;

#[derive(Serialize, Deserialize)]
struct Person {
    name: String,
    born: u16,
}

fn main() {
    let url = env::args().nth(1);
    let url = url.unwrap_or("http://127.0.0.1:7450/echo".into());

    if let Err(error) = post(&url) {
        eprintln!("http-post-json: {url}: {error}");
        process::exit(1);
    }
}

fn post(url: &str) -> Result<(), Box<dyn Error>> {
    let url = Url::parse(url)?;
    let ada = Person {
        name: "Ada".into(),
        born: 1815,
    };
    let mut response = new_agent().post(url.as_str()).send_json(&ada)?;

    let media_type = response.body().mime_type().unwrap_or("unknown type");
    println!("{}, {media_type}", response.status());

    // Whatever JSON came: this succeeds only if a Person can be made of it.
    let limited = response.body_mut().with_config().limit(BODY_LIMIT);
    let person: Person = limited.read_json()?;
    println!("{}, born in {}", person.name, person.born);
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
