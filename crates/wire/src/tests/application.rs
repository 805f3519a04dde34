//! HTTP, DNS, TLS and SSH inside real packets.

use super::{checked, checked_in, field, in_dns, in_ssh, segment, values};
use crate::ssh::Number;
use crate::tls::ContentType;
use crate::{Application, Layer, dns, http, samples, ssh, tls};

#[test]
fn an_http_request() {
    let dissection = checked(&samples::HTTP_REQUEST);
    assert_eq!(dissection.proto, "HTTP");
    assert_eq!(dissection.info, "GET /hello?q=1 HTTP/1.1");
    let shown = values(&dissection, http::LAYER);
    assert_eq!(shown[1], ("Field line", "Host: 127.0.0.1:8080"));
    let line = field(&dissection, http::LAYER, "Request line");
    assert_eq!(line.range, 52..52 + 25);
}

#[test]
fn an_http_response() {
    let dissection = checked(&samples::HTTP_RESPONSE);
    assert_eq!(dissection.info, "HTTP/1.1 200 OK");
    let varying = dissection.fields.iter().filter(|it| it.varies);
    let mine = varying.filter(|it| it.layer == http::LAYER);
    let values: Vec<_> = mine.map(|it| &*it.value).collect();
    assert!(matches!(&values[..], [date] if date.starts_with("Date: ")));
}

#[test]
fn a_dns_query() {
    let message = dns::Message::new_checked(&samples::DNS_QUERY[28..]).unwrap();
    assert_eq!((message.id(), message.is_response()), (0x1234, false));
    assert_eq!(message.counts(), [1, 0, 0, 1]);

    let dissection = checked(&samples::DNS_QUERY);
    assert_eq!(dissection.proto, "DNS");
    assert_eq!(dissection.info, "query A example.com");
    assert!(field(&dissection, dns::LAYER, "ID").varies);
    assert_eq!(field(&dissection, dns::LAYER, "RD").value, "1");
    let size = field(&dissection, dns::LAYER, "CLASS");
    assert_eq!(size.value, "UDP payload size 1232");
}

#[test]
fn a_dns_response() {
    let dissection = checked(&samples::DNS_RESPONSE);
    let info = "response A www.example.com, NOERROR, 3 answers";
    assert_eq!(dissection.info, info);
    let shown = values(&dissection, dns::LAYER);
    let data = shown.iter().filter(|(name, _)| *name == "RDATA");
    let data: Vec<_> = data.map(|(_, value)| *value).collect();
    assert_eq!(data, ["example.com", "192.0.2.1", "2001:db8::1"]);
    assert!(values(&dissection, Layer::DATA).is_empty());
}

#[test]
fn dns_on_another_port_needs_a_hint() {
    let mut packet = samples::DNS_QUERY;
    packet[22..24].copy_from_slice(&7353u16.to_be_bytes());
    assert_eq!(checked(&packet).proto, "UDP");
    assert_eq!(checked_in(&packet, in_dns()).proto, "DNS");
}

#[test]
fn dns_over_tcp_has_its_length_in_front() {
    let query = &samples::DNS_QUERY[28..];
    let with_length = [&(query.len() as u16).to_be_bytes(), query].concat();
    let dissection = checked_in(&segment(&with_length), in_dns());
    assert_eq!(dissection.info, "query A example.com");
    assert_eq!(field(&dissection, dns::LAYER, "ID").range, 54..56);

    // Several may be asked at once (RFC 7766 §6.2.1.1).
    let dissection = checked_in(&segment(&with_length.repeat(2)), in_dns());
    assert_eq!(dissection.info, "query A example.com, query A example.com");
    assert!(values(&dissection, Layer::DATA).is_empty());
}

#[test]
fn a_dns_answer_is_typed() {
    let dissection = checked(&samples::DNS_RESPONSE);
    let [Application::Dns(said)] = &dissection.application[..] else {
        panic!("no DNS: {dissection:?}");
    };
    let message = &said.messages[0];
    assert_eq!(message.response, Some(dns::Code::NOERROR));
    let [alias, address, _] = message.answers() else {
        panic!("other answers: {message:?}");
    };
    assert_eq!(alias.kind, dns::Type::CNAME);
    assert_eq!(alias.data, dns::Data::Name("example.com".into()));
    assert_eq!(address.data, dns::Data::A([192, 0, 2, 1].into()));
    assert_eq!(address.ttl, 60);
}

#[test]
fn a_client_hello() {
    let payload = &samples::TLS_CLIENT_HELLO[52..];
    let record = tls::Record::new_checked(payload).unwrap();
    assert_eq!(
        (record.content_type(), record.version()),
        (ContentType::HANDSHAKE, 0x0301)
    );
    assert_eq!(record.fragment_range(), 5..payload.len());

    let dissection = checked(&samples::TLS_CLIENT_HELLO);
    assert_eq!(
        (dissection.proto, &*dissection.info),
        ("TLS", "ClientHello, SNI localhost")
    );
    let random = field(&dissection, tls::LAYER, "Random");
    assert!(random.varies && random.range == (63..95));
    let shown = values(&dissection, tls::LAYER);
    assert!(shown.contains(&("Extension data", "localhost")));
    assert!(values(&dissection, Layer::DATA).is_empty());
}

