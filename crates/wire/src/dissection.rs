//! A whole packet, from its IP header up.

use std::net::IpAddr;
use std::ops::Range;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::application::{self, Application};
use crate::carried::{Carried, Over};
use crate::conversation::Conversation;
use crate::ip::{Datagram, Network};
use crate::layout::Layer;
use crate::ports::End;
use crate::protocol::Protocol;
use crate::sink::{Field, Sink};
use crate::text::{count, list};
use crate::{icmp, tcp, udp};

/// A whole packet, dissected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dissection {
    /// Every field in the order of its bytes, with no gap and no overlap.
    pub fields: Vec<Field>,
    /// What the IP header says; nothing where the bytes are no packet.
    pub network: Option<Network>,
    /// What the header behind it says.
    pub transport: Transport,
    /// What the payload says: mostly in one protocol, in none where it is
    /// empty or not recognized.
    pub application: Vec<Application>,
    /// The bytes that the transport carries; the IP payload where the
    /// transport is unknown.
    pub payload: Range<usize>,
    /// The highest protocol that was recognized: `TCP`, `HTTP` ….
    pub proto: &'static str,
    /// One line on what it is, such as `SYN` or `GET /hello HTTP/1.1`, without
    /// addresses, ports and sequence numbers.
    pub info: String,
}

/// The transport of a packet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Transport {
    /// A TCP segment.
    Tcp(tcp::Repr),
    /// A UDP datagram.
    Udp(udp::Repr),
    /// An ICMP message, of version 4 or 6.
    Icmp(icmp::Repr),
    /// Anything else, and every fragment but the first.
    Other,
}

impl Transport {
    /// The sender's and the receiver's port, if it has them.
    pub fn ports(&self) -> Option<[u16; 2]> {
        match self {
            Transport::Tcp(tcp) => Some([tcp.src_port, tcp.dst_port]),
            Transport::Udp(udp) => Some([udp.src_port, udp.dst_port]),
            Transport::Icmp(_) | Transport::Other => None,
        }
    }
}

impl Dissection {
    /// Who sent it.
    pub fn src(&self) -> Option<IpAddr> {
        Some(self.network?.src())
    }

    /// Whom it is for.
    pub fn dst(&self) -> Option<IpAddr> {
        Some(self.network?.dst())
    }

    /// Sender and receiver, with their ports, where the transport has them.
    pub fn ends(&self) -> Option<(End, End)> {
        let [src, dst] = self.transport.ports()?;
        Some(((self.src()?, src), (self.dst()?, dst)))
    }

    /// What the TCP header says, if there is one.
    pub fn tcp(&self) -> Option<&tcp::Repr> {
        match &self.transport {
            Transport::Tcp(tcp) => Some(tcp),
            _ => None,
        }
    }

    /// What the UDP header says, if there is one.
    pub fn udp(&self) -> Option<&udp::Repr> {
        match &self.transport {
            Transport::Udp(udp) => Some(udp),
            _ => None,
        }
    }

    /// What the ICMP message says, if it is one.
    pub fn icmp(&self) -> Option<&icmp::Repr> {
        match &self.transport {
            Transport::Icmp(icmp) => Some(icmp),
            _ => None,
        }
    }
}

/// How many whole packets were dissected.
static DISSECTED: AtomicU64 = AtomicU64::new(0);

/// How many whole packets this process has dissected since it began, so that
/// a test can prove that each is dissected once. A packet that an ICMP error
/// quotes is part of that error's; [`ends`] and [`headers`] dissect none.
pub fn dissected() -> u64 {
    DISSECTED.load(Ordering::Relaxed)
}

/// Dissects the packet that starts at its IP header, as if nothing had been
/// heard before.
///
/// ```
/// let dissection = wire::dissect(&[0xff, 0xff]);
/// assert_eq!(dissection.fields[0].name, "Data");
/// ```
pub fn dissect(ip_packet: &[u8]) -> Dissection {
    dissect_in(ip_packet, &mut Conversation::default())
}

/// Dissects the next packet of a conversation, which [`ends`] tell apart.
pub fn dissect_in(
    ip_packet: &[u8],
    conversation: &mut Conversation,
) -> Dissection {
    DISSECTED.fetch_add(1, Ordering::Relaxed);
    let mut sink = Sink::new();
    let mut dissection = match Datagram::describe(ip_packet, 0, &mut sink) {
        Ok(datagram) => {
            let mut packet = Packet {
                bytes: ip_packet,
                conversation,
                sink: &mut sink,
            };
            packet.read(&datagram)
        }
        Err(_) => nothing(ip_packet),
    };
    dissection.fields = sink.finish(ip_packet, &dissection.payload);
    dissection
}

/// What the packet's headers say, up to its transport: what that carries is
/// not looked at, and no fields are named.
pub fn headers(ip_packet: &[u8]) -> Dissection {
    let mut sink = Sink::new();
    match Datagram::describe(ip_packet, 0, &mut sink) {
        Ok(datagram) => {
            let mut packet = Packet {
                bytes: ip_packet,
                conversation: &mut Conversation::default(),
                sink: &mut sink,
            };
            packet.headers(&datagram)
        }
        Err(_) => nothing(ip_packet),
    }
}

