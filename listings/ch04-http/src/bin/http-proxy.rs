//! GET one URL, and let a proxy make the connection.
//!
//!     cargo run -p ch04-http --bin http-proxy -- [URL] [PROXY]

use std::error::Error;
use std::time::Duration;
use std::{env, process, sync::mpsc, thread};

use ureq::{Agent, Proxy};
use url::Url;

const TIMEOUT: Duration = Duration::from_secs(5);
/// The longest body that is read, in bytes.
const LIMIT: u64 = 1024 * 1024;

fn main() {
    let mut args = env::args().skip(1);
    let mut arg = |or: &str| args.next().unwrap_or(or.into());
    let url = arg("http://127.0.0.1:7450/hello");
    let proxy = arg("http://127.0.0.1:7401");

    // ureq's own limit does not hold while a proxy answers byte by byte.
    let (done, result) = mpsc::channel();
    let asked = (url.clone(), proxy.clone());
    thread::spawn(move || done.send(get(&asked.0, &asked.1)));
    let result = result.recv_timeout(TIMEOUT);
    if let Err(error) = result.unwrap_or(Err("timed out".into())) {
        eprintln!("http-proxy: {url} through {proxy}: {error}");
        process::exit(1);
    }
}

fn get(url: &str, proxy: &str) -> Result<(), Box<dyn Error + Send + Sync>> {
    let url = Url::parse(url)?;
    let agent = Agent::config_builder()
        .proxy(Some(Proxy::new(proxy)?))
        .timeout_global(Some(TIMEOUT))
        .max_redirects(0)
        .build()
        .new_agent();
    let mut response = agent.get(url.as_str()).call()?;
    println!("{}", response.status());
    let limited = response.body_mut().with_config().limit(LIMIT);
    print!("{}", String::from_utf8_lossy(&limited.read_to_vec()?));
    Ok(())
}
