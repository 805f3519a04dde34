//! Ask a server by which methods an account may log in.
//!
//!     cargo run -p ch05-ssh --bin ssh-auth-methods -- [ADDR] [FILE] [USER]

use std::env;
use std::io;
use std::process;
use std::time::Duration;

const PATIENCE: Duration = Duration::from_secs(4);

fn main() {
    let mut args = env::args().skip(1);
    let addr = args.next().unwrap_or("127.0.0.1:7550".into());
    let file = args.next().unwrap_or("target/lab/known_hosts".into());
    let user = args.next().unwrap_or("lab".into());

    if let Err(error) = ask(&addr, &file, &user) {
        eprintln!("ssh-auth-methods: {addr}: {error}");
        process::exit(1);
    }
}

fn ask(addr: &str, file: &str, user: &str) -> io::Result<()> {
    let connection = ch05_ssh::connect_verified(addr, file)?;
    let deadline = connection.deadline(PATIENCE)?;
    let methods = connection.session.auth_methods(user);
    // The question is a login without any proof, and may be granted.
    if connection.session.authenticated() {
        println!("{user} is logged in already: none is asked for");
        return Ok(());
    }
    let methods = methods.map_err(|error| deadline.explain(error.into()))?;
    for method in methods.split(',') {
        println!("{user}: {}", ch05_ssh::plain(method));
    }
    Ok(())
}
