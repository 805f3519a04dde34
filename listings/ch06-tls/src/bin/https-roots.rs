//! GET one https:// URL three times, each time trusting somebody else.
//!
//!     cargo run -p ch06-tls --features ureq --bin https-roots -- [URL] [CA]

use std::io;
use std::time::Duration;
use std::{env, process};

use ch06_tls::{check, files, url, why};
use ureq::tls::{Certificate, RootCerts, TlsConfig};
use ureq::{Agent, Error};

/// The longest that each of three requests may take.
const TIMEOUT: Duration = Duration::from_secs(3);

fn main() {
    let mut args = env::args().skip(1);
    let url = args.next().unwrap_or("https://localhost:7650/hello".into());
    let ca = args.next().unwrap_or("target/lab/tls/ca.pem".into());

    let checked = url::checked(&url).and_then(|_| own(&ca));
    let last = checked.map_err(Error::from).and_then(|own| {
        let own = ask(&url, own)?;
        report("Mozilla's list", ask(&url, RootCerts::WebPki));
        report("this system's", ask(&url, RootCerts::PlatformVerifier));
        report(&ca, Ok(own));
        Ok(())
    });
    if let Err(error) = last {
        eprintln!("https-roots: {url}: {}", words(&error));
        process::exit(1);
    }
}

fn own(ca: &str) -> io::Result<RootCerts> {
    let issuers = files::certificates(ca)?;
    let issuers = issuers.iter().map(|c| Certificate::from_der(c).to_owned());
    Ok(RootCerts::from(issuers.collect::<Vec<_>>()))
}

fn ask(url: &str, roots: RootCerts) -> Result<u16, Error> {
    let agent: Agent = Agent::config_builder()
        .tls_config(TlsConfig::builder().root_certs(roots).build())
        .https_only(true)
        .timeout_global(Some(TIMEOUT))
        .proxy(None)
        .max_redirects(0)
        .build()
        .into();
    Ok(agent.get(url).call()?.status().as_u16())
}

fn report(roots: &str, result: Result<u16, Error>) {
    match result {
        Ok(status) => println!("{roots:22} {status}"),
        Err(error) => println!("{roots:22} {}", words(&error)),
    }
}

fn words(error: &Error) -> String {
    match error {
        Error::Io(error) => why(error),
        Error::Rustls(error) => check(error),
        other => other.to_string(),
    }
}
