//! What one packet tells about the next.

use super::{answer, checked, field, next, segment, values};
use crate::ssh::Number;
use crate::tls::Handshake;
use crate::{Application, Conversation, Layer, http, proxy, samples, ssh, tls};

/// A record of TLS 1.2 or later.
fn record(kind: u8, fragment: &[u8]) -> Vec<u8> {
    let len = fragment.len() as u16;
    [&[kind, 3, 3], &len.to_be_bytes()[..], fragment].concat()
}

/// The ClientHello of the sample, in a record.
fn client_hello() -> &'static [u8] {
    &samples::TLS_CLIENT_HELLO[52..]
}

/// A ServerHello with these random bytes, and nothing optional.
fn server_hello(random: [u8; 32]) -> Vec<u8> {
    let mut hello = vec![2, 0, 0, 40, 3, 3];
    hello.extend(random);
    hello.extend([0, 0x13, 1, 0, 0, 0]);
    record(22, &hello)
}

const CHANGE_CIPHER_SPEC: [u8; 6] = [20, 3, 3, 0, 1, 1];

#[test]
fn newkeys_is_the_last_that_is_in_the_clear() {
    let mut conversation = Conversation::default();
    let mut say = |packet: &[u8]| next(packet, &mut conversation);
    say(&answer(b"SSH-2.0-a\r\n"));
    let reply = say(&answer(&samples::SSH_REPLY_NEWKEYS[52..]));
    let [Application::Ssh(said)] = &reply.application[..] else {
        panic!("no SSH: {reply:?}");
    };
    let messages = [Number::KEX_ECDH_REPLY, Number::NEWKEYS];
    assert_eq!((&said.messages[..], said.encrypted), (&messages[..], false));
    assert_eq!(say(&answer(b"secret")).info, "encrypted");
    // The other side has not even begun.
    assert_eq!(say(&segment(b"secret")).proto, "TCP");
}

