//! Log in where one proof is not enough: by a key, and then a password.
//!
//!     cargo run -p ch05-ssh --bin ssh-auth-two -- [ADDR] [FILE] [USER] [KEY]

use std::env;
use std::io;
use std::path::Path;
use std::process;
use std::time::Duration;

use ch05_ssh::plain;

const PATIENCE: Duration = Duration::from_secs(4);

fn main() {
    let mut args = env::args().skip(1);
    let addr = args.next().unwrap_or("127.0.0.1:7550".into());
    let file = args.next().unwrap_or("target/lab/known_hosts".into());
    let user = args.next().unwrap_or("two".into());
    let key = args.next().unwrap_or("target/lab/id_open".into());

    match login(&addr, &file, &user, Path::new(&key)) {
        Ok(()) => println!("{user} is logged in"),
        Err(error) => {
            eprintln!("ssh-auth-two: {addr}: {error}");
            process::exit(1);
        }
    }
}

fn login(addr: &str, file: &str, user: &str, key: &Path) -> io::Result<()> {
    let connection = ch05_ssh::connect_verified(addr, file)?;
    let session = &connection.session;
    let deadline = connection.deadline(PATIENCE)?;
    let methods = || {
        let list = session.auth_methods(user);
        list.map(plain).map_err(|e| deadline.explain(e.into()))
    };
    let before = methods()?;
    let Err(first) = session.userauth_pubkey_file(user, None, key, None) else {
        return Ok(());
    };
    println!("the key: {}", first.message());

    // An error, whether the key was wrong or not enough: the list tells.
    let left = methods()?;
    println!("left: {left}");
    if left == before || left != "password" {
        return Err(io::Error::other(
            "the key was not taken as the first of two",
        ));
    }

    let password = ch05_ssh::password(user)?;
    let deadline = connection.deadline(PATIENCE)?;
    session
        .userauth_password(user, &password)
        .map_err(|error| deadline.explain(error.into()))
}
