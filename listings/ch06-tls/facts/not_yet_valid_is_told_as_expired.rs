//! Of a certificate that has not begun, rustls says `certificate_expired` to
//! the server, and what it is to its own user; Python says `bad_certificate`.

use std::sync::Arc;
use std::time::Duration;

use ch06_tls::connect;
use lab_tls::End;
use rustls::pki_types::UnixTime;
use rustls::time_provider::TimeProvider;
use trials::{Measured, python_prints};

use crate::memory::{lab, trusting};

/// Longer than anything here takes.
const LIMIT: Duration = Duration::from_secs(20);

const SCRIPT: &str = "
import socket, ssl, sys
host, port, ca = sys.argv[1:]
context = ssl.create_default_context(cafile=ca)
with socket.create_connection((host, int(port)), timeout=20) as tcp:
    try:
        context.wrap_socket(tcp, server_hostname='not-yet.example')
    except ssl.SSLCertVerificationError as error:
        print(error.verify_message)
";

/// A clock that has stood still since the beginning of 2001.
#[derive(Debug)]
struct Stopped;

impl TimeProvider for Stopped {
    fn current_time(&self) -> Option<UnixTime> {
        let since_1970 = Duration::from_secs(978_307_200);
        Some(UnixTime::since_unix_epoch(since_1970))
    }
}

pub fn run() -> Measured {
    let lab = lab()?;
    let mut config = trusting(&lab)?;
    config.time_provider = Arc::new(Stopped);
    let addr = lab.echo().to_string();
    let refused = connect(&addr, "good.example", Arc::new(config), LIMIT);
    let error = refused.err().ok_or("it was accepted")?.to_string();
    assert!(error.contains("not valid yet"), "{error}");

    let seen = lab.wait_for_ended(1, LIMIT);
    let ends: Vec<_> = seen.iter().map(|seen| &seen.end).collect();
    assert_eq!(ends, [&End::Alert("certificate_expired".into())]);

    let (host, port) = addr.split_once(':').ok_or("no port")?;
    let ca = lab.ca().display().to_string();
    let printed = python_prints(&[], SCRIPT, &[host, port, &ca])?;
    assert_eq!(printed, "certificate is not yet valid\n");
    let seen = lab.wait_for_ended(2, LIMIT);
    let last = seen.last().map(|seen| &seen.end);
    assert_eq!(last, Some(&End::Alert("bad_certificate".into())));
    Ok(())
}
