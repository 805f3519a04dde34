//! IPv4, IPv6 and ICMP.

use super::{checked, field, values};
use crate::{
    Error, Layer, Protocol, Transport, complete_checksums, dissect, icmp, ipv4,
    ipv6, samples, tcp, udp,
};

#[test]
fn ipv4_header() {
    let packet = ipv4::Packet::new_checked(&samples::TCP_SYN).unwrap();
    assert_eq!(packet.header_len(), 20);
    assert_eq!(packet.total_len(), 60);
    assert!(packet.dont_fragment() && !packet.is_fragment());
    assert_eq!(packet.time_to_live(), 64);
    assert_eq!(packet.protocol(), Protocol::TCP);
    assert!(packet.verify_checksum());
    assert_eq!(packet.src().to_string(), "127.0.0.1");
    assert_eq!(packet.payload_range(), 20..60);

    let dissection = checked(&samples::TCP_SYN);
    let shown = values(&dissection, ipv4::LAYER);
    assert_eq!(shown[1], ("IHL", "5 (20 bytes)"));
    assert_eq!(shown[5], ("Flags", "DF"));
    assert_eq!(shown[8], ("Protocol", "TCP (6)"));
    assert!(field(&dissection, ipv4::LAYER, "Identification").varies);
}

#[test]
fn ipv4_options() {
    let dissection = checked(&samples::IPV4_OPTIONS);
    let options = field(&dissection, ipv4::LAYER, "Options");
    assert_eq!(
        (options.range.clone(), &*options.value),
        (20..24, "0x94040000")
    );
    assert_eq!(dissection.payload, 32..36);
}

#[test]
fn ipv4_headers_that_are_none() {
    let error = |bytes: &[u8]| ipv4::Packet::new_checked(bytes).unwrap_err();
    assert_eq!(error(&[]), Error::Truncated);
    assert_eq!(error(&samples::UDP[..19]), Error::Truncated);
    assert_eq!(error(&[0x44; 40]), Error::Malformed);
    assert_eq!(error(&samples::IPV6_SYN), Error::Malformed);
}

#[test]
fn a_fragment_of_ipv4() {
    let mut packet = samples::UDP;
    packet[6..8].copy_from_slice(&[0x20, 0xb9]);
    let dissection = checked(&packet);
    assert_eq!(dissection.info, "fragment at byte 1480");
    assert_eq!(dissection.proto, "IPv4");
    assert_eq!(dissection.transport, Transport::Other);
    let fragment = dissection.network.unwrap().fragment().unwrap();
    assert_eq!((fragment.offset, fragment.more), (1480, true));
    assert_eq!(dissection.payload, 20..33);
    assert_eq!(dissection.ends(), None);
}

#[test]
fn ethernet_padding_is_no_payload() {
    let packet = [&samples::UDP[..], &[0; 13]].concat();
    let dissection = checked(&packet);
    assert_eq!(dissection.payload, 28..33);
    let last = dissection.fields.last().unwrap();
    assert_eq!((last.layer, last.range.clone()), (Layer::DATA, 33..46));
}

#[test]
fn ipv6_header() {
    let packet = ipv6::Packet::new_checked(&samples::IPV6_SYN).unwrap();
    assert_eq!(packet.traffic_class(), 0);
    assert_eq!(packet.payload_len(), 40);
    assert_eq!(
        (packet.next_header(), packet.hop_limit()),
        (Protocol::TCP, 64)
    );
    assert_eq!(packet.src().to_string(), "::1");
    assert_eq!(packet.dst().to_string(), "::1");

    let dissection = checked(&samples::IPV6_SYN);
    assert_eq!((dissection.proto, &*dissection.info), ("TCP", "SYN"));
    let label = field(&dissection, ipv6::LAYER, "Flow label");
    assert!(label.varies && label.bits == Some(4..24));
}

#[test]
fn ipv6_extension_headers() {
    let packet = ipv6::Packet::new_checked(&samples::IPV6_EXTENSIONS).unwrap();
    let chain = packet.chain();
    let headers = chain.extensions.iter();
    let headers: Vec<_> = headers.map(|it| (it.number, &it.range)).collect();
    assert_eq!(
        headers,
        [
            (Protocol::HOP_BY_HOP, &(40..48)),
            (Protocol::DESTINATION_OPTIONS, &(48..56)),
        ]
    );
    assert_eq!((chain.next_header, chain.payload), (Protocol::UDP, 56..67));
    let dissection = checked(&samples::IPV6_EXTENSIONS);
    assert_eq!((dissection.proto, &*dissection.info), ("UDP", "3 bytes"));
}

