//! The messages of the transport (RFC 4253 §7, §11 and §12; RFC 5656 §4).

use std::ops::Range;

use crate::Slot;
use crate::layout::number as value_of;
use crate::sink::{Sink, Walk, hex, show, text};

const DISCONNECT: u8 = 1;
const KEXINIT: u8 = 20;
/// After it, its sender encrypts.
pub(super) const NEWKEYS: u8 = 21;
const KEX_ECDH_INIT: u8 = 30;
const KEX_ECDH_REPLY: u8 = 31;

/// The name-lists of a KEXINIT, in order (RFC 4253 §7.1).
const NAME_LISTS: [&str; 10] = [
    "kex_algorithms",
    "server_host_key_algorithms",
    "encryption_algorithms_client_to_server",
    "encryption_algorithms_server_to_client",
    "mac_algorithms_client_to_server",
    "mac_algorithms_server_to_client",
    "compression_algorithms_client_to_server",
    "compression_algorithms_server_to_client",
    "languages_client_to_server",
    "languages_server_to_client",
];

/// The name of a message without its `SSH_MSG_`.
///
/// 30 and 31 belong to the method of key exchange, which one packet does not
/// tell: they are called what they are for elliptic curves.
pub(super) fn name(number: u8) -> String {
    let name = match number {
        DISCONNECT => "DISCONNECT",
        2 => "IGNORE",
        3 => "UNIMPLEMENTED",
        4 => "DEBUG",
        5 => "SERVICE_REQUEST",
        6 => "SERVICE_ACCEPT",
        7 => "EXT_INFO",
        KEXINIT => "KEXINIT",
        NEWKEYS => "NEWKEYS",
        KEX_ECDH_INIT => "KEX_ECDH_INIT",
        KEX_ECDH_REPLY => "KEX_ECDH_REPLY",
        _ => return format!("message {number}"),
    };
    name.to_owned()
}

/// Describes what follows the message number, as far as it goes.
pub(super) fn describe(
    number: u8,
    packet: &[u8],
    payload: Range<usize>,
    sink: &mut Sink,
) {
    let bytes = packet.get(..payload.end).unwrap_or(packet);
    let mut body = Body {
        walk: Walk::from(bytes, payload.start),
        sink,
    };
    // Nothing means that it was cut short: what was there has been put.
    let _ = match number {
        DISCONNECT => body.disconnect(),
        KEXINIT => body.kexinit(),
        KEX_ECDH_INIT => body.key("Client's public key"),
        KEX_ECDH_REPLY => body.reply(),
        _ => None,
    };
}

struct Body<'a, 's> {
    walk: Walk<'a>,
    sink: &'s mut Sink,
}

impl<'a> Body<'a, '_> {
    /// RFC 4253 §11.1.
    fn disconnect(&mut self) -> Option<()> {
        let (range, code) = self.walk.number(4)?;
        let reason = reason_name(code);
        self.sink.put(Slot::bytes("Reason code", range), reason);
        self.list("Description")?;
        self.list("Language tag")
    }

    /// RFC 4253 §7.1.
    fn kexinit(&mut self) -> Option<()> {
        let (range, cookie) = self.walk.slice(16)?;
        self.sink
            .put_varying(Slot::bytes("Cookie", range), hex(cookie));
        for name in NAME_LISTS {
            self.list(name)?;
        }
        let (range, follows) = self.walk.number(1)?;
        let slot = Slot::bytes("first_kex_packet_follows", range);
        self.sink.put(slot, follows != 0);
        let (range, reserved) = self.walk.number(4)?;
        self.sink.put(Slot::bytes("Reserved", range), reserved);
        Some(())
    }

    /// RFC 5656 §4; for other methods the same strings mean other things.
    fn reply(&mut self) -> Option<()> {
        self.key("Server's host key")?;
        self.key("Server's public key")?;
        self.key("Signature")
    }

    fn list(&mut self, name: &'static str) -> Option<()> {
        let (range, bytes) = self.string()?;
        self.sink.put(Slot::bytes(name, range), text(bytes));
        Some(())
    }

    fn key(&mut self, name: &'static str) -> Option<()> {
        let (range, bytes) = self.string()?;
        self.sink.put_varying(Slot::bytes(name, range), show(bytes));
        Some(())
    }

    /// A string (RFC 4251 §5), after its length has been put.
    fn string(&mut self) -> Option<(Range<usize>, &'a [u8])> {
        let (range, bytes) = self.walk.slice(4)?;
        let len = value_of(bytes);
        self.sink.put(Slot::bytes("Length", range), len);
        self.walk.slice(len as usize)
    }
}

fn reason_name(code: u32) -> String {
    const NAMES: [&str; 15] = [
        "HOST_NOT_ALLOWED_TO_CONNECT",
        "PROTOCOL_ERROR",
        "KEY_EXCHANGE_FAILED",
        "RESERVED",
        "MAC_ERROR",
        "COMPRESSION_ERROR",
        "SERVICE_NOT_AVAILABLE",
        "PROTOCOL_VERSION_NOT_SUPPORTED",
        "HOST_KEY_NOT_VERIFIABLE",
        "CONNECTION_LOST",
        "BY_APPLICATION",
        "TOO_MANY_CONNECTIONS",
        "AUTH_CANCELLED_BY_USER",
        "NO_MORE_AUTH_METHODS_AVAILABLE",
        "ILLEGAL_USER_NAME",
    ];
    let index = (code as usize).checked_sub(1);
    match index.and_then(|index| NAMES.get(index)) {
        Some(name) => format!("{name} ({code})"),
        None => code.to_string(),
    }
}
