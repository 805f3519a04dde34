//! HTTP, DNS, TLS and SSH inside real packets.

use super::{checked, field, values};
use crate::{Hint, Layer, dns, samples, ssh, tls};

#[test]
fn an_http_request() {
    let dissection = checked(&samples::HTTP_REQUEST, Hint::None);
    assert_eq!(dissection.proto, "HTTP");
    assert_eq!(dissection.info, "GET /hello?q=1 HTTP/1.1");
    let shown = values(&dissection, Layer::Http);
    assert_eq!(shown[1], ("Field line", "Host: 127.0.0.1:8080"));
    let line = field(&dissection, Layer::Http, "Request line");
    assert_eq!(line.range, 52..52 + 25);
}

#[test]
fn an_http_response() {
    let dissection = checked(&samples::HTTP_RESPONSE, Hint::None);
    assert_eq!(dissection.info, "HTTP/1.1 200 OK");
    let varying = dissection.fields.iter().filter(|it| it.varies);
    let mine = varying.filter(|it| it.layer == Layer::Http);
    let values: Vec<_> = mine.map(|it| &*it.value).collect();
    assert!(matches!(&values[..], [date] if date.starts_with("Date: ")));
}

#[test]
fn a_dns_query() {
    let message = dns::Message::new_checked(&samples::DNS_QUERY[28..]).unwrap();
    assert_eq!((message.id(), message.is_response()), (0x1234, false));
    assert_eq!(message.counts(), [1, 0, 0, 1]);
    assert_eq!(message.question(), Some(("example.com".into(), 1)));

    let dissection = checked(&samples::DNS_QUERY, Hint::None);
    assert_eq!(dissection.proto, "DNS");
    assert_eq!(dissection.info, "query A example.com");
    assert!(field(&dissection, Layer::Dns, "ID").varies);
    assert_eq!(field(&dissection, Layer::Dns, "RD").value, "1");
    let size = field(&dissection, Layer::Dns, "CLASS");
    assert_eq!(size.value, "UDP payload size 1232");
}

#[test]
fn a_dns_response() {
    let dissection = checked(&samples::DNS_RESPONSE, Hint::None);
    let info = "response A www.example.com, NOERROR, 3 answers";
    assert_eq!(dissection.info, info);
    let shown = values(&dissection, Layer::Dns);
    let data = shown.iter().filter(|(name, _)| *name == "RDATA");
    let data: Vec<_> = data.map(|(_, value)| *value).collect();
    assert_eq!(data, ["example.com", "192.0.2.1", "2001:db8::1"]);
    assert!(values(&dissection, Layer::Data).is_empty());
}

#[test]
fn dns_on_another_port_needs_a_hint() {
    let mut packet = samples::DNS_QUERY;
    packet[22..24].copy_from_slice(&7353u16.to_be_bytes());
    assert_eq!(checked(&packet, Hint::None).proto, "UDP");
    assert_eq!(checked(&packet, Hint::Dns).proto, "DNS");
}

#[test]
fn dns_over_tcp_has_its_length_in_front() {
    let query = &samples::DNS_QUERY[28..];
    let mut packet = samples::TCP_DATA[..52].to_vec();
    packet.extend((query.len() as u16).to_be_bytes());
    packet.extend(query);
    let total = packet.len() as u16;
    packet[2..4].copy_from_slice(&total.to_be_bytes());
    let dissection = checked(&packet, Hint::Dns);
    assert_eq!(dissection.info, "query A example.com");
    assert_eq!(field(&dissection, Layer::Dns, "ID").range, 54..56);
}

#[test]
fn a_client_hello() {
    let payload = &samples::TLS_CLIENT_HELLO[52..];
    let record = tls::Record::new_checked(payload).unwrap();
    assert_eq!((record.content_type(), record.version()), (22, 0x0301));
    assert_eq!(record.fragment_range(), 5..payload.len());

    let dissection = checked(&samples::TLS_CLIENT_HELLO, Hint::None);
    assert_eq!(
        (dissection.proto, &*dissection.info),
        ("TLS", "ClientHello")
    );
    let random = field(&dissection, Layer::Tls, "Random");
    assert!(random.varies && random.range == (63..95));
    let shown = values(&dissection, Layer::Tls);
    assert!(shown.contains(&("Extension data", "localhost")));
    assert!(values(&dissection, Layer::Data).is_empty());
}

