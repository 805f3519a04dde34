//! Handshake messages (RFC 8446 §4).

use std::fmt;
use std::ops::Range;

use super::extensions;
use super::names::{CipherSuite, ExtensionType, HandshakeType, Version};
use crate::layout::{Slot, number};
use crate::sink::Sink;
use crate::text::{hex, list, named, show};
use crate::walk::Walk;

/// What the random bytes of a ServerHello are where it asks the client for
/// another ClientHello (RFC 8446 §4.1.3): the SHA-256 of `HelloRetryRequest`.
pub(crate) const RETRY: [u8; 32] = [
    0xcf, 0x21, 0xad, 0x74, 0xe5, 0x9a, 0x61, 0x11, 0xbe, 0x1d, 0x8c, 0x02,
    0x1e, 0x65, 0xb8, 0x91, 0xc2, 0xa2, 0x11, 0x16, 0x7a, 0xbb, 0x8c, 0x5e,
    0x07, 0x9e, 0x09, 0xe2, 0xc8, 0xa8, 0x33, 0x9c,
];

/// A handshake message, as far as it is here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Handshake {
    /// The client begins.
    ClientHello(ClientHello),
    /// The server answers.
    ServerHello,
    /// The server asks for another ClientHello.
    HelloRetryRequest,
    /// Any other.
    Other(HandshakeType),
}

/// What a client begins with, as far as it says so and this is here.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ClientHello {
    /// The host that it wants (RFC 6066 §3).
    pub server_name: Option<String>,
    /// The protocols that it would speak inside (RFC 7301), as a list.
    pub protocols: Option<String>,
    /// The bytes of its extensions in the packet, if all are here. Some
    /// libraries shuffle them, and but for a pre_shared_key, which is the
    /// last, their order says nothing (RFC 8446 §4.2).
    pub extensions: Vec<Range<usize>>,
}

/// `ClientHello, SNI good.example, ALPN http/1.1`.
impl fmt::Display for ClientHello {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        HandshakeType::CLIENT_HELLO.fmt(f)?;
        if let Some(name) = &self.server_name {
            write!(f, ", SNI {name}")?;
        }
        if let Some(protocols) = &self.protocols {
            write!(f, ", ALPN {protocols}")?;
        }
        Ok(())
    }
}

impl fmt::Display for Handshake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Handshake::ClientHello(hello) => hello.fmt(f),
            Handshake::ServerHello => HandshakeType::SERVER_HELLO.fmt(f),
            Handshake::HelloRetryRequest => f.write_str("HelloRetryRequest"),
            Handshake::Other(kind) => kind.fmt(f),
        }
    }
}

/// Type and length of a message.
const HEADER: usize = 4;

/// Whether the fragment begins with a hello that fills all `announced` bytes.
pub(super) fn is_hello(fragment: &[u8], announced: usize) -> bool {
    let Some([kind, len @ ..]) = fragment.get(..HEADER) else {
        return false;
    };
    let kind = HandshakeType(*kind);
    let hello = [HandshakeType::CLIENT_HELLO, HandshakeType::SERVER_HELLO];
    hello.contains(&kind) && HEADER + number(len) as usize == announced
}

/// Describes the messages in a record's fragment, of which `announced` bytes
/// are to come. What is no message that fits, as an encrypted one, is left to
/// be data.
pub(super) fn describe(
    fragment: &[u8],
    announced: usize,
    sink: &mut Sink,
) -> Vec<Handshake> {
    let mut all = Vec::new();
    let mut walk = Walk::new(fragment);
    while let Some(message) = describe_message(&mut walk, announced, sink) {
        all.push(message);
    }
    all
}

fn describe_message(
    walk: &mut Walk<'_>,
    announced: usize,
    sink: &mut Sink,
) -> Option<Handshake> {
    let (kind_range, kind) = walk.number(1)?;
    let (len_range, len) = walk.number(3)?;
    let kind = HandshakeType(kind as u8);
    let name = kind.name()?;
    let len = len as usize;
    if walk.at() + len > announced {
        return None;
    }
    let shown = named(Some(name), kind.0);
    sink.put(Slot::bytes("Handshake type", kind_range), shown);
    sink.put(Slot::bytes("Length", len_range), len);

    let start = walk.at();
    let (range, body) = walk.slice(len.min(walk.rest().len()))?;
    let mut hello = Hello {
        walk: Walk::new(body),
        sink,
        start,
        retry: false,
        said: ClientHello::default(),
    };
    Some(match kind {
        HandshakeType::CLIENT_HELLO => {
            // Nothing means that it was cut short: what was there was put.
            let _ = hello.client();
            Handshake::ClientHello(hello.said)
        }
        HandshakeType::SERVER_HELLO => {
            let _ = hello.server();
            if hello.retry {
                Handshake::HelloRetryRequest
            } else {
                Handshake::ServerHello
            }
        }
        kind => {
            // Certificates, keys and signatures: random for the most part.
            sink.put_varying(Slot::bytes("Message body", range), show(body));
            Handshake::Other(kind)
        }
    })
}

