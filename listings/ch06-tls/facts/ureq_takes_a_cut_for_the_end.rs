//! ureq takes a body without a length for whole if a close_notify ends it,
//! and also if the connection just ends; rustls tells the two apart.

use std::io::{Read, Write};
use std::sync::Arc;
use std::time::Duration;

use ch06_tls::{connect, files, why};
use trials::Measured;
use ureq::tls::{Certificate, RootCerts, TlsConfig};

use crate::memory::{lab, trusting};

/// Longer than anything here takes.
const LIMIT: Duration = Duration::from_secs(20);

pub fn run() -> Measured {
    let lab = lab()?;
    let issuers = files::certificates(&lab.ca().display().to_string())?;
    let issuers = issuers.iter().map(|c| Certificate::from_der(c).to_owned());
    let roots = RootCerts::from(issuers.collect::<Vec<_>>());
    let tls = TlsConfig::builder().root_certs(roots).build();
    let agent: ureq::Agent = ureq::Agent::config_builder()
        .tls_config(tls)
        .proxy(None)
        .build()
        .into();
    let get = |page: &str| {
        let url = format!("https://{}{page}", lab.https());
        agent.get(url).call()?.body_mut().read_to_string()
    };
    assert_eq!(get("/whole")?.lines().count(), 2);
    assert_eq!(get("/cut")?.lines().count(), 1);

    let trusting = Arc::new(trusting(&lab)?);
    let addr = lab.https().to_string();
    let mut tls = connect(&addr, "good.example", trusting, LIMIT)?;
    let host = "Host: good.example\r\nConnection: close\r\n\r\n";
    tls.write_all(format!("GET /cut HTTP/1.1\r\n{host}").as_bytes())?;
    let cut = tls.read_to_end(&mut Vec::new()).expect_err("it is whole");
    assert!(why(&cut).starts_with("close_notify: "), "{cut}");
    Ok(())
}
