//! What a peer speaks, so far as a bad one needs it: it begins as a good one
//! does, and only then falls silent, ends, or sends without end.

/// What programs and peers speak.
#[derive(Debug)]
pub struct Protocol {
    /// Its name, in small letters.
    pub name: &'static str,
    /// What it goes over.
    pub over: Transport,
    /// How a server's answer may begin, nothing at all among them. Over UDP a
    /// bad peer sends none of them.
    pub openings: &'static [Opening],
}

/// What a protocol goes over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Transport {
    /// Connections.
    Tcp,
    /// Datagrams.
    Udp,
}

/// The first bytes of a server's answer.
#[derive(Clone, Copy, Debug)]
pub struct Opening {
    /// The bytes.
    pub bytes: &'static [u8],
    /// Whether the end of the connection, wherever it comes, is this
    /// answer's own end.
    pub ends_anywhere: bool,
}

impl Opening {
    /// Nothing at all.
    pub const NOTHING: Opening = Opening::of(b"");

    /// An answer of which more must come.
    pub const fn of(bytes: &'static [u8]) -> Opening {
        Opening {
            bytes,
            ends_anywhere: false,
        }
    }
}

/// Bytes, whatever they mean.
pub const TCP: Protocol = Protocol {
    name: "tcp",
    over: Transport::Tcp,
    openings: &[Opening::NOTHING],
};

/// Datagrams, whatever they mean.
pub const UDP: Protocol = Protocol {
    name: "udp",
    over: Transport::Udp,
    openings: &[Opening::NOTHING],
};

/// TLS, whose handshake a bad peer breaks off (RFC 8446).
pub const TLS: Protocol = Protocol {
    name: "tls",
    over: Transport::Tcp,
    openings: &[
        Opening::NOTHING,
        // A server that speaks HTTP alone, and says so.
        Opening::of(b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n"),
        // A record of 16,384 bytes begins, and so does a ServerHello.
        Opening::of(b"\x16\x03\x03\x40\x00\x02\x00\x3f\xfc\x03\x03"),
        Opening::of(TLS_1_1_SERVER_HELLO),
        // A fatal alert, handshake_failure.
        Opening::of(b"\x15\x03\x03\x00\x02\x02\x28"),
    ],
};

/// A ServerHello of TLS 1.1 (RFC 4346 §7.4.1.3), which RFC 8996 forbids.
const TLS_1_1_SERVER_HELLO: &[u8] = b"\
    \x16\x03\x02\x00\x2a\
    \x02\x00\x00\x26\x03\x02\
    thirty-two bytes, and not random\
    \x00\xc0\x13\x00";

/// HTTP/1.1.
pub const HTTP: Protocol = Protocol {
    name: "http",
    over: Transport::Tcp,
    openings: &[
        Opening::NOTHING,
        Opening::of(b"HTTP/1.1 200 OK\r\n"),
        Opening::of(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n"),
        // A chunk of 16 MiB begins.
        Opening::of(
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1000000\r\n",
        ),
        // A response without a length is complete wherever it ends, if its
        // head is whole (RFC 9112 §8).
        Opening {
            bytes: b"HTTP/1.1 200 OK\r\n\r\n",
            ends_anywhere: true,
        },
    ],
};
