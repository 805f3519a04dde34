//! Ask one server for many names, each with a certificate of its own.
//!
//!     cargo run -p ch06-tls --bin tls-names -- [ADDR] [CA]

use std::io;
use std::sync::Arc;
use std::time::{Duration, Instant};
use std::{env, process};

use ch06_tls::{close, connect, files, why};

/// How long all of them may take; nothing cuts the lookup of a name short.
const TIMEOUT: Duration = Duration::from_secs(8);

/// Names of the lab's server that should be refused.
const BAD: [&str; 7] = [
    "wrong-name.example",
    "expired.example",
    "not-yet.example",
    "unknown-issuer.example",
    "self-signed.example",
    "signed-by-leaf.example",
    "no-intermediate.example",
];

fn main() {
    let mut args = env::args().skip(1);
    let addr = args.next().unwrap_or("127.0.0.1:7651".into());
    let ca = args.next().unwrap_or("target/lab/tls/ca.pem".into());

    if let Err(error) = ask(&addr, &ca) {
        eprintln!("tls-names: {addr}: {}", why(&error));
        process::exit(1);
    }
}

fn ask(addr: &str, ca: &str) -> io::Result<()> {
    let config = Arc::new(files::trusting(ca)?);
    let begun = Instant::now();
    let left = || TIMEOUT.saturating_sub(begun.elapsed());
    // Where this fails, the failures of the others would say nothing.
    for good in ["good.example", "chain.example"] {
        close(connect(addr, good, config.clone(), left())?);
        println!("{good:24} accepted");
    }
    for bad in BAD {
        match connect(addr, bad, config.clone(), left()) {
            Ok(_) => return Err(io::Error::other(format!("{bad} accepted"))),
            Err(error) => println!("{bad:24} {}", why(&error)),
        }
    }
    Ok(())
}
