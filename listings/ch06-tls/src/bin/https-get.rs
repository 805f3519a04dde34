//! GET an https:// URL, trusting one issuer; print the status and the body.
//!
//!     cargo run -p ch06-tls --features ureq --bin https-get -- [URL] [CA]

use std::error::Error;
use std::io::{self, Write};
use std::time::Duration;
use std::{env, process};

use ch06_tls::{check, files, url, why};
use ureq::Agent;
use ureq::tls::{Certificate, RootCerts, TlsConfig};

/// The longest that all of it may take.
const TIMEOUT: Duration = Duration::from_secs(8);

/// The longest body that is read, in bytes.
const BODY_LIMIT: u64 = 1024 * 1024;

fn main() {
    let mut args = env::args().skip(1);
    let url = args.next().unwrap_or("https://localhost:7650/hello".into());
    let ca = args.next().unwrap_or("target/lab/tls/ca.pem".into());

    if let Err(error) = get(&url, &ca) {
        let why = match error.downcast_ref() {
            Some(ureq::Error::Io(error)) => why(error),
            Some(ureq::Error::Rustls(error)) => check(error),
            _ => error.to_string(),
        };
        eprintln!("https-get: {url}: {why}");
        process::exit(1);
    }
}

fn get(url: &str, ca: &str) -> Result<(), Box<dyn Error>> {
    let url = url::checked(url)?;
    let mut response = new_agent(ca)?.get(url).call()?;
    let limited = response.body_mut().with_config().limit(BODY_LIMIT);
    let body = limited.read_to_vec()?;
    println!("{}", response.status());
    Ok(io::stdout().write_all(&body)?)
}

fn new_agent(ca: &str) -> io::Result<Agent> {
    let issuers = files::certificates(ca)?;
    let issuers = issuers.iter().map(|c| Certificate::from_der(c).to_owned());
    let tls = TlsConfig::builder()
        .root_certs(RootCerts::from(issuers.collect::<Vec<_>>()))
        .build();
    Ok(Agent::config_builder()
        .tls_config(tls)
        // With this, a URL that begins with http:// is refused.
        .https_only(true)
        .timeout_global(Some(TIMEOUT))
        .proxy(None)
        .max_redirects(0)
        .build()
        .new_agent())
}
