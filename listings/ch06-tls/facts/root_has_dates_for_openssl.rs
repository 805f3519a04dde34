//! OpenSSL refuses a certificate whose issuer on its list is over; rustls does
//! not look at the dates of what is on its list.

use std::process::Command;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use ch06_tls::{expiry, files};
use trials::{Measured, installed};

use crate::memory::lab;

const DAY: u64 = 24 * 60 * 60;

pub fn run() -> Measured {
    let openssl = installed("openssl")?;
    let lab = lab()?;
    let file = |name: &str| lab.folder().join(name).display().to_string();
    let (leaf, ca) = (file("renewed.pem"), file("ca.pem"));
    let chain = files::certificates(&leaf)?;
    let roots = Arc::new(files::roots(&ca)?);
    let left = expiry::left(&chain, "good.example", roots)?;
    assert!(left > Duration::from_secs(50 * DAY), "{left:?}");

    let now = SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs();
    for (days, taken) in [(20, true), (40, false)] {
        let output = Command::new(&openssl)
            .args(["verify", "-attime", &(now + days * DAY).to_string()])
            .args(["-CAfile", &ca, &leaf])
            .output()?;
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.success(), taken, "{days} days: {said}");
        // Depth 1 is the issuer.
        let over = "at 1 depth lookup: certificate has expired";
        assert_eq!(said.contains(over), !taken, "{days} days: {said}");
    }
    Ok(())
}
