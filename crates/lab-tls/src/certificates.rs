//! An authority and the certificates that it issues: new at every start.
//!
//! All keys are Ed25519 and all serial numbers equally long, so that a
//! certificate's length, and with it each record's, is the same in every run.

use std::error::Error;
use std::time::{Duration, SystemTime};

use rcgen::{
    BasicConstraints, Certificate, CertificateParams, CertifiedIssuer, DnType,
    ExtendedKeyUsagePurpose as Purpose, IsCa, Issuer, KeyPair, KeyUsagePurpose,
    PKCS_ED25519, SerialNumber,
};
use ring::rand::{SecureRandom, SystemRandom};
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// The host whose certificate is right, and which is shown to whoever names
/// no other.
pub const GOOD: &str = "good.example";

/// Whom the one client's certificate names.
pub const CLIENT: &str = "ada";

/// What stands in front of the 32 bytes of an Ed25519 key (RFC 8410 §7). The
/// form with the public key behind it, which ring would make, is not read by
/// all that may want the client's key.
const ED25519_PKCS8: [u8; 16] = [
    0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70,
    0x04, 0x22, 0x04, 0x20,
];

/// A name's certificate, those that are sent behind it, and its key.
pub struct Identity {
    pub name: &'static str,
    pub chain: Vec<CertificateDer<'static>>,
    pub key: KeyPair,
}

impl Identity {
    /// Its key, as rustls takes it.
    pub fn private_key(&self) -> PrivateKeyDer<'static> {
        PrivatePkcs8KeyDer::from(self.key.serialize_der()).into()
    }
}

/// All that is made at a start.
pub struct Certificates {
    /// The authority's own.
    pub authority: CertificateDer<'static>,
    /// The hosts, [`GOOD`] first.
    pub hosts: Vec<Identity>,
    /// The one client.
    pub client: Identity,
    /// Others for [`GOOD`], each with a key of its own: one that follows the
    /// first, and one that is over.
    pub renewed: Identity,
    pub expired: Identity,
}

type Made<T> = Result<T, Box<dyn Error>>;
type Authority = CertifiedIssuer<'static, KeyPair>;

impl Certificates {
    pub fn make() -> Made<Self> {
        let ca = authority("lab CA")?;
        let good = Leaf::good().by(&ca)?;
        let signed_by_leaf = by_a_leaf(&good)?;
        let mut hosts = vec![good, signed_by_leaf];
        hosts.extend(wrong_in_time(&ca)?);
        hosts.extend(by_an_intermediate(&ca)?);
        let wrong_name = Leaf::named("wrong-name.example");
        hosts.push(wrong_name.claims("other.example").by(&ca)?);
        hosts.push(Leaf::named("self-signed.example").by_itself()?);
        let now = SystemTime::now();
        let another = authority("another CA")?;
        hosts.push(Leaf::named("unknown-issuer.example").by(&another)?);
        Ok(Self {
            authority: ca.der().clone(),
            hosts,
            client: Leaf::client(CLIENT).by(&ca)?,
            renewed: Leaf::good().valid(now - DAY, now + 60 * DAY).by(&ca)?,
            expired: Leaf::good().valid(now - 30 * DAY, now - DAY).by(&ca)?,
        })
    }
}

fn wrong_in_time(ca: &Authority) -> Made<[Identity; 2]> {
    let now = SystemTime::now();
    let expired = Leaf::named("expired.example");
    let not_yet = Leaf::named("not-yet.example");
    Ok([
        expired.valid(now - 30 * DAY, now - DAY).by(ca)?,
        not_yet.valid(now + DAY, now + 30 * DAY).by(ca)?,
    ])
}

/// One that sends the intermediate's certificate, as it must (RFC 8446
/// §4.4.2), and one that forgets to.
fn by_an_intermediate(ca: &Authority) -> Made<[Identity; 2]> {
    let params = authority_params("lab intermediate CA", 0)?;
    let intermediate = Authority::signed_by(params, new_key()?, ca)?;
    let mut sent = Leaf::named("chain.example").by(&intermediate)?;
    sent.chain.push(intermediate.der().clone());
    let forgotten = Leaf::named("no-intermediate.example");
    Ok([sent, forgotten.by(&intermediate)?])
}

