//! A TLS client for the tests, with rustls.

use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::sync::Arc;
use std::time::Duration;

use lab_tls::Server;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use rustls::version::{TLS12, TLS13};
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};

/// Longer than anything here takes; it only ends what has gone wrong.
pub const TIMEOUT: Duration = Duration::from_secs(20);

pub type Stream = StreamOwned<ClientConnection, TcpStream>;

pub fn start() -> Server {
    Server::start((Ipv4Addr::LOCALHOST, 0).into()).unwrap()
}

/// Whom it trusts, whom it asks for, and who it says it is.
#[derive(Clone)]
pub struct Client {
    config: ClientConfig,
    name: ServerName<'static>,
}

impl Client {
    /// Trusts the server's authority and asks for `good.example`.
    pub fn of(server: &Server) -> Self {
        Self::with(server, &[&TLS13, &TLS12])
    }

    fn with(
        server: &Server,
        versions: &[&'static rustls::SupportedProtocolVersion],
    ) -> Self {
        let mut roots = RootCertStore::empty();
        let root = CertificateDer::from_pem_file(server.ca()).unwrap();
        roots.add(root).unwrap();
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ClientConfig::builder_with_provider(provider)
            .with_protocol_versions(versions)
            .unwrap()
            .with_root_certificates(roots)
            .with_no_client_auth();
        Self {
            config,
            name: "good.example".try_into().unwrap(),
        }
    }

    pub fn named(mut self, name: &'static str) -> Self {
        self.name = name.try_into().unwrap();
        self
    }

    /// With the certificate that the server has for its client.
    pub fn certified(mut self, server: &Server) -> Self {
        let chain = CertificateDer::from_pem_file(server.ada()).unwrap();
        let key = PrivateKeyDer::from_pem_file(server.ada_key()).unwrap();
        let provider = Arc::clone(self.config.crypto_provider());
        let key = provider.key_provider.load_private_key(key).unwrap();
        let certified = rustls::sign::CertifiedKey::new(vec![chain], key);
        let single = rustls::sign::SingleCertAndKey::from(certified);
        self.config.client_auth_cert_resolver = Arc::new(single);
        self
    }

    pub fn offering(&self, protocols: &[&str]) -> Self {
        let mut client = self.clone();
        let offered = protocols.iter().map(|name| name.as_bytes().to_vec());
        client.config.alpn_protocols = offered.collect();
        client
    }

    pub fn version_1_2(server: &Server) -> Self {
        Self::with(server, &[&TLS12])
    }

    pub fn connect(&self, addr: SocketAddr) -> io::Result<Stream> {
        let config = Arc::new(self.config.clone());
        let session = ClientConnection::new(config, self.name.clone());
        let tcp = TcpStream::connect(addr)?;
        tcp.set_read_timeout(Some(TIMEOUT))?;
        Ok(StreamOwned::new(session.map_err(io::Error::other)?, tcp))
    }

    /// Sends this, says that it is all, and reads to the end.
    pub fn exchange(
        &self,
        addr: SocketAddr,
        bytes: &[u8],
    ) -> io::Result<Vec<u8>> {
        let mut stream = self.connect(addr)?;
        stream.write_all(bytes)?;
        stream.conn.send_close_notify();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer)?;
        Ok(answer)
    }
}
