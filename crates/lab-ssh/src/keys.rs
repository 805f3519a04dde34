//! Host keys and the password: new at every start, never stored.

use std::error::Error;
use std::fs;
use std::io::{self, Write};
use std::net::SocketAddr;
use std::path::Path;
use std::process;

use russh::keys::key::safe_rng;
use russh::keys::ssh_key::private::RsaKeypair;
use russh::keys::ssh_key::rand_core::Rng;
use russh::keys::ssh_key::{Cipher, Kdf, LineEnding};
use russh::keys::{Algorithm, HashAlg, PrivateKey};

/// Bits of the RSA host key. Its making takes most of the server's start.
const RSA_BITS: usize = 2048;

/// Letters and digits that no reader takes for one another.
const ALPHABET: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";

/// An Ed25519 key, and an RSA key for clients that have no Ed25519.
pub fn host_keys() -> Result<Vec<PrivateKey>, Box<dyn Error>> {
    let ed25519 = PrivateKey::random(&mut safe_rng(), Algorithm::Ed25519)?;
    Ok(vec![ed25519, rsa()?])
}

/// The same, but the RSA key is the one in this file, made where there is none.
pub fn kept_host_keys(file: &Path) -> Result<Vec<PrivateKey>, Box<dyn Error>> {
    let ed25519 = PrivateKey::random(&mut safe_rng(), Algorithm::Ed25519)?;
    let rsa = match PrivateKey::read_openssh_file(file) {
        Ok(kept) => kept,
        Err(_) => {
            let new = rsa()?;
            // Where nothing can be kept, each start makes its own.
            let _ = keep(&new, file);
            new
        }
    };
    Ok(vec![ed25519, rsa])
}

/// Whoever reads the file meanwhile finds all of it or nothing.
fn keep(key: &PrivateKey, file: &Path) -> Result<(), Box<dyn Error>> {
    let own = file.with_extension(process::id().to_string());
    private(&own, &key.to_openssh(LineEnding::LF)?)?;
    Ok(fs::rename(own, file)?)
}

/// The key by which accounts are opened. It is of RSA where Windows's own
/// cryptography has no Ed25519 for libssh2.
pub fn login_key() -> Result<PrivateKey, Box<dyn Error>> {
    let key = if cfg!(windows) {
        rsa()?
    } else {
        PrivateKey::random(&mut safe_rng(), Algorithm::Ed25519)?
    };
    Ok(key)
}

/// The host key of the server behind: one is enough there.
pub fn inner_host_keys() -> Result<Vec<PrivateKey>, Box<dyn Error>> {
    Ok(vec![login_key()?])
}

/// The key as a file that opens with `passphrase`. A passphrase that is
/// random and dies with the server need not be stretched for long.
pub fn locked(
    key: &PrivateKey,
    passphrase: &str,
) -> Result<String, Box<dyn Error>> {
    let mut salt = vec![0; 16];
    safe_rng().fill_bytes(&mut salt);
    let checkint = safe_rng().next_u32();
    let kdf = Kdf::Bcrypt { salt, rounds: 1 };
    let cipher = Cipher::Aes256Ctr;
    let locked = key.encrypt_with(cipher, kdf, checkint, passphrase)?;
    Ok(locked.to_openssh(LineEnding::LF)?.to_string())
}

/// Writes a file that nobody else may read: a client would refuse it.
pub fn private(path: &Path, text: &str) -> io::Result<()> {
    let mut options = fs::OpenOptions::new();
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
        .write(true)
        .create(true)
        .truncate(true)
        .open(path)?
        .write_all(text.as_bytes())
}

fn rsa() -> Result<PrivateKey, Box<dyn Error>> {
    let rsa = RsaKeypair::random(&mut safe_rng(), RSA_BITS)?;
    Ok(PrivateKey::from(rsa))
}

/// Twelve characters of five random bits each.
pub fn password() -> String {
    let mut bytes = [0; 12];
    safe_rng().fill_bytes(&mut bytes);
    bytes
        .map(|byte| char::from(ALPHABET[usize::from(byte) % ALPHABET.len()]))
        .iter()
        .collect()
}

/// `ssh-ed25519 SHA256:…`: the key's type and its fingerprint.
pub fn fingerprint(key: &PrivateKey) -> String {
    let key = key.public_key();
    format!("{} {}", key_type(key), key.fingerprint(HashAlg::Sha256))
}

/// The key's line of a known_hosts file, sshd(8) "SSH_KNOWN_HOSTS FILE
/// FORMAT", without its newline.
pub fn known_hosts_line(
    addr: SocketAddr,
    key: &PrivateKey,
) -> Result<String, Box<dyn Error>> {
    let host = match addr.port() {
        22 => addr.ip().to_string(),
        port => format!("[{}]:{port}", addr.ip()),
    };
    Ok(format!("{host} {}", key.public_key().to_openssh()?.trim()))
}

/// The name in the key's blob: an RSA key is `ssh-rsa` whatever hash its
/// signatures use (RFC 8332 §3).
fn key_type(key: &russh::keys::PublicKey) -> &'static str {
    match key.algorithm() {
        Algorithm::Rsa { .. } => "ssh-rsa",
        _ => "ssh-ed25519",
    }
}
