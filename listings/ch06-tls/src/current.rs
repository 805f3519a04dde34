//! The certificate that is shown now, and may be another one soon.

use std::sync::{Arc, PoisonError, RwLock};

use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;

/// What the next client is shown. A handshake takes it along, so a change
/// disturbs nobody who is there.
#[derive(Debug)]
pub struct Current(RwLock<Arc<CertifiedKey>>);

impl Current {
    /// Begins with this certificate and its key.
    pub fn new(first: Arc<CertifiedKey>) -> Self {
        Self(RwLock::new(first))
    }

    /// Goes on with this one.
    pub fn set(&self, new: Arc<CertifiedKey>) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = new;
    }
}

impl ResolvesServerCert for Current {
    fn resolve(&self, _: ClientHello) -> Option<Arc<CertifiedKey>> {
        let current = self.0.read().unwrap_or_else(PoisonError::into_inner);
        Some(current.clone())
    }
}
