//! A client with rustls that asks for an address puts no name into its first
//! message; one that asks for a name puts that name there.

use std::sync::Arc;

use ch06_tls::hello;
use rustls::pki_types::ServerName;
use rustls::{ClientConfig, ClientConnection, RootCertStore};
use trials::Measured;

pub fn run() -> Measured {
    for (asked, sent) in [
        ("good.example", vec!["good.example"]),
        ("127.0.0.1", vec![]),
        ("::1", vec![]),
    ] {
        let config = ClientConfig::builder()
            .with_root_certificates(RootCertStore::empty())
            .with_no_client_auth();
        let name = ServerName::try_from(asked)?;
        let mut client = ClientConnection::new(Arc::new(config), name)?;
        let mut bytes = Vec::new();
        client.write_tls(&mut bytes)?;
        let hello = hello::parse(&bytes)?.ok_or("a part of a message")?;
        assert_eq!(hello.names, sent, "{asked}");
    }
    Ok(())
}
