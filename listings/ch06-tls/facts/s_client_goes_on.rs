//! `openssl s_client` sends what it is given to a server whose certificate
//! it has found to be expired, unless it is told `-verify_return_error`.

use std::io::Write;
use std::process::{Command, Stdio};
use std::time::Duration;

use trials::{Measured, installed};

use crate::memory::lab;

/// Longer than anything here takes.
const LIMIT: Duration = Duration::from_secs(20);

pub fn run() -> Measured {
    let openssl = installed("openssl")?;
    for (option, sent) in [("-verify_quiet", 6), ("-verify_return_error", 0)] {
        let lab = lab()?;
        let mut child = Command::new(&openssl)
            .args(["s_client", "-connect", &lab.echo().to_string()])
            .args(["-servername", "expired.example", "-CAfile"])
            .arg(lab.ca())
            .args(["-no_ign_eof", option])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()?;
        let mut stdin = child.stdin.take().ok_or("its input is piped")?;
        // It may have ended before it reads.
        let _ = stdin.write_all(b"hello\n");
        drop(stdin);
        let output = child.wait_with_output()?;
        let said = [output.stdout, output.stderr].concat();
        let said = String::from_utf8_lossy(&said).into_owned();
        assert!(said.contains("certificate has expired"), "{said}");
        let seen = lab.wait_for_ended(1, LIMIT);
        let received: u64 = seen.iter().map(|seen| seen.received).sum();
        assert_eq!(received, sent, "with {option}: {seen:?}");
    }
    Ok(())
}
