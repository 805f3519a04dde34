//! Check a server's host key against a known_hosts file, and stop there.
//!
//!     cargo run -p ch05-ssh --bin ssh-verify -- [ADDR] [FILE]

use std::env;
use std::io;
use std::process;

fn main() {
    let mut args = env::args().skip(1);
    let addr = args.next().unwrap_or("127.0.0.1:7550".into());
    let file = args.next().unwrap_or("target/lab/known_hosts".into());

    match verify(&addr, &file) {
        Ok(fingerprint) => println!("host key ok: {fingerprint}"),
        Err(error) => {
            eprintln!("ssh-verify: {addr}: {error}");
            process::exit(1);
        }
    }
}

fn verify(addr: &str, file: &str) -> io::Result<String> {
    ch05_ssh::connect_verified(addr, file)?.fingerprint()
}
