//! In TLS 1.3 a client without a certificate has finished its handshake when
//! the server refuses it, and learns of that when it reads; in TLS 1.2 its
//! handshake fails.

use std::io::Read;
use std::sync::Arc;
use std::time::Duration;

use ch06_tls::{connect, files, why};
use rustls::ClientConfig;
use rustls::version::{TLS12, TLS13};
use trials::Measured;

use crate::memory::lab;

/// Longer than anything here takes.
const LIMIT: Duration = Duration::from_secs(20);

pub fn run() -> Measured {
    let lab = lab()?;
    let addr = lab.client_auth().to_string();
    let roots = files::roots(&lab.ca().display().to_string())?;
    let shake = |version| {
        let config = ClientConfig::builder_with_protocol_versions(&[version])
            .with_root_certificates(roots.clone())
            .with_no_client_auth();
        connect(&addr, "good.example", Arc::new(config), LIMIT)
    };
    let mut tls = shake(&TLS13)?;
    let refused = tls.read(&mut [0]).expect_err("the server takes it");
    let wants = "alert: the other side wants a certificate of yours";
    assert_eq!(why(&refused), wants);
    let refused = shake(&TLS12).err().ok_or("1.2 shakes hands as well")?;
    assert!(why(&refused).starts_with("alert: "), "{refused}");
    Ok(())
}
