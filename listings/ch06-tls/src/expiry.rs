//! A certificate looked at as a client will, before any client does.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use rustls::CertificateError::ExpiredContext;
use rustls::Error::InvalidCertificate;
use rustls::RootCertStore;
use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::ServerCertVerifier;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};

/// The year 9999, at whose end every certificate has expired: there is no
/// later date in one (RFC 5280 §4.1.2.5).
const THE_END: Duration = Duration::from_secs(253_402_300_800);

/// How long clients that trust `roots` will still take this chain for
/// `name`.
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
    let at = |time| verifier.verify_server_cert(leaf, others, &name, &[], time);
    let now = UnixTime::now();
    at(now).map_err(io::Error::other)?;
    match at(UnixTime::since_unix_epoch(THE_END)) {
        Err(InvalidCertificate(ExpiredContext { not_after, .. })) => {
            let left = not_after.as_secs().saturating_sub(now.as_secs());
            Ok(Duration::from_secs(left))
        }
        Err(error) => Err(io::Error::other(error)),
        // No certificate has a later date than that, so this does not come.
        Ok(_) => Ok(Duration::MAX),
    }
}
