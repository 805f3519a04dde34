//! Visit two pages with cookies that a file keeps from one run to the next.
//!
//!     cargo run -p ch04-http --bin http-jar -- [URL] [FILE]

use std::error::Error;
use std::fs::{self, File};
use std::io::{self, BufReader, Read};
use std::time::Duration;
use std::{env, process};

use ureq::{Agent, Cookie, http::Uri};
use url::Url;

/// For each of the two visits.
const TIMEOUT: Duration = Duration::from_secs(4);
/// The longest body and the longest file that is read, in bytes.
const LIMIT: u64 = 1024 * 1024;

type Result<T> = std::result::Result<T, Box<dyn Error>>;

fn main() {
    let mut args = env::args().skip(1);
    let mut arg = |or: &str| args.next().unwrap_or(or.into());
    let (url, file) = (arg("http://127.0.0.1:7450/cookies"), arg("jar.json"));

    if let Err(error) = visit(&url, &file) {
        eprintln!("http-jar: {url}: {error}");
        process::exit(1);
    }
}

fn visit(url: &str, file: &str) -> Result<()> {
    let url = Url::parse(url)?;
    let agent = new_agent();
    match File::open(file) {
        Ok(saved) => {
            let saved = BufReader::new(saved.take(LIMIT));
            let loaded = agent.cookie_jar_lock().load_json(saved);
            loaded.map_err(|error| format!("{file}: {error}"))?;
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => return Err(format!("{file}: {error}").into()),
    }
    // The second page is below the first, and its cookie says how long.
    let mut kept = url.clone();
    kept.path_segments_mut()
        .map_err(|()| "a URL without a path")?
        .pop_if_empty()
        .push("kept");
    for url in [&url, &kept] {
        let uri: Uri = url.as_str().parse()?;
        let mut response = agent.get(&uri).call()?;
        let limited = response.body_mut().with_config().limit(LIMIT);
        let text = limited.read_to_string()?;
        println!("{}: {}", url.path(), text.trim_end());
        // ureq's jar has them, without Secure, HttpOnly and SameSite.
        let mut jar = agent.cookie_jar_lock();
        for value in response.headers().get_all("Set-Cookie") {
            // What is no text becomes none of a cookie's own characters.
            let text = String::from_utf8_lossy(value.as_bytes()).into_owned();
            let cookie = Cookie::parse(text, &uri);
            // RFC 6265 §5.3: what a host may not set is ignored. So is one
            // that it takes back, which ureq's jar has dropped already.
            if let Err(error) = cookie.and_then(|c| jar.insert(c, &uri)) {
                println!("{}: a cookie refused: {error}", url.path());
            }
        }
    }
    save(&agent, file).map_err(|error| format!("{file}: {error}"))?;
    println!("the jar is in {file}");
    Ok(())
}

/// Whoever looks for FILE finds the old jar or the new, and nobody else may
/// read either: what is in it logs in.
fn save(agent: &Agent, file: &str) -> Result<()> {
    let part = format!("{file}.part");
    // One that a run before left there, whoever may read it.
    let _ = fs::remove_file(&part);
    let mut options = File::options();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut out = options.open(&part)?;
    agent.cookie_jar_lock().save_json(&mut out)?;
    out.sync_all()?;
    Ok(fs::rename(&part, file)?)
}

fn new_agent() -> Agent {
    Agent::config_builder()
        .timeout_global(Some(TIMEOUT))
        .proxy(None)
        .max_redirects(0)
        .build()
        .new_agent()
}
