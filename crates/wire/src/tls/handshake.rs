//! Handshake messages (RFC 8446 §4).

use crate::Slot;
use crate::sink::{Sink, Walk, hex, show, text};

use super::version_name;

const CLIENT_HELLO: u32 = 1;
const SERVER_HELLO: u32 = 2;

const SERVER_NAME: u32 = 0;
/// Extensions with random bytes in them: session_ticket (RFC 5077),
/// pre_shared_key, cookie and key_share.
const VARYING: [u32; 4] = [35, 41, 44, 51];

/// Describes the messages in a record's fragment, of which `announced` bytes
/// are to come, and returns their names. What is no message that fits, as an
/// encrypted one, is left to be data.
pub(super) fn describe(
    fragment: &[u8],
    announced: usize,
    sink: &mut Sink,
) -> Vec<String> {
    let mut names = Vec::new();
    let mut walk = Walk::new(fragment);
    while let Some(name) = describe_message(&mut walk, announced, sink) {
        names.push(name.to_owned());
    }
    names
}

fn describe_message(
    walk: &mut Walk<'_>,
    announced: usize,
    sink: &mut Sink,
) -> Option<&'static str> {
    let (kind_range, kind) = walk.number(1)?;
    let (len_range, len) = walk.number(3)?;
    let name = name(kind)?;
    let len = len as usize;
    if walk.at() + len > announced {
        return None;
    }
    let shown = format!("{name} ({kind})");
    sink.put(Slot::bytes("Handshake type", kind_range), shown);
    sink.put(Slot::bytes("Length", len_range), len);

    let start = walk.at();
    let (range, body) = walk.slice(len.min(walk.rest().len()))?;
    let mut hello = Hello {
        walk: Walk::new(body),
        sink,
        start,
    };
    match kind {
        CLIENT_HELLO => drop(hello.client()),
        SERVER_HELLO => drop(hello.server()),
        // Certificates, keys and signatures: random for the most part.
        _ => sink.put_varying(Slot::bytes("Message body", range), show(body)),
    }
    Some(name)
}

fn name(kind: u32) -> Option<&'static str> {
    Some(match kind {
        CLIENT_HELLO => "ClientHello",
        SERVER_HELLO => "ServerHello",
        4 => "NewSessionTicket",
        11 => "Certificate",
        12 => "ServerKeyExchange",
        13 => "CertificateRequest",
        14 => "ServerHelloDone",
        15 => "CertificateVerify",
        16 => "ClientKeyExchange",
        22 => "CertificateStatus",
        _ => return None,
    })
}

/// The body of a hello (RFC 8446 §4.1.2 and §4.1.3), field by field as far as
/// it goes.
struct Hello<'a, 's> {
    walk: Walk<'a>,
    sink: &'s mut Sink,
    start: usize,
}

impl<'a> Hello<'a, '_> {
    fn client(&mut self) -> Option<()> {
        self.beginning()?;
        let suites = self.vector(2, "Cipher suites length")?;
        let shown = suites.chunks(2).map(suite_name).collect::<Vec<_>>();
        self.put_last("Cipher suites", suites.len(), shown.join(", "), false);
        let methods = self.vector(1, "Legacy compression methods length")?;
        let shown = hex(methods);
        let name = "Legacy compression methods";
        self.put_last(name, methods.len(), shown, false);
        self.extensions()
    }

    fn server(&mut self) -> Option<()> {
        self.beginning()?;
        let suite = self.slice(2)?;
        self.put_last("Cipher suite", 2, suite_name(suite), false);
        let method = self.slice(1)?;
        self.put_last("Legacy compression method", 1, hex(method), false);
        self.extensions()
    }

    fn beginning(&mut self) -> Option<()> {
        let (_, version) = self.walk.number(2)?;
        self.put_last("Legacy version", 2, version_name(version), false);
        let random = self.slice(32)?;
        self.put_last("Random", 32, hex(random), true);
        let session = self.vector(1, "Legacy session ID length")?;
        self.put_last("Legacy session ID", session.len(), hex(session), true);
        Some(())
    }

    fn extensions(&mut self) -> Option<()> {
        let (_, len) = self.walk.number(2)?;
        self.put_last("Extensions length", 2, len, false);
        loop {
            let (_, kind) = self.walk.number(2)?;
            let name = extension_name(kind);
            self.put_last("Extension type", 2, name, false);
            let data = self.vector(2, "Extension length")?;
            let shown = match kind {
                SERVER_NAME => server_name(data).unwrap_or_else(|| hex(data)),
                _ => hex(data),
            };
            let varies = VARYING.contains(&kind);
            self.put_last("Extension data", data.len(), shown, varies);
        }
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

/// The host name in a `server_name` extension (RFC 6066 §3).
fn server_name(data: &[u8]) -> Option<String> {
    let mut walk = Walk::new(data);
    let (_, _list) = walk.number(2)?;
    let (_, kind) = walk.number(1)?;
    let (_, len) = walk.number(2)?;
    let (_, name) = walk.slice(len as usize)?;
    (kind == 0).then(|| text(name))
}

fn suite_name(suite: &[u8]) -> String {
    let name = match suite {
        [0x13, 0x01] => "TLS_AES_128_GCM_SHA256",
        [0x13, 0x02] => "TLS_AES_256_GCM_SHA384",
        [0x13, 0x03] => "TLS_CHACHA20_POLY1305_SHA256",
        _ => return hex(suite),
    };
    name.to_owned()
}

fn extension_name(kind: u32) -> String {
    let name = match kind {
        SERVER_NAME => "server_name",
        5 => "status_request",
        10 => "supported_groups",
        11 => "ec_point_formats",
        13 => "signature_algorithms",
        16 => "application_layer_protocol_negotiation",
        21 => "padding",
        22 => "encrypt_then_mac",
        23 => "extended_master_secret",
        35 => "session_ticket",
        41 => "pre_shared_key",
        42 => "early_data",
        43 => "supported_versions",
        44 => "cookie",
        45 => "psk_key_exchange_modes",
        49 => "post_handshake_auth",
        50 => "signature_algorithms_cert",
        51 => "key_share",
        65281 => "renegotiation_info",
        _ => return kind.to_string(),
    };
    format!("{name} ({kind})")
}
