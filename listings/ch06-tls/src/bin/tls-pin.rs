//! Check all that TLS checks, and then the server's key as well.
//!
//!     cargo run -p ch06-tls --bin tls-pin -- [ADDR] [NAME] [PIN] [CA]

use std::io;
use std::sync::Arc;
use std::time::Duration;
use std::{env, process};

use ch06_tls::pin::{Pinned, key_of};
use ch06_tls::{close, connect, files, why};
use rustls::ClientConfig;
use rustls::client::WebPkiServerVerifier;

/// How long all of it may take; nothing cuts the lookup of a name short.
const TIMEOUT: Duration = Duration::from_secs(8);

fn main() {
    let mut args = env::args().skip(1);
    let mut next = |default: &str| args.next().unwrap_or(default.into());
    let (addr, name) = (next("127.0.0.1:7651"), next("good.example"));
    let (pin, ca) = (
        next("target/lab/tls/good.pem"),
        next("target/lab/tls/ca.pem"),
    );

    match check(&addr, &name, &pin, &ca) {
        Ok(()) => println!("{name}: all checks, and the key of {pin}"),
        Err(error) => {
            eprintln!("tls-pin: {name} at {addr}: {}", why(&error));
            process::exit(1);
        }
    }
}

fn check(addr: &str, name: &str, pin: &str, ca: &str) -> io::Result<()> {
    let pinned = files::certificates(pin)?;
    let key = key_of(&pinned[0]).map_err(io::Error::other)?;
    let roots = Arc::new(files::roots(ca)?);
    let usual = WebPkiServerVerifier::builder(roots).build();
    let usual = usual.map_err(io::Error::other)?;
    let config = ClientConfig::builder()
        // rustls calls each verifier but its own dangerous, and many are.
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(Pinned { usual, key }))
        .with_no_client_auth();
    let tls = connect(addr, name, Arc::new(config), TIMEOUT)?;
    close(tls);
    Ok(())
}