#[test]
fn newkeys_behind_an_identification_counts_too() {
    let mut conversation = Conversation::default();
    let newkeys = [0, 0, 0, 12, 10, 21, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
    let all = [&b"SSH-2.0-a\r\n"[..], &newkeys].concat();
    let first = next(&segment(&all), &mut conversation);
    assert_eq!(first.info, "SSH-2.0-a, NEWKEYS");
    let then = next(&segment(b"secret"), &mut conversation);
    assert_eq!(then.info, "encrypted");
}

#[test]
fn an_identification_may_come_in_pieces() {
    let mut conversation = Conversation::default();
    assert_eq!(next(&segment(b"SSH-2.0"), &mut conversation).proto, "TCP");
    let kexinit = segment(&samples::SSH_KEXINIT[52..]);
    assert_eq!(next(&kexinit, &mut conversation).info, "KEXINIT");
}

#[test]
fn packets_of_ssh_1_are_not_read_as_those_of_ssh_2() {
    let mut conversation = Conversation::default();
    let mut say = |packet: &[u8]| next(packet, &mut conversation);
    // A server that speaks both, and a client that does not.
    assert_eq!(say(&answer(b"SSH-1.99-a\n")).info, "SSH-1.99-a");
    assert_eq!(say(&segment(b"SSH-1.5-b\n")).info, "SSH-1.5-b");
    let almost = [0, 0, 0, 12, 10, 21, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
    for packet in [segment(&almost), answer(&almost)] {
        let dissection = say(&packet);
        assert!(values(&dissection, ssh::LAYER).is_empty());
    }
}

#[test]
fn a_server_of_both_versions_speaks_ssh_2_to_a_client_of_it() {
    let mut conversation = Conversation::default();
    let kexinit = &samples::SSH_KEXINIT[52..];
    next(&segment(b"SSH-2.0-b\r\n"), &mut conversation);
    let both = [b"SSH-1.99-a\n", kexinit].concat();
    let info = next(&answer(&both), &mut conversation).info;
    assert_eq!(info, "SSH-1.99-a, KEXINIT");
}

#[test]
fn the_second_client_hello_is_in_the_clear() {
    let mut conversation = Conversation::default();
    let mut say = |packet: &[u8]| next(packet, &mut conversation);
    say(&segment(client_hello()));
    let retry = server_hello(tls::RETRY);
    let retry = say(&answer(&[&retry[..], &CHANGE_CIPHER_SPEC].concat()));
    assert_eq!(retry.info, "HelloRetryRequest, ChangeCipherSpec");
    assert!(!field(&retry, tls::LAYER, "Random").varies);

    let again = [&CHANGE_CIPHER_SPEC, client_hello()].concat();
    let again = say(&segment(&again));
    assert_eq!(again.info, "ChangeCipherSpec, ClientHello, SNI localhost");
    let [Application::Tls(said)] = &again.application[..] else {
        panic!("no TLS: {again:?}");
    };
    let tls::Content::Handshake(messages) = &said.records[1] else {
        panic!("no handshake: {said:?}");
    };
    let [Handshake::ClientHello(hello)] = &messages[..] else {
        panic!("no ClientHello: {messages:?}");
    };
    assert_eq!(hello.server_name.as_deref(), Some("localhost"));

    let hello = say(&answer(&server_hello([7; 32])));
    assert_eq!(hello.info, "ServerHello");
    // What TLS 1.2 sends now is encrypted, in this packet and in the next.
    let finished = record(22, &[0; 40]);
    assert_eq!(say(&answer(&finished)).info, "encrypted Handshake");
    // Nothing encrypted is as short as an alert.
    let alert = record(21, &[2, 47]);
    assert_eq!(say(&segment(&alert)).info, "Alert: illegal_parameter");
    let alert = record(21, &[2; 26]);
    assert_eq!(say(&segment(&alert)).info, "encrypted Alert");
}

#[test]
fn a_record_goes_on_in_the_next_segments() {
    let mut conversation = Conversation::default();
    let mut say = |packet: &[u8]| next(packet, &mut conversation);
    let all = [record(23, &[7; 100]), record(23, &[8; 20])].concat();
    let first = say(&answer(&all[..50]));
    assert_eq!(first.info, "application data, 100 bytes");
    let second = say(&answer(&all[50..80]));
    assert_eq!(second.info, "the record goes on, 30 bytes");
    let last = say(&answer(&all[80..]));
    let info = "the record goes on, 25 bytes, application data, 20 bytes";
    assert_eq!(last.info, info);
    let rest = field(&last, tls::LAYER, "Rest of a record");
    assert!(rest.varies && rest.range == (52..77));
    // The other side has begun nothing.
    assert_eq!(say(&segment(b"hello")).proto, "TCP");
}

#[test]
fn application_data_is_counted_over_its_records() {
    let three = record(23, &[7; 20]).repeat(3);
    let info = checked(&segment(&three)).info;
    assert_eq!(info, "application data, 60 bytes in 3 records");
}

#[test]
fn a_heartbeat_has_its_name() {
    let mut message = vec![1, 0, 3];
    message.extend([7; 19]);
    let dissection = checked(&segment(&record(24, &message)));
    assert_eq!((dissection.proto, &*dissection.info), ("TLS", "Heartbeat"));
}

#[test]
fn what_a_proxy_passes_on_is_named_as_well() {
    let line = b"PROXY TCP4 192.0.2.1 192.0.2.2 40000 443\r\n";
    let mut conversation = Conversation::default();
    let both = [line, client_hello()].concat();
    let dissection = next(&segment(&both), &mut conversation);
    assert_eq!(dissection.proto, "TLS");
    let names = dissection.application.iter().map(Application::layer);
    assert_eq!(names.collect::<Vec<_>>(), [proxy::LAYER, tls::LAYER]);
    let random = field(&dissection, tls::LAYER, "Random");
    assert_eq!(random.range.start, 52 + line.len() + 11);

    // Alone in its packet, and before another protocol.
    let mut conversation = Conversation::default();
    assert_eq!(next(&segment(line), &mut conversation).proto, "PROXY");
    let get = segment(b"GET / HTTP/1.1\r\n\r\n");
    assert_eq!(next(&get, &mut conversation).proto, "HTTP");
}

#[test]
fn pipelined_requests_are_told_apart() {
    let get = b"GET /hello HTTP/1.1\r\nHost: a\r\n\r\n";
    let info = checked(&segment(&get.repeat(2))).info;
    assert_eq!(info, "GET /hello HTTP/1.1, GET /hello HTTP/1.1");
}

#[test]
fn empty_lines_before_a_request_are_ignored() {
    let get = b"\r\n\r\nGET /\"a\" HTTP/1.1\r\n\r\n";
    let dissection = checked(&segment(get));
    assert_eq!(dissection.info, "GET /\"a\" HTTP/1.1");
    assert!(values(&dissection, Layer::DATA).is_empty());
}

#[test]
fn a_body_ends_where_its_length_says() {
    let message = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi?";
    let dissection = checked(&segment(message));
    let body = field(&dissection, http::LAYER, "Message body");
    assert_eq!(&*body.value, "\"hi\"");
    assert_eq!(values(&dissection, Layer::DATA), [("Data", "\"?\"")]);
    let [Application::Http(said)] = &dissection.application[..] else {
        panic!("no HTTP: {dissection:?}");
    };
    let name = ("Content-Length".to_owned(), b"2".to_vec());
    assert_eq!(said.messages[0].fields, [name]);
}

#[test]
fn only_the_date_varies() {
    let message = b"HTTP/1.1 200 OK\r\nDATE: now\r\nX y: z\r\n\r\n";
    let dissection = checked(&segment(message));
    let behind = dissection.fields.iter().filter(|it| it.range.start >= 52);
    let seen = behind.map(|field| (field.name, field.varies));
    let expected = [
        ("Status line", false),
        ("Field line", true),
        ("Data", false),
        ("Empty line", false),
    ];
    assert_eq!(seen.collect::<Vec<_>>(), expected);
}
