//! Log in with a key file, and say what went wrong.
//!
//!     cargo run -p ch05-ssh --bin ssh-auth-key -- [ADDR] [FILE] [USER] [KEY]

use std::env;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use std::process;
use std::time::Duration;

use ssh2::{Error, ErrorCode};

const PATIENCE: Duration = Duration::from_secs(4);
/// The longest key file that is taken, in bytes.
const LONGEST: u64 = 64 * 1024;

fn main() {
    let mut args = env::args().skip(1);
    let addr = args.next().unwrap_or("127.0.0.1:7550".into());
    let file = args.next().unwrap_or("target/lab/known_hosts".into());
    let user = args.next().unwrap_or("lab".into());
    let key = args.next().unwrap_or("target/lab/id_open".into());

    match login(&addr, &file, &user, &key) {
        Ok(()) => println!("{user} is logged in by {key}"),
        Err(error) => {
            eprintln!("ssh-auth-key: {addr}: {error}");
            process::exit(1);
        }
    }
}

fn login(addr: &str, file: &str, user: &str, key: &str) -> io::Result<()> {
    let connection = ch05_ssh::connect_verified(addr, file)?;
    let locked = is_locked(key)?;
    let passphrase = if locked { Some(passphrase(key)?) } else { None };

    let deadline = connection.deadline(PATIENCE)?;
    connection
        .session
        .userauth_pubkey_file(user, None, Path::new(key), passphrase.as_deref())
        .map_err(|error| deadline.explain(explain(error, key, locked)))
}

/// Whether a passphrase opens the file. In OpenSSH's format libssh2 says the
/// same of a missing one as of a file that it cannot read.
fn is_locked(key: &str) -> io::Result<bool> {
    // Base64 of `openssh-key-v1`, and of `none` for the cipher.
    const OPEN: &str = "b3BlbnNzaC1rZXktdjEAAAAABG5vbm";
    let of = |e: io::Error| io::Error::new(e.kind(), format!("{key}: {e}"));
    let file = File::open(key).map_err(of)?;
    let text = io::read_to_string(file.take(LONGEST + 1)).map_err(of)?;
    if text.len() as u64 > LONGEST {
        return Err(io::Error::other(format!("{key} is too long for a key")));
    }
    let body = text.lines().nth(1).unwrap_or_default();
    Ok(if text.contains("BEGIN OPENSSH PRIVATE KEY") {
        !body.starts_with(OPEN)
    } else {
        text.contains("ENCRYPTED")
    })
}

fn passphrase(key: &str) -> io::Result<String> {
    let passphrase = ch05_ssh::secret(&format!("passphrase of {key}: "))?;
    if passphrase.is_empty() {
        Err(io::Error::other(format!("{key} needs its passphrase")))
    } else {
        Ok(passphrase)
    }
}

/// An error before the server was asked is about the file.
fn explain(error: Error, key: &str, locked: bool) -> io::Error {
    const FILE: [i32; 2] = [-16, -48];
    let is_file = FILE.map(ErrorCode::Session).contains(&error.code());
    let text = match (is_file, locked) {
        (true, true) => format!("the passphrase does not open {key}"),
        (true, false) => format!("{key} is no key that libssh2 can read"),
        (false, _) => return error.into(),
    };
    io::Error::other(text)
}
