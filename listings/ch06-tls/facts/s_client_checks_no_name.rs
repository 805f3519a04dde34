//! `openssl s_client` takes a certificate for another name, also with
//! `-verify_return_error`, unless it is told `-verify_hostname`.

use std::io::Write;
use std::process::{Command, Stdio};
use std::time::Duration;

use trials::{Measured, installed};

use crate::memory::lab;

/// Longer than anything here takes.
const LIMIT: Duration = Duration::from_secs(20);

/// The lab shows other.example's certificate for it.
const NAME: &str = "wrong-name.example";

pub fn run() -> Measured {
    let openssl = installed("openssl")?;
    for (name, sent) in [(None, 6), (Some(NAME), 0)] {
        let lab = lab()?;
        let checked = name.map(|name| ["-verify_hostname", name]);
        let mut child = Command::new(&openssl)
            .args(["s_client", "-connect", &lab.echo().to_string()])
            .args(["-servername", NAME, "-verify_return_error", "-CAfile"])
            .arg(lab.ca())
            .arg("-no_ign_eof")
            .args(checked.into_iter().flatten())
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
        assert_eq!(said.contains("Verification: OK"), name.is_none(), "{said}");
        let seen = lab.wait_for_ended(1, LIMIT);
        let received: u64 = seen.iter().map(|seen| seen.received).sum();
        assert_eq!(received, sent, "with {name:?}: {seen:?}");
    }
    Ok(())
}
