//! IPv4, IPv6 and ICMP.

use super::{checked, field, values};
use crate::{
    Error, Hint, Kind, Layer, complete_checksums, dissect, icmp, ipv4, ipv6,
    samples,
};

#[test]
fn ipv4_header() {
    let packet = ipv4::Packet::new_checked(&samples::TCP_SYN).unwrap();
    assert_eq!(packet.header_len(), 20);
    assert_eq!(packet.total_len(), 60);
    assert!(packet.dont_fragment() && !packet.is_fragment());
    assert_eq!(packet.time_to_live(), 64);
    assert_eq!(packet.protocol(), 6);
    assert!(packet.verify_checksum());
    assert_eq!(packet.src().to_string(), "127.0.0.1");
    assert_eq!(packet.payload_range(), 20..60);

    let dissection = checked(&samples::TCP_SYN, Hint::None);
    let shown = values(&dissection, Layer::Ipv4);
    assert_eq!(shown[1], ("IHL", "5 (20 bytes)"));
    assert_eq!(shown[5], ("Flags", "DF"));
    assert_eq!(shown[8], ("Protocol", "TCP (6)"));
    assert!(field(&dissection, Layer::Ipv4, "Identification").varies);
}

#[test]
fn ipv4_options() {
    let dissection = checked(&samples::IPV4_OPTIONS, Hint::None);
    let options = field(&dissection, Layer::Ipv4, "Options");
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
    let dissection = checked(&packet, Hint::None);
    assert_eq!(dissection.info, "fragment at byte 1480");
    assert_eq!((dissection.proto, dissection.kind), ("IPv4", Kind::Other));
    assert_eq!(dissection.payload, 20..33);
    assert_eq!(dissection.src.unwrap().1, None);
}

#[test]
fn ethernet_padding_is_no_payload() {
    let packet = [&samples::UDP[..], &[0; 13]].concat();
    let dissection = checked(&packet, Hint::None);
    assert_eq!(dissection.payload, 28..33);
    let last = dissection.fields.last().unwrap();
    assert_eq!((last.layer, last.range.clone()), (Layer::Data, 33..46));
}

#[test]
fn ipv6_header() {
    let packet = ipv6::Packet::new_checked(&samples::IPV6_SYN).unwrap();
    assert_eq!(packet.traffic_class(), 0);
    assert_eq!(packet.payload_len(), 40);
    assert_eq!((packet.next_header(), packet.hop_limit()), (6, 64));
    assert_eq!(packet.src().to_string(), "::1");
    assert_eq!(packet.dst().to_string(), "::1");

    let dissection = checked(&samples::IPV6_SYN, Hint::None);
    assert_eq!((dissection.proto, &*dissection.info), ("TCP", "SYN"));
    let label = field(&dissection, Layer::Ipv6, "Flow label");
    assert!(label.varies && label.bits == Some(4..24));
}

#[test]
fn ipv6_extension_headers() {
    let packet = ipv6::Packet::new_checked(&samples::IPV6_EXTENSIONS).unwrap();
    let chain = packet.chain();
    let headers = chain.extensions.iter();
    let headers: Vec<_> = headers.map(|it| (it.number, &it.range)).collect();
    assert_eq!(headers, [(0, &(40..48)), (60, &(48..56))]);
    assert_eq!((chain.next_header, chain.payload), (17, 56..67));
    let dissection = checked(&samples::IPV6_EXTENSIONS, Hint::None);
    assert_eq!((dissection.proto, &*dissection.info), ("UDP", "3 bytes"));
}

#[test]
fn ipv6_extension_headers_are_bounded() {
    let mut packet = samples::IPV6_SYN[..40].to_vec();
    packet[4..7].copy_from_slice(&[0, 160, 60]);
    packet.extend([60, 0, 1, 4, 0, 0, 0, 0].repeat(20));
    let chain = ipv6::Packet::new_checked(&packet).unwrap().chain();
    assert_eq!(chain.extensions.len(), 8);
    assert_eq!(checked(&packet, Hint::None).payload, 104..200);
}

#[test]
fn a_fragment_of_ipv6() {
    let dissection = checked(&samples::IPV6_FRAGMENT, Hint::None);
    let shown = values(&dissection, Layer::Ipv6);
    assert_eq!(shown[10], ("Fragment offset", "0"));
    assert_eq!(shown[12], ("M flag", "1"));
    assert_eq!(dissection.proto, "UDP");
    assert_eq!(field(&dissection, Layer::Udp, "Length").value, "4008");
}

#[test]
fn icmp_echo() {
    let message = icmp::Packet::new_checked(&samples::ICMP_ECHO[20..]).unwrap();
    assert_eq!((message.kind(), message.code()), (8, 0));
    assert_eq!(message.echo(icmp::Version::V4), Some((0x1234, 1)));
    let dissection = checked(&samples::ICMP_ECHO, Hint::None);
    assert_eq!(dissection.info, "echo request");
    assert_eq!((dissection.proto, dissection.payload), ("ICMP", 28..32));
}

#[test]
fn icmp_quotes_what_it_is_about() {
    let packets: [(&[u8], Layer, usize); 2] = [
        (&samples::ICMP_UNREACHABLE, Layer::Icmp, 28 + 20),
        (&samples::ICMPV6_UNREACHABLE, Layer::Icmpv6, 48 + 40),
    ];
    for (packet, layer, udp) in packets {
        let dissection = checked(packet, Hint::None);
        assert_eq!(dissection.info, "port unreachable");
        assert_eq!(dissection.proto, layer.name());
        assert_eq!(dissection.src.unwrap().1, None);
        let port = field(&dissection, Layer::Udp, "Destination port");
        assert_eq!((port.range.start, &*port.value), (udp + 2, "7301"));
        assert_eq!(dissection.fields.last().unwrap().value, "\"nobody\"");
    }
}

#[test]
fn icmp_quotes_eight_bytes_of_tcp() {
    let header = &samples::ICMP_UNREACHABLE[..28];
    let packet = [header, &samples::TCP_SYN[..28]].concat();
    let shown = checked(&packet, Hint::None);
    let sequence = field(&shown, Layer::Tcp, "Sequence number");
    assert_eq!(sequence.range, 52..56);
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
        let quoted = crate::udp::Packet::new_checked(quoted).unwrap();
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
    assert_eq!(values(&dissection, Layer::Data), [("Data", "\"hello\"")]);
    assert_eq!(dissect(&[]).fields, []);
}
