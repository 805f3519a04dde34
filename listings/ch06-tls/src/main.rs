//! What a client says before anything is secret.
//!
//!     cargo run -p ch06-tls

use std::error::Error;
use std::sync::Arc;
use std::{env, process};

use rustls::pki_types::ServerName;
use rustls::{ClientConfig, ClientConnection, RootCertStore};

/// Whom the client wants to talk to.
const NAME: &str = "good.example";

fn main() {
    if env::args().len() > 1 {
        eprintln!("usage: ch06-tls (the tour takes no arguments)");
        process::exit(2);
    }
    if let Err(error) = tour() {
        eprintln!("ch06-tls: {error}");
        process::exit(1);
    }
}

fn tour() -> Result<(), Box<dyn Error>> {
    let config = ClientConfig::builder()
        .with_root_certificates(RootCertStore::empty())
        .with_no_client_auth();
    let name = ServerName::try_from(NAME)?;
    let mut client = ClientConnection::new(Arc::new(config), name)?;

    let mut sent = Vec::new();
    client.write_tls(&mut sent)?;
    let readable = sent.windows(NAME.len()).any(|w| w == NAME.as_bytes());
    println!("first the client says {} bytes", sent.len());
    println!("{NAME} is readable in them: {readable}");
    Ok(())
}