#[test]
fn an_alert_and_what_is_encrypted() {
    let mut packet = samples::TCP_DATA.to_vec();
    packet.truncate(52);
    packet.extend([21, 3, 3, 0, 2, 2, 40, 20, 3, 3, 0, 1, 1]);
    packet.extend([22, 3, 3, 0, 4, 1, 0, 0, 0, 23, 3, 3, 0, 9, 7]);
    let total = packet.len() as u16;
    packet[2..4].copy_from_slice(&total.to_be_bytes());
    let info = checked(&packet, Hint::None).info;
    let expected = "Alert: handshake_failure, ChangeCipherSpec, \
                    encrypted Handshake, ApplicationData";
    assert_eq!(info, expected);
}

#[test]
fn a_kexinit() {
    let packet = ssh::Packet::new_checked(&samples::SSH_KEXINIT[52..]).unwrap();
    assert_eq!(packet.message_number(), 20);
    assert_eq!(packet.len(), samples::SSH_KEXINIT.len() - 52);

    let dissection = checked(&samples::SSH_KEXINIT, Hint::SshBinary);
    assert_eq!((dissection.proto, &*dissection.info), ("SSH", "KEXINIT"));
    let cookie = field(&dissection, Layer::Ssh, "Cookie");
    assert!(cookie.varies && cookie.range == (58..74));
    let lists = field(&dissection, Layer::Ssh, "kex_algorithms");
    assert!(lists.value.contains("curve25519-sha256"));
    let follows = field(&dissection, Layer::Ssh, "first_kex_packet_follows");
    assert_eq!(follows.value, "false");
    assert!(values(&dissection, Layer::Data).is_empty());
}

#[test]
fn a_key_exchange_and_its_end() {
    let init = checked(&samples::SSH_ECDH_INIT, Hint::SshBinary);
    assert_eq!(init.info, "KEX_ECDH_INIT");
    let reply = checked(&samples::SSH_REPLY_NEWKEYS, Hint::SshBinary);
    assert_eq!(reply.info, "KEX_ECDH_REPLY, NEWKEYS");
    assert!(values(&reply, Layer::Data).is_empty());
    let after = checked(&samples::SSH_ECDH_INIT, Hint::SshEncrypted);
    assert_eq!(after.info, "encrypted");
}

#[test]
fn ssh_packets_need_a_hint_or_an_identification() {
    assert_eq!(checked(&samples::SSH_KEXINIT, Hint::None).proto, "TCP");
    let mut packet = samples::SSH_ECDH_INIT[..52].to_vec();
    packet.extend(b"SSH-2.0-russh\r\n");
    packet.extend(&samples::SSH_ECDH_INIT[52..]);
    let total = packet.len() as u16;
    packet[2..4].copy_from_slice(&total.to_be_bytes());
    let info = checked(&packet, Hint::None).info;
    assert_eq!(info, "SSH-2.0-russh, KEX_ECDH_INIT");
}

#[test]
fn ssh_identification() {
    assert_eq!(ssh::identification(b"SSH-2.0-a\r\nrest"), Some(0..11));
    assert_eq!(ssh::identification(b"SSH-2.0-a"), None);
    assert_eq!(ssh::identification(b"HTTP/1.1 200\n"), None);
    let long = [&b"SSH-2.0-"[..], &[b'a'; 300], b"\n"].concat();
    assert_eq!(ssh::identification(&long), None);
}

#[test]
fn a_disconnect() {
    let mut packet = samples::SSH_ECDH_INIT[..52].to_vec();
    packet.extend([0, 0, 0, 28, 11, 1, 0, 0, 0, 2, 0, 0, 0, 3]);
    packet.extend(b"bye\0\0\0\0");
    packet.extend([0; 11]);
    let total = packet.len() as u16;
    packet[2..4].copy_from_slice(&total.to_be_bytes());
    let dissection = checked(&packet, Hint::SshBinary);
    assert_eq!(dissection.info, "DISCONNECT");
    let reason = field(&dissection, Layer::Ssh, "Reason code");
    assert_eq!(reason.value, "PROTOCOL_ERROR (2)");
    let words = field(&dissection, Layer::Ssh, "Description");
    assert_eq!(words.value, "bye");
}
