//! The messages of the transport (RFC 4253 §7, §11 and §12; RFC 5656 §4).

use std::fmt;
use std::ops::Range;

use crate::layout::{Slot, number as value_of};
use crate::numbers::numbers;
use crate::sink::Sink;
use crate::text::{hex, named, show, text};
use crate::walk::Walk;

numbers! {
    /// The number of a message, and its name without its `SSH_MSG_`.
    ///
    /// 30 and 31 belong to the method of key exchange, which one packet does
    /// not tell: they are called what they are for elliptic curves.
    Number: u8 {
        DISCONNECT = 1, "DISCONNECT";
        IGNORE = 2, "IGNORE";
        UNIMPLEMENTED = 3, "UNIMPLEMENTED";
        DEBUG = 4, "DEBUG";
        SERVICE_REQUEST = 5, "SERVICE_REQUEST";
        SERVICE_ACCEPT = 6, "SERVICE_ACCEPT";
        EXT_INFO = 7, "EXT_INFO";
        KEXINIT = 20, "KEXINIT";
        NEWKEYS = 21, "NEWKEYS";
        KEX_ECDH_INIT = 30, "KEX_ECDH_INIT";
        KEX_ECDH_REPLY = 31, "KEX_ECDH_REPLY";
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.name() {
            Some(name) => f.write_str(name),
            None => write!(f, "message {}", self.0),
        }
    }
}

numbers! {
    /// Why a side disconnects (RFC 4253 §11.1).
    Reason: u32 {
        HOST_NOT_ALLOWED_TO_CONNECT = 1, "HOST_NOT_ALLOWED_TO_CONNECT";
        PROTOCOL_ERROR = 2, "PROTOCOL_ERROR";
        KEY_EXCHANGE_FAILED = 3, "KEY_EXCHANGE_FAILED";
        RESERVED = 4, "RESERVED";
        MAC_ERROR = 5, "MAC_ERROR";
        COMPRESSION_ERROR = 6, "COMPRESSION_ERROR";
        SERVICE_NOT_AVAILABLE = 7, "SERVICE_NOT_AVAILABLE";
        PROTOCOL_VERSION_NOT_SUPPORTED = 8, "PROTOCOL_VERSION_NOT_SUPPORTED";
        HOST_KEY_NOT_VERIFIABLE = 9, "HOST_KEY_NOT_VERIFIABLE";
        CONNECTION_LOST = 10, "CONNECTION_LOST";
        BY_APPLICATION = 11, "BY_APPLICATION";
        TOO_MANY_CONNECTIONS = 12, "TOO_MANY_CONNECTIONS";
        AUTH_CANCELLED_BY_USER = 13, "AUTH_CANCELLED_BY_USER";
        NO_MORE_AUTH_METHODS_AVAILABLE = 14, "NO_MORE_AUTH_METHODS_AVAILABLE";
        ILLEGAL_USER_NAME = 15, "ILLEGAL_USER_NAME";
    }
}

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

/// Describes what follows the message number, as far as it goes.
pub(super) fn describe(
    number: Number,
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
        Number::DISCONNECT => body.disconnect(),
        Number::KEXINIT => body.kexinit(),
        Number::KEX_ECDH_INIT => body.key("Client's public key"),
        Number::KEX_ECDH_REPLY => body.reply(),
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
        let reason = named(Reason(code).name(), code);
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
