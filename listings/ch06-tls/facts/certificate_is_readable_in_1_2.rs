//! In a handshake of TLS 1.2 the server's certificate can be read on its
//! way, names and all; in one of TLS 1.3 it is encrypted.

use rustls::version::{TLS12, TLS13};
use trials::Measured;

use crate::memory::{Exchange, lab};

pub fn run() -> Measured {
    let lab = lab()?;
    let roots = ch06_tls::files::roots(&lab.ca().display().to_string())?;
    for (version, is_readable) in [(&TLS12, true), (&TLS13, false)] {
        let config =
            rustls::ClientConfig::builder_with_protocol_versions(&[version])
                .with_root_certificates(roots.clone())
                .with_no_client_auth();
        let exchange = Exchange::shaken(&lab, config)?;
        let shows = |bytes: &[u8], name: &[u8]| {
            bytes.windows(name.len()).any(|part| part == name)
        };
        // The client has named it in both. The address and the other name
        // are in the certificate alone.
        assert!(shows(&exchange.said, b"good.example"));
        assert_eq!(shows(&exchange.answered, b"localhost"), is_readable);
    }
    Ok(())
}