#[test]
fn ipv6_extension_headers_are_bounded() {
    let mut packet = samples::IPV6_SYN[..40].to_vec();
    packet[4..7].copy_from_slice(&[0, 160, 60]);
    packet.extend([60, 0, 1, 4, 0, 0, 0, 0].repeat(20));
    let chain = ipv6::Packet::new_checked(&packet).unwrap().chain();
    assert_eq!(chain.extensions.len(), 8);
    assert_eq!(checked(&packet).payload, 104..200);
}

#[test]
fn a_fragment_of_ipv6() {
    let dissection = checked(&samples::IPV6_FRAGMENT);
    let shown = values(&dissection, ipv6::LAYER);
    assert_eq!(shown[10], ("Fragment offset", "0"));
    assert_eq!(shown[12], ("M flag", "1"));
    assert_eq!(dissection.proto, "UDP");
    assert_eq!(field(&dissection, udp::LAYER, "Length").value, "4008");
}

#[test]
fn icmp_echo() {
    let message = icmp::Packet::new_checked(&samples::ICMP_ECHO[20..]).unwrap();
    assert_eq!((message.kind(), message.code()), (8, 0));
    assert_eq!(message.echo(icmp::Version::V4), Some((0x1234, 1)));
    let dissection = checked(&samples::ICMP_ECHO);
    assert_eq!(dissection.info, "echo request");
    assert_eq!((dissection.proto, dissection.payload), ("ICMP", 28..32));
}

#[test]
fn icmp_quotes_what_it_is_about() {
    let packets: [(&[u8], Layer, usize); 2] = [
        (&samples::ICMP_UNREACHABLE, icmp::LAYER, 28 + 20),
        (&samples::ICMPV6_UNREACHABLE, icmp::LAYER_V6, 48 + 40),
    ];
    for (packet, layer, udp) in packets {
        let dissection = checked(packet);
        assert_eq!(dissection.info, "port unreachable");
        assert_eq!(dissection.proto, layer.name());
        let message = dissection.icmp().unwrap();
        assert_eq!(message.message, icmp::Message::Unreachable);
        let (_, to) = message.about.unwrap().ends().unwrap();
        assert_eq!((Some(to.0), to.1), (dissection.src(), 7301));
        assert_eq!(dissection.ends(), None);
        let port = field(&dissection, udp::LAYER, "Destination port");
        assert_eq!((port.range.start, &*port.value), (udp + 2, "7301"));
        assert_eq!(dissection.fields.last().unwrap().value, "\"nobody\"");
    }
}

#[test]
fn icmp_quotes_eight_bytes_of_tcp() {
    let header = &samples::ICMP_UNREACHABLE[..28];
    let packet = [header, &samples::TCP_SYN[..28]].concat();
    let shown = checked(&packet);
    let sequence = field(&shown, tcp::LAYER, "Sequence number");
    assert_eq!(sequence.range, 52..56);
    let about = shown.icmp().unwrap().about.unwrap();
    assert_eq!(about.ports, Some([53022, 7200]));
}

#[test]
fn a_segment_that_is_still_to_be_cut_has_no_length() {
    let mut packet = samples::TCP_DATA;
    packet[2..4].fill(0);
    let dissection = checked(&packet);
    assert_eq!((dissection.proto, dissection.payload), ("TCP", 52..58));
    let mut packet = samples::IPV6_SYN;
    packet[4..6].fill(0);
    assert_eq!(checked(&packet).info, "SYN");
    // Whether all of it is here is not known.
    let before = packet;
    complete_checksums(&mut packet);
    assert_eq!(packet, before);
}

/// The base header of the sample, with a length of 0 and the option that
/// stands for it (RFC 2675 §2), before a payload of this protocol.
fn jumbogram(protocol: Protocol, payload: &[u8]) -> Vec<u8> {
    let mut packet = samples::IPV6_SYN[..40].to_vec();
    packet[4..7].copy_from_slice(&[0, 0, Protocol::HOP_BY_HOP.0]);
    packet.extend([protocol.0, 0, 0xc2, 4]);
    packet.extend((8 + payload.len() as u32).to_be_bytes());
    packet.extend(payload);
    packet
}

