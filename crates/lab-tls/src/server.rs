//! The listening server: its certificates, its ports, its clients.

use std::convert::Infallible;
use std::error::Error;
use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use lab::http::{self, Connection, Limits};
use rcgen::PublicKeyData;
use ring::digest::{SHA256, digest};
use rustls::crypto::{CryptoProvider, ring as provider};
use rustls::server::{
    ClientHello, NoServerSessionStorage, ResolvesServerCert,
    WebPkiClientVerifier,
};
use rustls::sign::CertifiedKey;
use rustls::{RootCertStore, ServerConfig};

use crate::certificates::{Certificates, GOOD, Identity};
use crate::connection::Tls;
use crate::files::Files;
use crate::log::{Log, Port, Seen};
use crate::pages;

/// How long the echo waits for its client.
const IDLE: Duration = Duration::from_secs(30);

/// A running server. Dropping it removes its files; its ports are open for
/// as long as the process lives.
pub struct Server {
    addrs: [SocketAddr; 3],
    good_key: String,
    files: Files,
    log: Arc<Log>,
}

impl Server {
    /// Makes an authority and certificates, binds `addr` and the two ports
    /// behind it (three free ones for port 0), and serves. Its files are in a
    /// folder of its own.
    ///
    /// # Errors
    ///
    /// An address that is not loopback, or that cannot be bound; no place for
    /// the files.
    pub fn start(addr: SocketAddr) -> Result<Self, Box<dyn Error>> {
        let log = Log::default();
        Self::start_with(addr, log, Files::write_aside)
    }

    /// The same, with its files in a folder that the user knows.
    pub(crate) fn start_in(
        addr: SocketAddr,
        folder: &Path,
        log: Log,
    ) -> Result<Self, Box<dyn Error>> {
        Self::start_with(addr, log, |made| Files::write(folder, made))
    }

    fn start_with(
        addr: SocketAddr,
        log: Log,
        write: impl FnOnce(&Certificates) -> io::Result<Files>,
    ) -> Result<Self, Box<dyn Error>> {
        if !addr.ip().is_loopback() {
            return Err("not a loopback address: use 127.0.0.1 or ::1".into());
        }
        let listeners = bind(addr)?;
        let made = Certificates::make()?;
        let files = write(&made)?;
        let log = Arc::new(log);
        let mut addrs = [addr; 3];
        let ports = [Port::Https, Port::Echo, Port::ClientAuth];
        for (nth, listener) in listeners.into_iter().enumerate() {
            addrs[nth] = listener.local_addr()?;
            let config = Arc::new(config(&made, ports[nth])?);
            serve(listener, config, ports[nth], Arc::clone(&log));
        }
        let good = made.hosts.iter().find(|host| host.name == GOOD);
        let good_key = good.map(fingerprint).unwrap_or_default();
        Ok(Self {
            addrs,
            good_key,
            files,
            log,
        })
    }

    /// Where it serves its pages.
    pub fn https(&self) -> SocketAddr {
        self.addrs[0]
    }

    /// Where it sends back what it gets.
    pub fn echo(&self) -> SocketAddr {
        self.addrs[1]
    }

    /// Where it serves its pages to clients with a certificate.
    pub fn client_auth(&self) -> SocketAddr {
        self.addrs[2]
    }

    /// The folder of its files, in PEM: `ca.pem` is the authority's
    /// certificate, `ada.pem` and `ada.key` are the client's; for a server
    /// that is to be good.example there are `good`, `renewed` and `expired`.
    pub fn folder(&self) -> &Path {
        self.files.folder()
    }

    /// The authority's certificate.
    pub fn ca(&self) -> PathBuf {
        self.folder().join("ca.pem")
    }

    /// The client's certificate.
    pub fn ada(&self) -> PathBuf {
        self.folder().join("ada.pem")
    }

    /// The client's key.
    pub fn ada_key(&self) -> PathBuf {
        self.folder().join("ada.key")
    }

    /// `SHA256:` and a hash of the key of `good.example`: of its
    /// SubjectPublicKeyInfo, as RFC 7469 §2.4 has it.
    pub fn good_key(&self) -> &str {
        &self.good_key
    }

    /// How many bytes clients have sent through TLS so far: none, if each
    /// has refused the server's certificate.
    pub fn received(&self) -> u64 {
        self.log.received()
    }

    /// The connections that are over, in the order of their ends, as soon as
    /// there are `count`; fewer, when `limit` passes first.
    pub fn wait_for_ended(&self, count: usize, limit: Duration) -> Vec<Seen> {
        self.log.wait_for(count, limit)
    }
}

