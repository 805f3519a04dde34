//! libssh2 says of a locked key file in OpenSSH's format the same whether its
//! passphrase is missing or wrong, and of a file that is no key.

use std::fs;
use std::path::Path;

use trials::Measured;

use crate::start;

use super::merged_streams_come_whole::shaken;

pub fn run() -> Measured {
    let server = start()?;
    fs::write("locked", server.locked_login_key()?)?;
    fs::write("no-key", "hello\n")?;
    let session = shaken(&server)?;
    let says = |file: &str, passphrase| {
        let path = Path::new(file);
        let result =
            session.userauth_pubkey_file("keys", None, path, passphrase);
        result.map_err(|error| (error.code(), error.to_string()))
    };
    let missing = says("locked", None);
    assert!(missing.is_err());
    assert_eq!(missing, says("locked", Some("a guess")));
    assert_eq!(missing, says("no-key", None));
    // With the right one the file opens, and the server lets the key in.
    assert_eq!(says("locked", Some(server.password())), Ok(()));
    Ok(())
}
