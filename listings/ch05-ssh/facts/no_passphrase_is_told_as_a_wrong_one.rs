//! libssh2 says of a locked key file the same whether its passphrase is
//! missing or wrong, and of a file that is no key.

use std::fs;
use std::net::SocketAddr;
use std::path::Path;

use lab_ssh::Server;
use trials::Measured;

use super::merged_streams_come_whole::shaken;

pub fn run() -> Measured {
    let server = Server::start(SocketAddr::from(([127, 0, 0, 1], 0)))?;
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
