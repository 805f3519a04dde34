//! Traces as they are written, read again and compared.

use super::*;

/// A SYN to a port where nobody listens, and the answer.
const REFUSED: &str = "\
1 client > server  SYN seq 0, 0 bytes, mss 65495, sackOK, wscale 7
    45 00 00 34 0b 27 40 00 40 06 31 9b 7f 00 00 01  E..4.'@.@.1.....
    7f 00 00 01 b9 e0 1c 20 3f f6 79 57 00 00 00 00  ....... ?.yW....
    80 02 ff d7 e7 c4 00 00 02 04 ff d7 01 01 04 02  ................
    01 03 03 07                                      ....
2 server > client  RST, ACK seq 0, ack 1, 0 bytes
    45 00 00 28 00 00 40 00 40 06 3c ce 7f 00 00 01  E..(..@.@.<.....
    7f 00 00 01 1c 20 b9 e0 00 00 00 00 3f f6 79 58  ..... ......?.yX
    50 14 00 00 22 7f 00 00                          P...\"...
";

#[test]
fn what_is_printed_is_what_was_parsed() {
    let trace = Trace::parse(REFUSED).unwrap();
    assert_eq!(trace.events().len(), 2);
    assert_eq!(trace.to_string(), REFUSED);
    let merging = format!("# merges\n{REFUSED}");
    assert_eq!(Trace::parse(&merging).unwrap().to_string(), merging);
}

#[test]
fn a_head_that_its_bytes_contradict_is_refused() {
    let forged = REFUSED.replace("RST, ACK", "SYN, ACK");
    let error = Trace::parse(&forged).unwrap_err();
    assert_eq!(error.line, 6);
    assert!(error.problem.contains("RST, ACK"), "{error}");
}

#[test]
fn a_line_that_is_no_packet_is_refused() {
    for text in ["hello\n", "    45 00  E.\n", "1 a\n    4x  .\n"] {
        assert!(Trace::parse(text).is_err(), "{text}");
    }
}

#[test]
fn only_what_varies_is_left_out_of_a_comparison() {
    let trace = Trace::parse(REFUSED).unwrap();
    let packets: Vec<_> = trace.packets().map(<[u8]>::to_vec).collect();
    let canonical = |packets: &[Vec<u8>]| {
        Trace::new(trace.settings, packets.to_vec()).canonical()
    };
    let mut other = packets.clone();
    for packet in &mut other {
        // Another identification, and a SYN from another port.
        packet[4] ^= 0xff;
    }
    other[0][20] ^= 0x01;
    other[1][22] ^= 0x01;
    assert_eq!(canonical(&other), trace.canonical());
    let mut other = packets;
    other[1][8] -= 1;
    assert_ne!(canonical(&other), trace.canonical(), "time to live");
}

/// A data segment of a client or a server, as short as one can be.
fn segment(from_client: bool, seq: u32, payload: &[u8]) -> Vec<u8> {
    let mut bytes = vec![0x45, 0, 0, 40 + payload.len() as u8];
    bytes.extend([0, 0, 0x40, 0, 64, 6, 0, 0]);
    bytes.extend([127, 0, 0, 1, 127, 0, 0, 1]);
    let ports = [[0xb9, 0xe0], [0x1c, 0x20]];
    let side = usize::from(!from_client);
    bytes.extend(ports[side]);
    bytes.extend(ports[1 - side]);
    bytes.extend(seq.to_be_bytes());
    bytes.extend([0, 0, 0, 1, 0x50, 0x10, 1, 0, 0, 0, 0, 0]);
    bytes.extend(payload);
    wire::complete_checksums(&mut bytes);
    bytes
}

#[test]
fn the_first_lines_are_kept() {
    let text = "# merges\n# streams\n# mtu 1500\n";
    let trace = Trace::parse(text).unwrap();
    assert_eq!(trace.settings.mtu, Some(1500));
    assert_eq!(trace.to_string(), text);
}

#[test]
fn data_cut_otherwise_is_the_same_data_where_merged() {
    let once = [segment(true, 1, b"onetwo"), segment(false, 1, b"ok")];
    let twice = [
        segment(true, 1, b"one"),
        segment(false, 1, b""),
        segment(true, 4, b"two"),
        segment(false, 1, b"ok"),
    ];
    let trace = |merges, packets: &[Vec<u8>]| {
        let settings = Settings {
            merges,
            ..Settings::default()
        };
        Trace::new(settings, packets.to_vec()).canonical()
    };
    assert_eq!(trace(true, &once), trace(true, &twice));
    assert_ne!(trace(false, &once), trace(false, &twice));
    let other = [segment(true, 1, b"onetwO"), segment(false, 1, b"ok")];
    assert_ne!(trace(true, &once), trace(true, &other));
}

#[test]
fn an_acknowledgment_may_come_before_the_answer_that_repeats_it() {
    let ask = segment(true, 1, b"ask");
    let answer = segment(false, 1, b"so");
    let alone = segment(false, 1, b"");
    let canonical = |packets: &[&Vec<u8>]| {
        let packets = packets.iter().map(|packet| packet.to_vec());
        Trace::new(Settings::default(), packets).canonical()
    };
    let plain = canonical(&[&ask, &answer]);
    assert_eq!(plain, canonical(&[&ask, &alone, &answer]));
    // What nothing repeats is compared.
    assert_ne!(canonical(&[&ask]), canonical(&[&ask, &alone]));
}

#[test]
fn directions_may_interleave_otherwise_where_each_is_a_stream() {
    let [ask, answer] = [segment(true, 1, b"ask"), segment(false, 1, b"so")];
    let canonical = |streams, packets: [&Vec<u8>; 2]| {
        let settings = Settings {
            streams,
            ..Settings::default()
        };
        Trace::new(settings, packets.map(Vec::clone)).canonical()
    };
    let (one, other) = ([&ask, &answer], [&answer, &ask]);
    assert_ne!(canonical(false, one), canonical(false, other));
    // Who comes first is called the client, so the names change too.
    let lengths = |text: String| {
        let mut lines: Vec<_> = text.lines().map(str::to_string).collect();
        lines.retain(|line| line.starts_with("    "));
        lines.sort();
        lines
    };
    let of = |packets| lengths(canonical(true, packets));
    assert_eq!(of(one), of(other));
    let changed = segment(false, 1, b"no");
    assert_ne!(of(one), of([&ask, &changed]));
}

/// A ClientHello with these random bytes and these extensions.
fn client_hello(random: u8, extensions: &[&[u8]]) -> Vec<u8> {
    let extensions = extensions.concat();
    let mut hello = vec![3, 3];
    hello.extend([random; 32]);
    // No session, a suite, no compression.
    hello.extend([0, 0, 2, 0x13, 1, 1, 0]);
    hello.extend([0, extensions.len() as u8]);
    hello.extend(extensions);
    let mut record = vec![22, 3, 1, 0, hello.len() as u8 + 4];
    record.extend([1, 0, 0, hello.len() as u8]);
    record.extend(hello);
    record
}

#[test]
fn extensions_of_a_client_hello_are_a_set() {
    // Two that say something, and a key share, whose key is random.
    const ALPN: &[u8] = b"\x00\x10\x00\x05\x00\x03\x02h2";
    const VERSIONS: &[u8] = b"\x00\x2b\x00\x03\x02\x03\x04";
    const SHARE: &[u8] = b"\x00\x33\x00\x08\x00\x06\x00\x1d\x00\x02ab";
    const OTHER: &[u8] = b"\x00\x33\x00\x08\x00\x06\x00\x1d\x00\x02cd";
    const GROUP: &[u8] = b"\x00\x33\x00\x08\x00\x06\x00\x17\x00\x02ab";
    let canonical = |random, extensions: &[&[u8]], settings| {
        let hello = client_hello(random, extensions);
        Trace::new(settings, [segment(true, 1, &hello)]).canonical()
    };
    let settings = |text| Settings::parse(text);
    for text in ["", "# merges", "# streams"] {
        let one = canonical(1, &[ALPN, VERSIONS, SHARE], settings(text));
        let shuffled = canonical(2, &[OTHER, ALPN, VERSIONS], settings(text));
        assert_eq!(one, shuffled, "{text}");
        let group = canonical(1, &[ALPN, VERSIONS, GROUP], settings(text));
        assert_ne!(one, group, "{text}");
    }
}
