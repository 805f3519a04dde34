//! The table of peers: what each is called, where it listens, what it is.

use std::convert::Infallible;
use std::io;
use std::net::{Ipv4Addr, SocketAddr, TcpListener, UdpSocket};

use record::ports;

use crate::hostile::Manner;
use crate::protocol::{HTTP, Opening, Protocol, TCP, TLS, Transport, UDP};

/// A peer, and where it listens unless it is told otherwise.
pub(super) struct Entry {
    pub name: &'static str,
    /// Whose ports it has, and which of those for peers.
    pub port: (u16, u16),
    pub what: &'static str,
    pub speaks: Protocol,
    pub serve: Serve,
}

pub(super) enum Serve {
    Here(Here),
    /// A program that reads what stands behind its name itself.
    Told(fn(&[&str]) -> Result<Infallible, Ending>),
    Package(Package),
}

/// Why a peer that reads its own arguments has ended.
pub(super) enum Ending {
    Misused(String),
    Refused(String),
}

/// A peer that is part of this crate.
pub(super) enum Here {
    Tcp(fn(TcpListener) -> io::Result<Infallible>),
    Udp(fn(UdpSocket) -> io::Result<Infallible>),
    Hostile(Manner),
}

/// A peer that is a package of its own, which cargo builds at its first
/// use: what it depends on takes a minute or two.
pub(super) struct Package {
    pub name: &'static str,
    /// What is built, for who waits for it.
    pub what: &'static str,
    /// How many ports it has, one behind the other.
    pub ports: u16,
}

impl Entry {
    pub fn addr(&self) -> SocketAddr {
        let (chapter, nth) = self.port;
        (Ipv4Addr::LOCALHOST, ports::peer(chapter, nth)).into()
    }
}

/// The recorder of calls, whose debugger's crates a peer does without.
pub(super) const CALLS: Package = Package {
    name: "calls",
    what: "the recorder of calls",
    ports: 0,
};

/// What it records of a command: its name in the lab, and what that is.
pub(super) const TOOLS: [(&str, &str); 2] = [
    (
        "calls",
        "prints the calls that a program makes on sockets (Linux)",
    ),
    ("wire", "prints the packets that a program sends (Linux)"),
];

pub(super) const PEERS: [Entry; 14] = [
    Entry {
        name: "tcp-echo",
        port: (2, 0),
        what: "sends back what it gets",
        speaks: TCP,
        serve: Serve::Here(Here::Tcp(crate::tcp::serve_echo)),
    },
    Entry {
        name: "tcp-silent",
        port: (2, 1),
        what: "accepts and never answers",
        speaks: TCP,
        serve: Serve::Here(Here::Hostile(Manner::Silent)),
    },
    Entry {
        name: "tcp-close",
        port: (2, 2),
        what: "ends every connection at once",
        speaks: TCP,
        serve: Serve::Here(Here::Hostile(Manner::Close)),
    },
    Entry {
        name: "tcp-reset",
        port: (2, 3),
        what: "resets every connection",
        speaks: TCP,
        serve: Serve::Here(Here::Hostile(Manner::Reset)),
    },
    Entry {
        name: "tcp-drip",
        port: (2, 4),
        what: "sends a hundred bytes a second, one by one",
        speaks: TCP,
        serve: Serve::Here(Here::Hostile(Manner::Drip)),
    },
    Entry {
        name: "tcp-flood",
        port: (2, 5),
        what: "sends as fast as it can, without end",
        speaks: TCP,
        serve: Serve::Here(Here::Hostile(Manner::Flood)),
    },
    Entry {
        name: "udp-echo",
        port: (3, 0),
        what: "sends each datagram back",
        speaks: UDP,
        serve: Serve::Here(Here::Udp(crate::udp::serve_echo)),
    },
    Entry {
        name: "udp-silent",
        port: (3, 1),
        what: "receives and never answers",
        speaks: UDP,
        serve: Serve::Here(Here::Udp(crate::udp::serve_silence)),
    },
    Entry {
        name: "dns",
        port: (3, 2),
        what: "a DNS server that knows host.example",
        speaks: UDP,
        serve: Serve::Here(Here::Udp(crate::dns::serve)),
    },
    Entry {
        name: "sntp",
        port: (3, 3),
        what: "a time server, its clock 90 s ahead",
        speaks: UDP,
        serve: Serve::Here(Here::Udp(crate::sntp::serve)),
    },
    Entry {
        name: "relay",
        port: (3, 4),
        what: "a bad network between two programs",
        speaks: UDP,
        serve: Serve::Told(super::relay),
    },
    Entry {
        name: "http",
        port: (4, 0),
        what: "an HTTP/1.1 server; GET / lists its pages",
        speaks: HTTP,
        serve: Serve::Here(Here::Tcp(crate::http::serve)),
    },
    Entry {
        name: "ssh",
        port: (5, 0),
        what: "an SSH server with commands of its own",
        speaks: Protocol {
            name: "ssh",
            over: Transport::Tcp,
            openings: &[Opening::NOTHING, Opening::of(b"SSH-2.0-peer\r\n")],
        },
        serve: Serve::Package(Package {
            name: "lab-ssh",
            what: "the SSH server",
            ports: 1,
        }),
    },
    Entry {
        name: "tls",
        port: (6, 0),
        what: "HTTPS with good and bad certificates, an echo",
        speaks: TLS,
        serve: Serve::Package(Package {
            name: "lab-tls",
            what: "the TLS server",
            ports: 3,
        }),
    },
];
