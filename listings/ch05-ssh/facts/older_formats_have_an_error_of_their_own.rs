//! Of a locked key file in an older format libssh2 says `Wrong passphrase for
//! private key`, with -48 for its number, whether the passphrase is missing or
//! wrong.

use std::path::Path;
use std::process::Command;

use ssh2::ErrorCode;
use trials::{Measured, installed};

use crate::start;

use super::merged_streams_come_whole::shaken;

pub fn run() -> Measured {
    let keygen = installed("ssh-keygen")?;
    let made = Command::new(keygen)
        .args([
            "-q", "-t", "ecdsa", "-m", "PEM", "-N", "secret", "-f", "pem",
        ])
        .status()?;
    assert!(made.success());
    let server = start()?;
    let session = shaken(&server)?;
    for passphrase in [None, Some("a guess")] {
        let path = Path::new("pem");
        let error = session
            .userauth_pubkey_file("keys", None, path, passphrase)
            .err()
            .ok_or("it is taken")?;
        assert_eq!(error.code(), ErrorCode::Session(-48));
        assert_eq!(error.message(), "Wrong passphrase for private key");
    }
    Ok(())
}