/// Whoever has a certificate for a name could issue others, if clients did
/// not look whether it is an authority's (RFC 5280 §4.2.1.9).
fn by_a_leaf(leaf: &Identity) -> Made<Identity> {
    let params = Leaf::named(leaf.name).params()?;
    let issuer = Issuer::from_params(&params, &leaf.key);
    let mut made = Leaf::named("signed-by-leaf.example").by(&issuer)?;
    made.chain.extend(leaf.chain.iter().cloned());
    Ok(made)
}

fn authority(name: &str) -> Made<Authority> {
    let params = authority_params(name, 1)?;
    Ok(Authority::self_signed(params, new_key()?)?)
}

/// An authority with at most so many others below it.
fn authority_params(name: &str, below: u8) -> Made<CertificateParams> {
    let now = SystemTime::now();
    let mut params = params(name, (now - DAY, now + 30 * DAY))?;
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(below));
    let signs = [KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    params.key_usages = signs.to_vec();
    Ok(params)
}

/// What a certificate of no authority says.
struct Leaf {
    /// The name by which it is asked for.
    name: &'static str,
    /// Whom it names.
    names: Vec<String>,
    purpose: Purpose,
    valid: (SystemTime, SystemTime),
}

impl Leaf {
    fn named(name: &'static str) -> Self {
        let now = SystemTime::now();
        Self {
            name,
            names: vec![name.into()],
            purpose: Purpose::ServerAuth,
            valid: (now - DAY, now + 30 * DAY),
        }
    }

    fn client(name: &'static str) -> Self {
        Self {
            purpose: Purpose::ClientAuth,
            ..Self::named(name)
        }
    }

    /// With all names by which a reader may ask for it.
    fn good() -> Self {
        let names = [GOOD, "localhost", "127.0.0.1", "::1"];
        Self {
            names: names.map(String::from).to_vec(),
            ..Self::named(GOOD)
        }
    }

    fn claims(mut self, name: &str) -> Self {
        self.names = vec![name.into()];
        self
    }

    fn valid(mut self, from: SystemTime, until: SystemTime) -> Self {
        self.valid = (from, until);
        self
    }

    fn params(&self) -> Made<CertificateParams> {
        let mut params = params(&self.names[0], self.valid)?;
        let names = CertificateParams::new(self.names.clone())?;
        params.subject_alt_names = names.subject_alt_names;
        params.is_ca = IsCa::ExplicitNoCa;
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        params.extended_key_usages = vec![self.purpose.clone()];
        Ok(params)
    }

    fn by(self, issuer: &Issuer<'_, impl rcgen::SigningKey>) -> Made<Identity> {
        let key = new_key()?;
        let certificate = self.params()?.signed_by(&key, issuer)?;
        Ok(self.with(&certificate, key))
    }

    fn by_itself(self) -> Made<Identity> {
        let key = new_key()?;
        let certificate = self.params()?.self_signed(&key)?;
        Ok(self.with(&certificate, key))
    }

    fn with(self, certificate: &Certificate, key: KeyPair) -> Identity {
        Identity {
            name: self.name,
            chain: vec![certificate.der().clone()],
            key,
        }
    }
}

fn params(
    subject: &str,
    (from, until): (SystemTime, SystemTime),
) -> Made<CertificateParams> {
    let mut params = CertificateParams::default();
    params.distinguished_name.push(DnType::CommonName, subject);
    params.not_before = from.into();
    params.not_after = until.into();
    params.serial_number = Some(serial_number()?);
    params.use_authority_key_identifier_extension = true;
    Ok(params)
}

/// Random (RFC 5280 §4.1.2.2), and of 16 bytes: neither a sign bit nor a zero
/// in front lengthens or shortens it.
fn serial_number() -> Made<SerialNumber> {
    let mut bytes: [u8; 16] = random()?;
    bytes[0] = bytes[0] & 0x3f | 0x40;
    Ok(SerialNumber::from_slice(&bytes))
}

fn new_key() -> Made<KeyPair> {
    let der = [&ED25519_PKCS8[..], &random::<32>()?].concat();
    let der = PrivatePkcs8KeyDer::from(der);
    Ok(KeyPair::from_pkcs8_der_and_sign_algo(&der, &PKCS_ED25519)?)
}

fn random<const N: usize>() -> Made<[u8; N]> {
    let mut bytes = [0; N];
    let filled = SystemRandom::new().fill(&mut bytes);
    filled.map_err(|_| "the system has no random numbers")?;
    Ok(bytes)
}
