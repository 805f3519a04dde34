//! Wire records and hand-drawn figures on a page, and each promise about
//! them broken on purpose.

use crate::fixture::Fixture;
use std::fs;
use weave::make;

const PAGE: &str = "book/ch01-one/README.md";
const WIRE: &str = "listings/ch01-one/recorded/echo.wire";

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

fn with_record() -> Fixture {
    let fixture = Fixture::new();
    fixture.write(WIRE, REFUSED);
    fixture
}

/// Builds and returns the error, which must be all of these words.
fn fails(fixture: &Fixture, words: &[&str]) {
    let error = match make::render(&fixture.root) {
        Ok(_) => panic!("the book was built; {words:?} were expected"),
        Err(error) => format!("{error:#}"),
    };
    for word in words {
        assert!(error.contains(word), "no {word:?} in:\n{error}");
    }
}

#[test]
fn a_record_is_drawn_with_its_bytes_and_a_file() {
    let fixture = with_record();
    fixture.append(PAGE, "{{#wire echo states bytes 2: Refused}}");
    fixture.append(PAGE, "```packet\ntitle: A number\n32 Number\n```");
    fixture.append(
        PAGE,
        "```sequence\ntitle: Hi\nactors: A, B\nA -> B: hi\n```",
    );
    let mut book = make::render(&fixture.root).unwrap();
    let folder = book.publish().unwrap();
    let page = fs::read_to_string(folder.join("ch01-one/index.html")).unwrap();
    for part in [
        "<figure class=\"wire recorded\" id=\"wire-echo\">",
        "<b>Figure 1.1</b> Refused <small>recorded</small>",
        "<title>Packets 1 to 2 between client and server</title>",
        "id=\"echo-packet-2\"",
        ">SYN-SENT</text>",
        "id=\"wire-echo-2\" open",
        "0020  50 14 00 00 22 7f 00 00",
        "<b>Destination port</b> 7200</li>",
        "download=\"echo.pcap\" href=\"data:application/",
        "<b>Figure 1.2</b> A number</figcaption>",
        "<li>A → B: hi</li>",
    ] {
        assert!(page.contains(part), "no {part} in:\n{page}");
    }
    assert!(!page.contains("title: "), "a fence is left:\n{page}");
}

#[test]
fn an_unknown_wire_record() {
    let fixture = with_record();
    fixture.append(PAGE, "{{#wire ecko: Refused}}");
    let line = "README.md:23: there is no wire record `ecko`";
    fails(
        &fixture,
        &[line, "did you mean `echo`?", "recorded/NAME.wire"],
    );
}

#[test]
fn a_packet_that_the_record_does_not_have() {
    let fixture = with_record();
    fixture.append(PAGE, "{{#wire echo bytes 3: Refused}}");
    let line = "README.md:23: `echo` has no packet 3";
    fails(&fixture, &[line, "its packets are 1 to 2"]);
}

#[test]
fn a_wire_record_that_is_shown_twice() {
    let fixture = with_record();
    fixture.append(PAGE, "{{#wire echo: Refused}}\n\n{{#wire echo: Refused}}");
    let line = "README.md:25: the wire record `echo` is shown whole already";
    fails(&fixture, &[line, "README.md:23", "`#wire-echo`"]);
}

#[test]
fn a_wire_record_that_nobody_shows() {
    let fixture = with_record();
    let console = "listings/ch01-one/recorded/other";
    fixture.write(
        &format!("{console}.console"),
        "[a]\n$ cargo run -p ch01-one\n",
    );
    fixture.write(&format!("{console}.wire"), REFUSED);
    fixture.append(PAGE, "{{#wire echo: Refused}}\n\n{{#console other}}");
    fails(
        &fixture,
        &[
            "recorded/other.wire: no page shows this wire record",
            "put `{{#wire other: TITLE}}` on a page",
            "1 problem;",
        ],
    );
}

#[test]
fn a_wire_record_without_its_console() {
    let fixture = with_record();
    fixture.rename(WIRE, "listings/ch01-one/recorded/ecko.wire");
    fails(
        &fixture,
        &[
            "recorded/ecko.wire: the wire record has no console record",
            "did you mean `echo`?",
            "record listings/ch01-one/recorded/ecko.console first",
        ],
    );
}

/// The calls of the fixture's record, with this line for one of them.
const CALLS: &str = "\
[server] starts
[server] socket(IPv4, stream) = 3  main:7
[server] connect(3, 127.0.0.1:7200) = ECONNREFUSED  main:7  packets 1-2
[server] ends
[client] starts
[client] ends
";

#[test]
fn calls_stand_under_their_line_of_code() {
    let fixture = with_record();
    let path = "listings/ch01-one/recorded/echo.calls";
    fixture.write(path, CALLS);
    fixture.append(PAGE, "{{#wire echo: Refused}}");
    let mut book = make::render(&fixture.root).unwrap();
    let folder = book.publish().unwrap();
    let page = fs::read_to_string(folder.join("ch01-one/index.html")).unwrap();
    for part in [
        "<code>println!(",
        "<small data-at=\"echo:7\">echo.rs:7</small>",
        "= <b class=\"error\">ECONNREFUSED</b>",
        "<samp>cargo run <span class=\"w\">-p</span> \
         <span class=\"w\">ch01-one</span> \
         <span class=\"w\">--bin</span> echo</samp>",
    ] {
        assert!(page.contains(part), "no {part} in:\n{page}");
    }

    fixture.replace(path, "main:7  packets", "main:99  packets");
    fails(&fixture, &["src/bin/echo.rs has no line 99", "BLESS=1"]);
    fixture.replace(path, "main:99  packets 1-2", "main:7  packet 1");
    fails(&fixture, &["recorded/echo.calls: ", "BLESS=1 cargo test"]);
}

#[test]
fn a_wire_record_that_was_edited_by_hand() {
    let fixture = with_record();
    fixture.replace(WIRE, "RST, ACK", "FIN, ACK");
    fails(
        &fixture,
        &["echo.wire:6: ", "RST, ACK", "BLESS=1 cargo test"],
    );
}

#[test]
fn a_figure_with_wrong_bits() {
    let fixture = Fixture::new();
    fixture.append(PAGE, "```packet\ntitle: A\n16 B\n8 C\n```");
    fails(
        &fixture,
        &[
            "README.md:24: 24 bits are not whole rows",
            "8 bits are missing",
        ],
    );
}

#[test]
fn a_figure_that_the_code_contradicts() {
    let fixture = Fixture::new();
    let fence = "```packet\ntitle: UDP\nlayer: UDP\n32 Ports\n32 Rest\n```";
    fixture.append(PAGE, fence);
    fails(
        &fixture,
        &[
            "README.md:25: UDP is not dissected so: 32 Ports, 32 Rest",
            "has: 16 Source port, 16 Destination port, 16 Length, 16 Checksum",
        ],
    );
}

#[test]
fn a_sequence_with_an_unknown_actor() {
    let fixture = Fixture::new();
    let fence = "```sequence\ntitle: A\nactors: Client, B\nB -> Cleint: x\n```";
    fixture.append(PAGE, fence);
    fails(
        &fixture,
        &[
            "README.md:26: the sequence has no actor",
            "did you mean `Client`?",
        ],
    );
}
