//! Offer protocols in the handshake, and print which one the server took.
//!
//!     cargo run -p ch06-tls --bin tls-alpn -- [ADDR] [PROTOCOLS] [CA]

use std::io;
use std::sync::Arc;
use std::time::Duration;
use std::{env, process};

use ch06_tls::{close, connect, files, why};

/// How long all of it may take; nothing cuts the lookup of a name short.
const TIMEOUT: Duration = Duration::from_secs(8);

/// Whom the certificate has to name.
const NAME: &str = "good.example";

fn main() {
    let mut args = env::args().skip(1);
    let mut next = |default: &str| args.next().unwrap_or(default.into());
    let (addr, offer) = (next("127.0.0.1:7650"), next("h2,http/1.1"));
    let ca = next("target/lab/tls/ca.pem");

    match choose(&addr, &offer, &ca) {
        Ok(Some(protocol)) => println!("{protocol}"),
        Ok(None) => println!("no protocol was chosen"),
        Err(error) => {
            let why = why(&error);
            eprintln!("tls-alpn: {addr}, with {offer}: {why}");
            process::exit(1);
        }
    }
}

fn choose(addr: &str, offer: &str, ca: &str) -> io::Result<Option<String>> {
    let mut config = files::trusting(ca)?;
    let names = offer.split(',').filter(|name| !name.is_empty());
    config.alpn_protocols = names.map(|name| name.into()).collect();

    let tls = connect(addr, NAME, Arc::new(config), TIMEOUT)?;
    let chosen = tls.conn.alpn_protocol();
    let chosen = chosen.map(|name| name.escape_ascii().to_string());
    close(tls);
    Ok(chosen)
}
