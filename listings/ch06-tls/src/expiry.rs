//! A certificate looked at as a client will, before any client does.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use rustls::RootCertStore;
use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::ServerCertVerifier;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};

/// The year 9999, at whose end every certificate has expired: there is no
/// later date in one (RFC 5280 §4.1.2.5).
const THE_END: u64 = 253_402_300_800;

/// How long clients with rustls that trust `roots` will still take this
/// chain for `name`: until the first certificate in it ends. Others may look
/// at the root's dates, too.
///
/// # Errors
///
/// A chain that they do not take now.
pub fn left(
    chain: &[CertificateDer],
    name: &str,
    roots: Arc<RootCertStore>,
) -> io::Result<Duration> {
    let verifier = WebPkiServerVerifier::builder(roots).build();
    let verifier = verifier.map_err(io::Error::other)?;
    let name = ServerName::try_from(name).map_err(io::Error::other)?;
    let (leaf, others) = chain
        .split_first()
        .ok_or_else(|| io::Error::other("no certificate"))?;
    let at = |seconds| {
        let time = UnixTime::since_unix_epoch(Duration::from_secs(seconds));
        verifier.verify_server_cert(leaf, others, &name, &[], time)
    };
    let now = UnixTime::now().as_secs();
    at(now).map_err(io::Error::other)?;
    // They take it then, and no longer then.
    let (mut good, mut bad) = (now, THE_END);
    while bad - good > 1 {
        let middle = good + (bad - good) / 2;
        match at(middle) {
            Ok(_) => good = middle,
            Err(_) => bad = middle,
        }
    }
    Ok(Duration::from_secs(good - now))
}
