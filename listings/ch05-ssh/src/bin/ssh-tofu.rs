//! Ask about a host that is not known, and remember the answer.
//!
//!     cargo run -p ch05-ssh --bin ssh-tofu -- [ADDR] [FILE]

use std::env;
use std::io::{self, BufRead, Read};
use std::process;

fn main() {
    let mut args = env::args().skip(1);
    let addr = args.next().unwrap_or("127.0.0.1:7550".into());
    let file = args.next().unwrap_or("target/lab/my_hosts".into());

    let result = ch05_ssh::connect_or_ask(&addr, &file, ask);
    match result.and_then(|connection| connection.fingerprint()) {
        Ok(fingerprint) => println!("host key ok: {fingerprint}"),
        Err(error) => {
            eprintln!("ssh-tofu: {addr}: {error}");
            process::exit(1);
        }
    }
}

/// Whoever has seen the fingerprint elsewhere types it, and it is compared.
fn ask(fingerprint: &str) -> io::Result<bool> {
    eprintln!("nothing is known of this host, which shows");
    eprintln!("{fingerprint}");
    eprintln!("type yes, or the fingerprint that you expect:");
    let mut line = String::new();
    io::stdin().lock().take(1024).read_line(&mut line)?;
    let line = line.trim();
    // The type in front is that of many keys: alone it says nothing.
    let hash = fingerprint.split(' ').next_back();
    Ok(line == "yes" || line == fingerprint || Some(line) == hash)
}