/// Whose packet it is, by a look at addresses and ports alone: what
/// [`Dissection::ends`] would say.
pub fn ends(ip_packet: &[u8]) -> Option<(End, End)> {
    let datagram = Datagram::new_checked(ip_packet).ok()?;
    if datagram.is_later_fragment() {
        return None;
    }
    let bytes = ip_packet.get(datagram.payload)?;
    let network = datagram.network;
    let (src, dst) = match network.protocol() {
        Protocol::TCP => {
            let segment = tcp::Packet::new_checked(bytes).ok()?;
            (segment.src_port(), segment.dst_port())
        }
        Protocol::UDP => {
            let announced = datagram.announced;
            let packet = udp::Packet::new_within(bytes, announced).ok()?;
            (packet.src_port(), packet.dst_port())
        }
        _ => return None,
    };
    Some(((network.src(), src), (network.dst(), dst)))
}

/// Bytes that are no packet.
fn nothing(bytes: &[u8]) -> Dissection {
    Dissection {
        fields: Vec::new(),
        network: None,
        transport: Transport::Other,
        application: Vec::new(),
        payload: 0..bytes.len(),
        proto: Layer::DATA.name(),
        info: count(bytes.len()),
    }
}

/// A packet that is being dissected.
struct Packet<'a> {
    bytes: &'a [u8],
    conversation: &'a mut Conversation,
    sink: &'a mut Sink,
}

impl Packet<'_> {
    fn read(&mut self, datagram: &Datagram) -> Dissection {
        let mut dissection = self.headers(datagram);
        self.application(&mut dissection);
        dissection
    }

    fn headers(&mut self, datagram: &Datagram) -> Dissection {
        let network = datagram.network;
        let mut dissection = Dissection {
            fields: Vec::new(),
            network: Some(network),
            transport: Transport::Other,
            application: Vec::new(),
            payload: datagram.payload.clone(),
            proto: network.layer().name(),
            info: format!("protocol {}", network.protocol().0),
        };
        match network.fragment() {
            Some(fragment) if fragment.offset > 0 => {
                dissection.info =
                    format!("fragment at byte {}", fragment.offset);
            }
            _ => self.transport(datagram, &mut dissection),
        }
        dissection
    }

    fn transport(&mut self, datagram: &Datagram, to: &mut Dissection) {
        let bytes = self.bytes.get(to.payload.clone()).unwrap_or_default();
        match datagram.network.protocol() {
            Protocol::TCP => self.tcp(bytes, to),
            Protocol::UDP => self.udp(bytes, datagram.announced, to),
            number => {
                if let Some(version) = icmp::Version::of(number) {
                    self.icmp(bytes, version, to);
                }
            }
        };
    }

    fn tcp(&mut self, bytes: &[u8], to: &mut Dissection) {
        let Ok(segment) = tcp::Packet::new_checked(bytes) else {
            return;
        };
        let base = to.payload.start;
        segment.describe(base, self.sink);
        to.payload = within(base, segment.payload_range());
        to.proto = tcp::LAYER.name();
        to.info = segment.flags().to_string();
        to.transport = Transport::Tcp(segment.repr());
    }

    fn udp(&mut self, bytes: &[u8], announced: usize, to: &mut Dissection) {
        let Ok(packet) = udp::Packet::new_within(bytes, announced) else {
            return;
        };
        let base = to.payload.start;
        packet.describe(base, self.sink);
        to.payload = within(base, packet.payload_range());
        to.proto = udp::LAYER.name();
        to.info = count(to.payload.len());
        to.transport = Transport::Udp(packet.repr());
    }

    fn icmp(
        &mut self,
        bytes: &[u8],
        version: icmp::Version,
        to: &mut Dissection,
    ) {
        let Ok(message) = icmp::Packet::new_checked(bytes) else {
            return;
        };
        let base = to.payload.start;
        let said = message.read(version, base, self.sink);
        to.payload.start = base + icmp::field::BODY.min(bytes.len());
        to.proto = version.layer().name();
        to.info = said.to_string();
        to.transport = Transport::Icmp(said);
    }

    fn application(&mut self, to: &mut Dissection) {
        let Some((src, dst)) = to.ends() else {
            return;
        };
        let over = match to.transport {
            Transport::Tcp(_) => Over::Tcp,
            _ => Over::Udp,
        };
        let (own, peer) = self.conversation.directions(src);
        let payload = self.bytes.get(to.payload.clone());
        to.application = application::read(&mut Carried {
            over,
            payload: payload.unwrap_or_default(),
            base: to.payload.start,
            ports: [src.1, dst.1],
            own,
            peer,
            sink: self.sink,
        });
        if let Some(highest) = to.application.last() {
            to.proto = highest.layer().name();
            to.info = list(&to.application);
        }
    }
}

/// A range that is counted from `base`.
fn within(base: usize, range: Range<usize>) -> Range<usize> {
    base + range.start..base + range.end
}
