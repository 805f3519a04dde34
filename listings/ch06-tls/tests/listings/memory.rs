//! A client and a server of TLS with nothing between them but memory: each
//! byte that either says is seen.

use std::error::Error;
use std::sync::Arc;

use ch06_tls::files;
use lab_tls::Server;
use rustls::pki_types::ServerName;
use rustls::{ClientConfig, ClientConnection};
use rustls::{ServerConfig, ServerConnection};

/// Both sides, and what each has said so far.
pub struct Exchange {
    /// Asks for good.example.
    pub client: ClientConnection,
    /// Is good.example.
    pub server: ServerConnection,
    /// What the client has said.
    pub said: Vec<u8>,
    /// What the server has answered.
    pub answered: Vec<u8>,
}

impl Exchange {
    /// A handshake that is over, with the lab's certificates.
    pub fn shaken(
        lab: &Server,
        config: ClientConfig,
    ) -> Result<Self, Box<dyn Error>> {
        let file = |name: &str| lab.folder().join(name).display().to_string();
        let config = Arc::new(config);
        let name = ServerName::try_from("good.example")?;
        let served = files::serving(&file("good.pem"), &file("good.key"))?;
        let mut served = ServerConfig::clone(&served);
        // They would follow the handshake, unasked.
        served.send_tls13_tickets = 0;
        let mut exchange = Exchange {
            client: ClientConnection::new(config, name)?,
            server: ServerConnection::new(Arc::new(served))?,
            said: Vec::new(),
            answered: Vec::new(),
        };
        while exchange.client.is_handshaking()
            || exchange.server.is_handshaking()
        {
            exchange.client_to_server()?;
            exchange.server_to_client()?;
        }
        Ok(exchange)
    }

    /// Hands over what the client has to say; so many bytes.
    pub fn client_to_server(&mut self) -> Result<usize, Box<dyn Error>> {
        let begin = self.said.len();
        while self.client.wants_write() {
            self.client.write_tls(&mut self.said)?;
        }
        let mut new = &self.said[begin..];
        while !new.is_empty() {
            self.server.read_tls(&mut new)?;
            self.server.process_new_packets()?;
        }
        Ok(self.said.len() - begin)
    }

    /// Hands over what the server has to say; so many bytes.
    pub fn server_to_client(&mut self) -> Result<usize, Box<dyn Error>> {
        let begin = self.answered.len();
        while self.server.wants_write() {
            self.server.write_tls(&mut self.answered)?;
        }
        let mut new = &self.answered[begin..];
        while !new.is_empty() {
            self.client.read_tls(&mut new)?;
            self.client.process_new_packets()?;
        }
        Ok(self.answered.len() - begin)
    }
}

/// A server of the lab on free ports.
pub fn lab() -> Result<Server, Box<dyn Error>> {
    Server::start("127.0.0.1:0".parse()?)
}

/// A client that trusts the lab's authority.
pub fn trusting(lab: &Server) -> std::io::Result<ClientConfig> {
    files::trusting(&lab.ca().display().to_string())
}