/// Three listeners: on `addr` and on the two ports behind it.
fn bind(addr: SocketAddr) -> Result<[TcpListener; 3], Box<dyn Error>> {
    let nth = |nth: u16| -> Result<TcpListener, Box<dyn Error>> {
        let mut addr = addr;
        if addr.port() != 0 {
            let port = addr.port().checked_add(nth);
            addr.set_port(port.ok_or("no two ports are behind this one")?);
        }
        TcpListener::bind(addr).map_err(|e| format!("{addr}: {e}").into())
    };
    Ok([nth(0)?, nth(1)?, nth(2)?])
}

fn fingerprint(identity: &Identity) -> String {
    let key = identity.key.subject_public_key_info();
    let hash = digest(&SHA256, &key);
    format!("SHA256:{}", STANDARD_NO_PAD.encode(hash))
}

/// What is agreed to on a port. No session is resumed and no ticket sent: so
/// neither side speaks while the other does, and packets keep their order.
fn config(
    made: &Certificates,
    port: Port,
) -> Result<ServerConfig, Box<dyn Error>> {
    let provider = Arc::new(provider::default_provider());
    let hosts = Arc::new(Hosts::new(made, &provider)?);
    let builder = ServerConfig::builder_with_provider(Arc::clone(&provider))
        .with_safe_default_protocol_versions()?;
    let builder = match port {
        Port::Https | Port::Echo => builder.with_no_client_auth(),
        Port::ClientAuth => {
            let mut roots = RootCertStore::empty();
            roots.add(made.authority.clone())?;
            let roots = Arc::new(roots);
            let verifier =
                WebPkiClientVerifier::builder_with_provider(roots, provider);
            builder.with_client_cert_verifier(verifier.build()?)
        }
    };
    let mut config = builder.with_cert_resolver(hosts);
    config.send_tls13_tickets = 0;
    config.session_storage = Arc::new(NoServerSessionStorage {});
    if port != Port::Echo {
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
    }
    Ok(config)
}

/// The certificates by the name that a client asks for.
#[derive(Debug)]
struct Hosts {
    by_name: Vec<(&'static str, Arc<CertifiedKey>)>,
}

impl Hosts {
    fn new(
        made: &Certificates,
        provider: &CryptoProvider,
    ) -> Result<Self, rustls::Error> {
        let certified = |host: &Identity| {
            let key = host.private_key();
            let key = provider.key_provider.load_private_key(key)?;
            // Not compared with the time or the name: that is the client's.
            let certified = CertifiedKey::new(host.chain.clone(), key);
            Ok((host.name, Arc::new(certified)))
        };
        let by_name = made.hosts.iter().map(certified);
        by_name
            .collect::<Result<_, _>>()
            .map(|by_name| Self { by_name })
    }
}

impl ResolvesServerCert for Hosts {
    /// The good one for a name that is none of these, and for none at all.
    fn resolve(&self, hello: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        let asked = hello.server_name().unwrap_or(GOOD);
        let find = |name| self.by_name.iter().find(|(own, _)| *own == name);
        let found = find(asked).or_else(|| find(GOOD));
        found.map(|(_, certified)| Arc::clone(certified))
    }
}

fn serve(
    listener: TcpListener,
    config: Arc<ServerConfig>,
    port: Port,
    log: Arc<Log>,
) {
    thread::spawn(move || -> io::Result<Infallible> {
        lab::tcp::serve(listener, move |tcp| {
            let tls = Tls::accept(&tcp, &config, port, &log)?;
            let result = converse(&tls, port);
            tls.close();
            result
        })
    });
}

fn converse(tls: &Tls<'_>, port: Port) -> io::Result<()> {
    if port == Port::Echo {
        return echo(tls);
    }
    let is_certified = tls.is_certified();
    http::converse(tls, Limits::LAB, &|request: &http::Request| {
        pages::respond(request, is_certified)
    });
    Ok(())
}

/// Sends back what comes, and says that it is done when the client is.
fn echo(tls: &Tls<'_>) -> io::Result<()> {
    tls.set_read_timeout(Some(IDLE))?;
    tls.set_write_timeout(Some(IDLE))?;
    let mut stream: &dyn Connection = tls;
    let mut buffer = [0; 16 * 1024];
    loop {
        match stream.read(&mut buffer)? {
            0 => return tls.end_sending(),
            count => stream.write_all(&buffer[..count])?,
        }
    }
}
