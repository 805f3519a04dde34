//! Certificates and keys, as they lie in PEM files.

use std::fs::File;
use std::io::{self, Read};
use std::sync::Arc;

use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ClientConfig, RootCertStore, ServerConfig};

/// The most that is read of a file, in bytes. All issuers that a system
/// trusts are a fourth of it.
const LONGEST: u64 = 1024 * 1024;

/// A client that trusts the issuers in this file, and nobody else.
///
/// # Errors
///
/// A file that cannot be read, or holds no certificate.
pub fn trusting(file: &str) -> io::Result<ClientConfig> {
    let roots = roots(file)?;
    Ok(ClientConfig::builder()
        .with_root_certificates(roots)
        .with_no_client_auth())
}

/// The issuers in this file.
///
/// # Errors
///
/// A file that cannot be read, or holds no certificate.
pub fn roots(file: &str) -> io::Result<RootCertStore> {
    let mut roots = RootCertStore::empty();
    for certificate in certificates(file)? {
        roots.add(certificate).map_err(|e| of(file, &e))?;
    }
    Ok(roots)
}

/// A server that shows this certificate and has its key.
///
/// # Errors
///
/// A file that cannot be read, or a key that is another certificate's.
pub fn serving(certificate: &str, key: &str) -> io::Result<Arc<ServerConfig>> {
    let chain = certificates(certificate)?;
    let mut config = ServerConfig::builder()
        .with_no_client_auth()
        .with_single_cert(chain, private_key(key)?)
        .map_err(|error| of(key, &error))?;
    // Tickets make a client's next handshake shorter. They are sent when the
    // client may have left, and then its socket answers with a reset.
    config.send_tls13_tickets = 0;
    Ok(Arc::new(config))
}

/// All certificates of a file, at least one.
///
/// # Errors
///
/// A file that cannot be read, or holds none.
pub fn certificates(file: &str) -> io::Result<Vec<CertificateDer<'static>>> {
    let text = read(file)?;
    let all: Result<Vec<_>, _> =
        CertificateDer::pem_slice_iter(&text).collect();
    match all {
        Ok(none) if none.is_empty() => Err(of(file, &"no certificate in it")),
        result => result.map_err(|error| of(file, &error)),
    }
}

/// The first private key of a file.
///
/// # Errors
///
/// A file that cannot be read, or holds none.
pub fn private_key(file: &str) -> io::Result<PrivateKeyDer<'static>> {
    let text = read(file)?;
    PrivateKeyDer::from_pem_slice(&text).map_err(|error| of(file, &error))
}

fn read(file: &str) -> io::Result<Vec<u8>> {
    let mut text = Vec::new();
    let opened = File::open(file).map_err(|error| of(file, &error))?;
    let read = opened.take(LONGEST + 1).read_to_end(&mut text);
    read.map_err(|error| of(file, &error))?;
    if text.len() as u64 > LONGEST {
        return Err(of(file, &"too long for certificates and keys"));
    }
    Ok(text)
}

fn of(file: &str, error: &dyn std::fmt::Display) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidInput, format!("{file}: {error}"))
}