#[test]
fn a_jumbogram_has_its_length_in_an_option() {
    let lo = "::1".parse().unwrap();
    let mut segment = samples::IPV6_SYN[40..].to_vec();
    segment.resize(70_000, b'x');
    let mut packet = jumbogram(Protocol::TCP, &segment);
    complete_checksums(&mut packet);
    let sent = tcp::Packet::new_checked(&packet[48..]).unwrap();
    assert!(sent.verify_checksum(lo, lo));
    // What stands behind it is no part of it.
    packet.extend([0; 3]);
    let dissection = checked(&packet);
    assert_eq!(dissection.payload, 88..48 + 70_000);

    // A UDP header cannot say how long it is, either (RFC 2675 §4).
    let mut datagram = samples::UDP[20..28].to_vec();
    datagram[4..6].fill(0);
    datagram.resize(70_000, b'x');
    let mut packet = jumbogram(Protocol::UDP, &datagram);
    complete_checksums(&mut packet);
    let dissection = checked(&packet);
    assert_eq!(dissection.udp().unwrap().len, 70_000);
    assert_eq!(dissection.payload.len(), 69_992);
    let announced = 70_000;
    let sent = udp::Packet::new_within(&packet[48..], announced).unwrap();
    assert!(sent.verify_checksum(lo, lo));
    packet.truncate(1000);
    assert_eq!(checked(&packet).udp().unwrap().len, 70_000);
}

#[test]
fn a_mobile_nodes_checksum_is_made_with_its_address_at_home() {
    let home: [u8; 16] = [0x20; 16];
    let mut packet = samples::IPV6_SYN[..40].to_vec();
    packet[6] = Protocol::DESTINATION_OPTIONS.0;
    packet.extend([Protocol::TCP.0, 2, 1, 2, 0, 0, 0xc9, 16]);
    packet.extend(home);
    packet.extend(&samples::IPV6_SYN[40..]);
    let len = packet.len() as u16 - 40;
    packet[4..6].copy_from_slice(&len.to_be_bytes());
    complete_checksums(&mut packet);
    let segment = tcp::Packet::new_checked(&packet[64..]).unwrap();
    let lo = "::1".parse().unwrap();
    assert!(segment.verify_checksum(home.into(), lo));
    checked(&packet);
}

#[test]
fn a_checksum_is_left_alone_before_its_destination() {
    let mut packet = samples::TCP_SYN[..20].to_vec();
    // A loose source route with one address that is still to be visited.
    packet.extend([131, 7, 4, 192, 0, 2, 1, 0]);
    packet.extend(&samples::TCP_SYN[20..]);
    packet[0] = 0x47;
    packet[3] = packet.len() as u8;
    let sum = 28 + 16..28 + 18;
    complete_checksums(&mut packet);
    assert_eq!(packet[sum.clone()], samples::TCP_SYN[36..38]);
    // And one that has been visited.
    packet[22] = 8;
    complete_checksums(&mut packet);
    assert_ne!(packet[sum], samples::TCP_SYN[36..38]);
}

#[test]
fn checksums_are_completed() {
    for (name, packet) in samples::ALL {
        let mut packet = packet.to_vec();
        complete_checksums(&mut packet);
        let once = packet.clone();
        complete_checksums(&mut packet);
        assert_eq!(packet, once, "{name}");
    }
}

#[test]
fn an_icmp_error_is_completed_with_what_it_quotes() {
    let samples: [(&[u8], usize, &str); 2] = [
        (&samples::ICMP_UNREACHABLE, 20, "127.0.0.1"),
        (&samples::ICMPV6_UNREACHABLE, 40, "::1"),
    ];
    for (captured, header, lo) in samples {
        let lo = lo.parse().unwrap();
        let mut packet = captured.to_vec();
        complete_checksums(&mut packet);
        let message = icmp::Packet::new_checked(&packet[header..]).unwrap();
        assert!(message.verify_checksum(lo, lo));
        let quoted = &packet[header + 8 + header..];
        let quoted = udp::Packet::new_checked(quoted).unwrap();
        assert!(quoted.verify_checksum(lo, lo));
    }
}

#[test]
fn the_checksum_of_a_fragment_is_left_alone() {
    let mut packet = samples::UDP;
    packet[6] = 0x20;
    let udp = packet[26..28].to_vec();
    complete_checksums(&mut packet);
    assert_eq!(packet[26..28], udp);
    assert!(
        ipv4::Packet::new_checked(&packet)
            .unwrap()
            .verify_checksum()
    );
}

#[test]
fn bytes_that_are_no_packet() {
    let dissection = dissect(b"hello");
    assert_eq!((dissection.proto, &*dissection.info), ("Data", "5 bytes"));
    assert_eq!(values(&dissection, Layer::DATA), [("Data", "\"hello\"")]);
    assert_eq!(dissect(&[]).fields, []);
}
