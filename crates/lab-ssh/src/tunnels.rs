//! Connections that are carried for others. Where they lead is in this
//! process, always: a client reaches nothing of the machine through it.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use russh::server::{Handle, Msg};
use russh::{Channel, ChannelMsg, ChannelStream, Error};
use tokio::io;
use tokio::sync::mpsc::UnboundedSender;

/// A stream that ends at the server behind this one.
pub type Inward = ChannelStream<Msg>;

/// Who a channel of `direct-tcpip` (RFC 4254 §7.2) is connected with. The
/// names are known to this server alone.
pub enum Place {
    /// Sends back what it gets.
    Echo,
    /// The SSH server behind this one.
    Inner,
}

/// The first port that is given to a client that asks for any.
const FIRST_FREE: u32 = 40_000;

/// The most that is kept of what a client's own server answers, in bytes.
const ANSWER: usize = 64 << 10;

/// The ports that clients have asked the server to listen on. No socket does:
/// `dial` is who connects.
#[derive(Default)]
pub struct Tunnels {
    listening: Mutex<BTreeMap<u32, (Handle, String)>>,
    inner: Option<UnboundedSender<Inward>>,
}

impl Tunnels {
    pub fn with_inner(inner: UnboundedSender<Inward>) -> Self {
        Self {
            listening: Mutex::default(),
            inner: Some(inner),
        }
    }

    pub fn place(&self, host: &str, port: u32) -> Option<Place> {
        match (host, port) {
            ("echo", 7) => Some(Place::Echo),
            ("inner", 22) if self.inner.is_some() => Some(Place::Inner),
            _ => None,
        }
    }

    pub fn carry(&self, channel: Channel<Msg>, place: &Place) {
        let stream = channel.into_stream();
        match (place, &self.inner) {
            (Place::Inner, Some(inner)) => _ = inner.send(stream),
            (Place::Inner, None) => {}
            (Place::Echo, _) => {
                tokio::spawn(async move {
                    let (mut from, mut to) = io::split(stream);
                    let _ = io::copy(&mut from, &mut to).await;
                    let _ = io::AsyncWriteExt::shutdown(&mut to).await;
                });
            }
        }
    }

    /// Takes a port for a client, on loopback alone (RFC 4254 §7.1); 0 is
    /// any. `None` where it is another's, or no loopback.
    pub fn listen(
        &self,
        address: &str,
        port: u32,
        client: Handle,
    ) -> Option<u32> {
        let loopback = ["", "localhost", "127.0.0.1", "::1"];
        let mut listening = self.lock();
        let port = match port {
            0 => (FIRST_FREE..).find(|p| !listening.contains_key(p))?,
            port => port,
        };
        if !loopback.contains(&address) || listening.contains_key(&port) {
            return None;
        }
        listening.insert(port, (client, address.to_string()));
        Some(port)
    }

    pub fn stop(&self, port: u32) -> bool {
        self.lock().remove(&port).is_some()
    }

    /// Connects to a port that a client listens on, sends a line, and says
    /// what comes back.
    pub async fn dial(
        &self,
        port: u32,
        line: String,
    ) -> Option<Result<Vec<u8>, Error>> {
        let (handle, address) = self.lock().get(&port).cloned()?;
        Some(call(&handle, address, port, line).await)
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<u32, (Handle, String)>> {
        self.listening
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

async fn call(
    handle: &Handle,
    address: String,
    port: u32,
    line: String,
) -> Result<Vec<u8>, Error> {
    let mut channel = handle
        .channel_open_forwarded_tcpip(address, port, "127.0.0.1", FIRST_FREE)
        .await?;
    channel.data_bytes(line.into_bytes()).await?;
    channel.eof().await?;
    let mut answer = Vec::new();
    while let Some(message) = channel.wait().await {
        match message {
            ChannelMsg::Data { data } => answer.extend(&data[..]),
            ChannelMsg::Eof | ChannelMsg::Close => break,
            _ => {}
        }
        if answer.len() > ANSWER {
            break;
        }
    }
    channel.close().await?;
    Ok(answer)
}