/// The body of a hello (RFC 8446 §4.1.2 and §4.1.3), field by field as far as
/// it goes.
struct Hello<'a, 's> {
    walk: Walk<'a>,
    sink: &'s mut Sink,
    start: usize,
    /// Whether the random bytes say that it is a HelloRetryRequest.
    retry: bool,
    said: ClientHello,
}

impl<'a> Hello<'a, '_> {
    fn client(&mut self) -> Option<()> {
        self.beginning()?;
        let suites = self.vector(2, "Cipher suites length")?;
        let shown = list(suites.chunks(2).map(suite));
        self.put_last("Cipher suites", suites.len(), shown, false);
        let methods = self.vector(1, "Legacy compression methods length")?;
        let shown = hex(methods);
        let name = "Legacy compression methods";
        self.put_last(name, methods.len(), shown, false);
        self.extensions(extensions::Hello::Client)
    }

    fn server(&mut self) -> Option<()> {
        self.beginning()?;
        let shown = suite(self.slice(2)?);
        self.put_last("Cipher suite", 2, shown, false);
        let method = self.slice(1)?;
        self.put_last("Legacy compression method", 1, hex(method), false);
        self.extensions(if self.retry {
            extensions::Hello::Retry
        } else {
            extensions::Hello::Server
        })
    }

    fn beginning(&mut self) -> Option<()> {
        let (_, version) = self.walk.number(2)?;
        let version = Version(version as u16);
        self.put_last("Legacy version", 2, version, false);
        let random = self.slice(RETRY.len())?;
        self.retry = random == RETRY;
        self.put_last("Random", random.len(), hex(random), !self.retry);
        let session = self.vector(1, "Legacy session ID length")?;
        self.put_last("Legacy session ID", session.len(), hex(session), true);
        Some(())
    }

    fn extensions(&mut self, hello: extensions::Hello) -> Option<()> {
        let (_, len) = self.walk.number(2)?;
        self.put_last("Extensions length", 2, len, false);
        let end = self.walk.at() + len as usize;
        let mut places = Vec::new();
        while self.walk.at() < end {
            let from = self.start + self.walk.at();
            let (_, kind) = self.walk.number(2)?;
            let kind = ExtensionType(kind as u16);
            self.put_last("Extension type", 2, kind, false);
            let data = self.vector(2, "Extension length")?;
            let until = self.start + self.walk.at();
            let at = until - data.len();
            let said = extensions::describe(kind, hello, (at, data), self.sink);
            match kind {
                ExtensionType::SERVER_NAME => self.said.server_name = said,
                ExtensionType::ALPN => self.said.protocols = said,
                _ => {}
            }
            places.push(self.sink.place(from..until));
        }
        // Only now is it known that they all are here.
        self.said.extensions = places;
        Some(())
    }

    fn slice(&mut self, count: usize) -> Option<&'a [u8]> {
        Some(self.walk.slice(count)?.1)
    }

    /// A vector with its length in `width` bytes before it (RFC 8446 §3.4).
    fn vector(&mut self, width: usize, name: &'static str) -> Option<&'a [u8]> {
        let (_, len) = self.walk.number(width)?;
        self.put_last(name, width, len, false);
        self.slice(len as usize)
    }

    /// Puts a field of the last `count` bytes that were walked over.
    fn put_last(
        &mut self,
        name: &'static str,
        count: usize,
        value: impl ToString,
        varies: bool,
    ) {
        let end = self.start + self.walk.at();
        let slot = Slot::bytes(name, end - count..end);
        self.sink.put_if(slot, value, varies);
    }
}

/// The name of a suite; its bytes where there are fewer than two.
fn suite(bytes: &[u8]) -> String {
    match bytes {
        [_, _] => CipherSuite(number(bytes) as u16).to_string(),
        _ => hex(bytes),
    }
}
