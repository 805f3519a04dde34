//! TCP and UDP.

use std::net::IpAddr;

use super::{checked, field, values};
use crate::tcp::{Flags, Opt};
use crate::{Error, Layer, complete_checksums, samples, tcp, udp};

#[test]
fn tcp_header() {
    let segment = tcp::Packet::new_checked(&samples::TCP_SYN[20..]).unwrap();
    assert_eq!(segment.dst_port(), 7200);
    assert_eq!((segment.header_len(), segment.ack()), (40, 0));
    assert_eq!(segment.flags(), Flags::SYN);
    assert_eq!(segment.window(), 65495);
    assert_eq!(segment.payload_range(), 40..40);

    let dissection = checked(&samples::TCP_SYN);
    assert_eq!((dissection.proto, &*dissection.info), ("TCP", "SYN"));
    assert!(field(&dissection, tcp::LAYER, "Source port").varies);
    assert!(!field(&dissection, tcp::LAYER, "Destination port").varies);
    // Without ACK the number is always zero.
    assert!(!field(&dissection, tcp::LAYER, "Acknowledgment number").varies);
}

#[test]
fn tcp_options() {
    let dissection = checked(&samples::TCP_SYN);
    let shown = &values(&dissection, tcp::LAYER)[10..];
    let names: Vec<_> = shown.iter().map(|(name, _)| *name).collect();
    let expected = [
        "Maximum segment size",
        "SACK permitted",
        "Timestamps",
        "No-operation",
        "Window scale",
    ];
    assert_eq!(names, expected);
    assert_eq!(shown[0].1, "mss 65495");
    let header = dissection.tcp().unwrap();
    assert_eq!(header.options[0], Opt::MaximumSegmentSize(65495));
    assert_eq!(header.options[3], Opt::WindowScale(10));
    let options = header.options_shown();
    assert!(options.starts_with("mss 65495, sackOK, TS val "));
    assert!(options.ends_with(", wscale 10"));
}

#[test]
fn tcp_options_that_are_rare_or_wrong() {
    let with = |options: &[u8]| {
        let mut header = samples::TCP_SYN[20..40].to_vec();
        header.extend(options);
        header[12] = (header.len() as u8 / 4) << 4;
        let segment = tcp::Packet::new_checked(&header).unwrap();
        let all = segment.options().map(|(range, it)| (range, it.to_string()));
        all.collect::<Vec<_>>()
    };
    let sack = with(&[1, 1, 5, 10, 0, 0, 0, 1, 0, 0, 0, 9]);
    assert_eq!(sack[2], (22..32, "sack 1..9".to_owned()));
    let end = with(&[0, 7, 7, 7]);
    assert_eq!(end[0], (20..21, "eol".to_owned()));
    assert_eq!(end[1], (21..24, "0x070707".to_owned()));
    assert_eq!(with(&[2, 3, 9, 1])[0].1, "kind 2, 0x09");
    assert_eq!(with(&[2, 1, 9, 1]), []);
    assert_eq!(with(&[1, 1, 8, 10]).len(), 2);
}

#[test]
fn tcp_flags_in_words() {
    assert_eq!((Flags(0x12)).to_string(), "SYN, ACK");
    assert_eq!((Flags(0xc2)).to_string(), "SYN, ECE, CWR");
    assert_eq!(Flags(0).to_string(), "none");
    assert!(Flags(0x12).contains(Flags::ACK));
    assert!(!Opt::SackPermitted.is_padding());
}

#[test]
fn tcp_headers_that_are_none() {
    let error = |bytes: &[u8]| tcp::Packet::new_checked(bytes).unwrap_err();
    assert_eq!(error(&samples::TCP_SYN[20..59]), Error::Truncated);
    assert_eq!(error(&[0; 20]), Error::Malformed);
    assert_eq!(error(&[0; 19]), Error::Truncated);
}

#[test]
fn tcp_data() {
    let dissection = checked(&samples::TCP_DATA);
    assert_eq!((dissection.proto, &*dissection.info), ("TCP", "PSH, ACK"));
    assert_eq!(dissection.payload, 52..58);
    let data = values(&dissection, Layer::DATA);
    assert_eq!(data, [("Data", "\"hello\\n\"")]);
}

#[test]
fn udp_header() {
    let packet = udp::Packet::new_checked(&samples::UDP[20..]).unwrap();
    assert_eq!((packet.dst_port(), packet.len()), (7300, 13));
    assert!(packet.is_whole());
    assert_eq!(packet.payload_range(), 8..13);
    let dissection = checked(&samples::UDP);
    assert_eq!((dissection.proto, &*dissection.info), ("UDP", "5 bytes"));
    assert_eq!(dissection.udp().unwrap().dst_port, 7300);
}

#[test]
fn udp_headers_that_are_none() {
    let error = |bytes: &[u8]| udp::Packet::new_checked(bytes).unwrap_err();
    assert_eq!(error(&[0; 7]), Error::Truncated);
    assert_eq!(error(&[0; 8]), Error::Malformed);
}

#[test]
fn udp_without_a_checksum_keeps_it() {
    let mut packet = samples::UDP;
    packet[26..28].fill(0);
    complete_checksums(&mut packet);
    assert_eq!(packet[26..28], [0, 0]);
    let udp = udp::Packet::new_checked(&packet[20..]).unwrap();
    let lo: IpAddr = "127.0.0.1".parse().unwrap();
    assert!(udp.verify_checksum(lo, lo));
}

#[test]
fn what_lo_left_unfinished_is_completed() {
    let lo: IpAddr = "127.0.0.1".parse().unwrap();
    let mut packet = samples::TCP_SYN;
    let before = tcp::Packet::new_checked(&samples::TCP_SYN[20..]).unwrap();
    assert!(!before.verify_checksum(lo, lo));
    complete_checksums(&mut packet);
    let after = tcp::Packet::new_checked(&packet[20..]).unwrap();
    assert!(after.verify_checksum(lo, lo));

    let lo: IpAddr = "::1".parse().unwrap();
    let mut packet = samples::IPV6_SYN;
    complete_checksums(&mut packet);
    let after = tcp::Packet::new_checked(&packet[40..]).unwrap();
    assert!(after.verify_checksum(lo, lo));
}
