//! The alert with which a client refuses a certificate goes by the check that
//! failed, and it is the same from rustls and from Python's `ssl`: a wrong
//! name is `bad_certificate`, an unknown issuer `unknown_ca`, and a date that
//! is over `certificate_expired`.

use std::sync::Arc;
use std::time::Duration;

use ch06_tls::connect;
use lab_tls::{End, Seen};
use trials::{Measured, python_prints};

use crate::memory::{lab, trusting};

/// Longer than anything here takes.
const LIMIT: Duration = Duration::from_secs(20);

const SCRIPT: &str = "
import socket, ssl, sys
host, port, ca, *names = sys.argv[1:]
context = ssl.create_default_context(cafile=ca)
for name in names:
    with socket.create_connection((host, int(port)), timeout=20) as tcp:
        try:
            context.wrap_socket(tcp, server_hostname=name)
        except ssl.SSLCertVerificationError:
            print(name)
";

pub fn run() -> Measured {
    let names = ["wrong-name", "unknown-issuer", "expired"]
        .map(|name| format!("{name}.example"));
    let alerts = ["bad_certificate", "unknown_ca", "certificate_expired"];
    let lab = lab()?;
    let addr = lab.echo().to_string();
    let config = Arc::new(trusting(&lab)?);
    for name in &names {
        let refused = connect(&addr, name, config.clone(), LIMIT);
        assert!(refused.is_err(), "{name}");
    }
    let (host, port) = addr.split_once(':').ok_or("no port")?;
    let ca = lab.ca().display().to_string();
    let [one, two, three] = &names;
    let args = [host, port, &ca, one, two, three];
    let printed = python_prints(&[], SCRIPT, &args)?;
    assert_eq!(printed.lines().collect::<Vec<_>>(), [one, two, three]);

    let seen = lab.wait_for_ended(6, LIMIT);
    for (name, alert) in names.iter().zip(alerts) {
        let of_name = |seen: &&Seen| seen.server_name.as_ref() == Some(name);
        let ends = seen.iter().filter(of_name).map(|seen| &seen.end);
        let alert = End::Alert(alert.into());
        assert_eq!(ends.collect::<Vec<_>>(), [&alert, &alert], "{name}");
    }
    Ok(())
}
