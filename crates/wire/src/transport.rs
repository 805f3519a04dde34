//! From the IP payload up: the transport, and what it carries.

use super::ip::{self, Datagram, Summary, count};
use super::sink::Sink;
use super::{Hint, Kind, Layer, dns, http, icmp, ssh, tcp, tls, udp};

/// The port of DNS servers (RFC 1035 §4.2).
const DOMAIN: u16 = 53;

/// From here on Linux gives out ports (`ip_local_port_range`).
const FIRST_EPHEMERAL: u32 = 32768;

/// Describes the payload of a packet that is no later fragment.
pub(super) fn describe(
    bytes: &[u8],
    datagram: &Datagram,
    hint: Hint,
    sink: &mut Sink,
    summary: &mut Summary,
) {
    match datagram.protocol {
        ip::TCP => describe_tcp(bytes, hint, sink, summary),
        ip::UDP => describe_udp(bytes, hint, sink, summary),
        number => {
            if let Some(version) = ip::icmp_version(number) {
                describe_icmp(bytes, version, sink, summary);
            }
        }
    }
}

fn describe_tcp(
    bytes: &[u8],
    hint: Hint,
    sink: &mut Sink,
    summary: &mut Summary,
) {
    let Ok(segment) = tcp::Packet::new_checked(bytes) else {
        return;
    };
    let base = summary.payload.start;
    segment.describe(base, sink);
    let ports = [segment.src_port(), segment.dst_port()];
    summary.ports(ports);
    summary.kind = Kind::Tcp(segment.summary());
    summary.proto = Layer::Tcp.name();
    summary.info = segment.flags().to_string();

    let range = segment.payload_range();
    let payload = bytes.get(range.clone()).unwrap_or_default();
    summary.payload = base + range.start..base + range.end;
    summary.name(over_tcp(payload, summary.payload.start, ports, hint, sink));
}

/// The protocol and the summary of what a segment carries, if it is known.
fn over_tcp(
    payload: &[u8],
    base: usize,
    ports: [u16; 2],
    hint: Hint,
    sink: &mut Sink,
) -> Option<(Layer, String)> {
    let mut known =
        |layer, describe: fn(&[u8], &mut Sink) -> Option<String>| {
            sink.enter(layer, base);
            describe(payload, sink).map(|info| (layer, info))
        };
    match hint {
        Hint::Dns => return known(Layer::Dns, dns::describe_over_tcp),
        Hint::SshBinary => return known(Layer::Ssh, ssh::describe_binary),
        Hint::SshEncrypted => {
            return known(Layer::Ssh, ssh::describe_encrypted);
        }
        Hint::None => {}
    }
    known(Layer::Ssh, ssh::describe)
        .or_else(|| known(Layer::Http, http::describe))
        .or_else(|| known(Layer::Tls, tls::describe))
        .or_else(|| match ports.contains(&DOMAIN) {
            true => known(Layer::Dns, dns::describe_over_tcp),
            false => None,
        })
}

fn describe_udp(
    bytes: &[u8],
    hint: Hint,
    sink: &mut Sink,
    summary: &mut Summary,
) {
    let Ok(packet) = udp::Packet::new_checked(bytes) else {
        return;
    };
    let base = summary.payload.start;
    packet.describe(base, sink);
    let ports = [packet.src_port(), packet.dst_port()];
    summary.ports(ports);
    let range = packet.payload_range();
    let payload = bytes.get(range.clone()).unwrap_or_default();
    summary.payload = base + range.start..base + range.end;
    summary.kind = Kind::Udp;
    summary.proto = Layer::Udp.name();
    summary.info = count(payload.len());

    if hint == Hint::Dns || ports.contains(&DOMAIN) {
        sink.enter(Layer::Dns, summary.payload.start);
        let info = dns::describe(payload, sink);
        summary.name(info.map(|info| (Layer::Dns, info)));
    }
}

fn describe_icmp(
    bytes: &[u8],
    version: icmp::Version,
    sink: &mut Sink,
    summary: &mut Summary,
) {
    let Ok(message) = icmp::Packet::new_checked(bytes) else {
        return;
    };
    let base = summary.payload.start;
    message.describe(version, base, sink);
    summary.kind = Kind::Icmp;
    summary.proto = version.layer().name();
    summary.info = icmp::name(version, message.kind(), message.code());

    let start = icmp::field::BODY.min(bytes.len());
    summary.payload.start = base + start;
    if let Some(range) = message.quoted_range(version) {
        let quoted = bytes.get(range).unwrap_or_default();
        ip::describe_quoted(quoted, base + start, sink);
    }
}

/// Describes the transport of a packet that an ICMP error quotes, of which
/// there may be no more than eight bytes.
pub(super) fn describe_quoted(
    bytes: &[u8],
    protocol: u8,
    base: usize,
    sink: &mut Sink,
) {
    match protocol {
        ip::TCP => match tcp::Packet::new_checked(bytes) {
            Ok(segment) => segment.describe(base, sink),
            Err(_) => tcp::describe_beginning(bytes, base, sink),
        },
        ip::UDP => {
            if let Ok(packet) = udp::Packet::new_checked(bytes) {
                packet.describe(base, sink);
            }
        }
        number => {
            let message = icmp::Packet::new_checked(bytes);
            let version = ip::icmp_version(number);
            if let (Ok(message), Some(version)) = (message, version) {
                message.describe(version, base, sink);
            }
        }
    }
}

/// The two ports, which TCP and UDP begin with alike.
pub(super) fn describe_ports(header: &[u8], sink: &mut Sink) {
    let slots = [udp::field::SOURCE_PORT, udp::field::DESTINATION_PORT];
    for slot in slots {
        let port = slot.read(header);
        sink.put_if(slot, port, port >= FIRST_EPHEMERAL);
    }
}

impl Summary {
    fn ports(&mut self, [src, dst]: [u16; 2]) {
        let set = |end: &mut Option<(_, Option<u16>)>, port| {
            if let Some((_, place)) = end {
                *place = Some(port);
            }
        };
        set(&mut self.src, src);
        set(&mut self.dst, dst);
    }

    fn name(&mut self, known: Option<(Layer, String)>) {
        if let Some((layer, info)) = known {
            self.proto = layer.name();
            self.info = info;
        }
    }
}