#[test]
fn a_client_hello_of_tls_1_3_says_whom_it_wants() {
    let dissection = checked(&samples::tls::CLIENT_HELLO);
    let info = "ClientHello, SNI good.example, ALPN h2, http/1.1";
    assert_eq!(dissection.info, info);
    let shown = values(&dissection, tls::LAYER);
    for said in [
        ("Extension type", "supported_versions (43)"),
        ("Extension data", "TLS 1.3, TLS 1.2"),
        ("Extension data", "x25519, secp256r1, secp384r1"),
        ("Extension data", "psk_dhe_ke"),
        ("Key share group", "x25519"),
        ("Key exchange length", "32"),
    ] {
        assert!(shown.contains(&said), "{said:?}: {shown:?}");
    }
    // Of the share only the key is another in each run.
    let varies = |name| field(&dissection, tls::LAYER, name).varies;
    assert!(varies("Key exchange") && !varies("Key share group"));
    assert!(values(&dissection, Layer::DATA).is_empty());

    let [Application::Tls(said)] = &dissection.application[..] else {
        panic!("no TLS: {dissection:?}");
    };
    let tls::Content::Handshake(messages) = &said.records[0] else {
        panic!("no handshake: {said:?}");
    };
    let [tls::Handshake::ClientHello(hello)] = &messages[..] else {
        panic!("no ClientHello: {messages:?}");
    };
    // One behind the other, up to the end of the packet.
    let pairs = hello.extensions.windows(2);
    assert!(pairs.clone().all(|pair| pair[0].end == pair[1].start));
    let end = hello.extensions.last().map(|place| place.end);
    assert_eq!(end, Some(samples::tls::CLIENT_HELLO.len()));
}

#[test]
fn behind_a_server_hello_of_tls_1_3_all_is_hidden() {
    let dissection = checked(&samples::tls::SERVER_FLIGHT);
    let info = "ServerHello, ChangeCipherSpec, application data, 592 bytes";
    assert_eq!(dissection.info, info);
    let shown = values(&dissection, tls::LAYER);
    for said in [
        ("Cipher suite", "TLS_AES_256_GCM_SHA384"),
        ("Extension data", "TLS 1.3"),
        ("Key share group", "x25519"),
    ] {
        assert!(shown.contains(&said), "{said:?}: {shown:?}");
    }
}

/// tshark reads the same types.
#[test]
fn tls_1_2_shows_its_certificate() {
    let dissection = checked(&samples::tls::SERVER_FLIGHT_1_2);
    let info = "ServerHello, Certificate, ServerKeyExchange, ServerHelloDone";
    assert_eq!(dissection.info, info);
    let fields = dissection.fields.iter();
    let bodies = fields.filter(|field| field.name == "Message body");
    let bodies: Vec<_> = bodies.collect();
    // The certificates, and a signed key; the last message has no body.
    assert_eq!(bodies.len(), 2);
    assert!(bodies.iter().all(|body| body.varies));
    let certificates =
        &samples::tls::SERVER_FLIGHT_1_2[bodies[0].range.clone()];
    let name = b"good.example";
    assert!(certificates.windows(name.len()).any(|bytes| bytes == name));
    assert!(values(&dissection, Layer::DATA).is_empty());
}

#[test]
fn an_alert_and_what_is_encrypted() {
    let packet = segment(&[
        21, 3, 3, 0, 2, 2, 40, 20, 3, 3, 0, 1, 1, 22, 3, 3, 0, 5, 1, 0, 0, 0,
        0, 23, 3, 3, 0, 9, 7,
    ]);
    let info = checked(&packet).info;
    let expected = "Alert: handshake_failure, ChangeCipherSpec, \
                    encrypted Handshake, application data, 9 bytes";
    assert_eq!(info, expected);
}

#[test]
fn a_kexinit() {
    let packet = ssh::Packet::new_checked(&samples::SSH_KEXINIT[52..]).unwrap();
    assert_eq!(packet.message_number(), Number::KEXINIT);
    assert_eq!(packet.len(), samples::SSH_KEXINIT.len() - 52);

    let dissection = checked_in(&samples::SSH_KEXINIT, in_ssh());
    assert_eq!((dissection.proto, &*dissection.info), ("SSH", "KEXINIT"));
    let cookie = field(&dissection, ssh::LAYER, "Cookie");
    assert!(cookie.varies && cookie.range == (58..74));
    let lists = field(&dissection, ssh::LAYER, "kex_algorithms");
    assert!(lists.value.contains("curve25519-sha256"));
    let follows = field(&dissection, ssh::LAYER, "first_kex_packet_follows");
    assert_eq!(follows.value, "false");
    assert!(values(&dissection, Layer::DATA).is_empty());
}

#[test]
fn a_key_exchange_and_its_end() {
    let init = checked_in(&samples::SSH_ECDH_INIT, in_ssh());
    assert_eq!(init.info, "KEX_ECDH_INIT");
    let reply = checked_in(&samples::SSH_REPLY_NEWKEYS, in_ssh());
    assert_eq!(reply.info, "KEX_ECDH_REPLY, NEWKEYS");
    assert!(values(&reply, Layer::DATA).is_empty());
    let after = checked_in(&samples::SSH_ECDH_INIT, in_ssh().encrypted());
    assert_eq!(after.info, "encrypted");
}

#[test]
fn ssh_packets_need_a_hint_or_an_identification() {
    assert_eq!(checked(&samples::SSH_KEXINIT).proto, "TCP");
    let said = [b"SSH-2.0-russh\r\n", &samples::SSH_ECDH_INIT[52..]].concat();
    let info = checked(&segment(&said)).info;
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
    let mut message = vec![0, 0, 0, 28, 11, 1, 0, 0, 0, 2, 0, 0, 0, 3];
    message.extend(b"bye\0\0\0\0");
    message.extend([0; 11]);
    let dissection = checked_in(&segment(&message), in_ssh());
    assert_eq!(dissection.info, "DISCONNECT");
    let reason = field(&dissection, ssh::LAYER, "Reason code");
    assert_eq!(reason.value, "PROTOCOL_ERROR (2)");
    let words = field(&dissection, ssh::LAYER, "Description");
    assert_eq!(words.value, "bye");
}
