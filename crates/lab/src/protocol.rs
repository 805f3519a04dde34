//! What a peer speaks, so far as one needs it that is tried: a bad server
//! begins as a good one does, and only then falls silent, ends, or sends
//! without end; and a good client sees whether a server serves.

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
    /// What a client says who sees whether a server serves, and then ends its
    /// side.
    pub question: &'static [u8],
    /// What that server must answer.
    pub answer: Answer,
}

/// What a server must answer.
#[derive(Clone, Copy, Debug)]
pub enum Answer {
    /// These bytes and no other.
    Exactly(&'static [u8]),
    /// These bytes, and whatever follows them.
    Beginning(&'static [u8]),
}

impl Answer {
    /// Whether this came.
    pub fn is(self, came: &[u8]) -> bool {
        match self {
            Answer::Exactly(bytes) => came == bytes,
            Answer::Beginning(bytes) => came.starts_with(bytes),
        }
    }
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

/// Bytes, whatever they mean; a server sends them back.
pub const TCP: Protocol = Protocol {
    name: "tcp",
    over: Transport::Tcp,
    openings: &[Opening::NOTHING],
    question: b"still there?\n",
    answer: Answer::Exactly(b"still there?\n"),
};

/// Datagrams, whatever they mean; a server sends them back.
pub const UDP: Protocol = Protocol {
    name: "udp",
    over: Transport::Udp,
    openings: &[Opening::NOTHING],
    question: b"still there?",
    answer: Answer::Exactly(b"still there?"),
};

/// HTTP/1.1.
pub const HTTP: Protocol = Protocol {
    name: "http",
    over: Transport::Tcp,
    openings: &[
        Opening::NOTHING,
        Opening::of(b"HTTP/1.1 200 OK\r\n"),
        Opening::of(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n"),
        // A response without a length is complete wherever it ends, if its
        // head is whole (RFC 9112 §8).
        Opening {
            bytes: b"HTTP/1.1 200 OK\r\n\r\n",
            ends_anywhere: true,
        },
    ],
    question: b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n",
    answer: Answer::Beginning(b"HTTP/1.1 200 "),
};
