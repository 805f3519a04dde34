//! GET a page in gzip, with a limit on what comes out of it.
//!
//!     cargo run -p ch04-http --features flate2 --bin http-gzip -- [URL]

use std::error::Error;
use std::io::Read;
use std::time::Duration;
use std::{env, process};

use flate2::read::MultiGzDecoder;
use ureq::Agent;
use url::Url;

const TIMEOUT: Duration = Duration::from_secs(5);
/// The most that is read, and the most that may come out of it, in bytes.
const PACKED: u64 = 256 * 1024;
const LIMIT: u64 = 1024 * 1024;

fn main() {
    let url = env::args().nth(1);
    let url = url.unwrap_or("http://127.0.0.1:7450/gzip".into());

    if let Err(error) = get(&url) {
        eprintln!("http-gzip: {url}: {error}");
        process::exit(1);
    }
}

fn get(url: &str) -> Result<(), Box<dyn Error>> {
    let url = Url::parse(url)?;
    let agent = new_agent();
    let request = agent.get(url.as_str()).header("Accept-Encoding", "gzip");
    let mut response = request.call()?;
    let codings = response.headers().get_all("Content-Encoding");
    let codings: Result<Vec<&str>, _> =
        codings.iter().map(|value| value.to_str()).collect();
    let is_packed = match codings?[..] {
        [] => false,
        [coding] if coding.eq_ignore_ascii_case("gzip") => true,
        _ => return Err("a content coding that nobody asked for".into()),
    };
    let limited = response.body_mut().with_config().limit(PACKED);
    let came = limited.read_to_vec()?;
    let text = if is_packed {
        unpack(&came)?
    } else {
        came.clone()
    };
    let (came, out) = (came.len(), text.len());
    println!("{}: {came} bytes came, {out} are out", response.status());
    print!("{}", String::from_utf8_lossy(&text));
    Ok(())
}

/// A byte can become a thousand, so what comes out is limited, not what goes
/// in. An end without gzip's trailer, or a sum that does not fit, is an error.
fn unpack(packed: &[u8]) -> Result<Vec<u8>, Box<dyn Error>> {
    let mut text = Vec::new();
    let mut out = MultiGzDecoder::new(packed).take(LIMIT + 1);
    out.read_to_end(&mut text)?;
    if text.len() as u64 > LIMIT {
        let came = packed.len();
        return Err(format!("over {LIMIT} bytes come out of {came}").into());
    }
    Ok(text)
}

fn new_agent() -> Agent {
    Agent::config_builder()
        .timeout_global(Some(TIMEOUT))
        .proxy(None)
        .max_redirects(0)
        .build()
        .new_agent()
}
