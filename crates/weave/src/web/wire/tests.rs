//! Figures of real records, looked at as text.

use super::*;
use crate::check::lanes::Stop;
use crate::check::states;
use crate::page::directive::Directive;
use crate::page::wire::WireOptions;
use markup::tags;

const ALL: [(&str, &str, usize); 3] = [
    ("tcp-echo", examples::ECHO, 10),
    ("tcp-refused", examples::REFUSED, 2),
    ("three-writes-one-read", examples::THREE_WRITES, 12),
];

fn html(name: &str, text: &str, options: &str) -> String {
    drawn(name, examples::trace(text), options)
}

/// The figure that `{{#wire NAME OPTIONS}}` stands for.
fn drawn(name: &str, trace: Trace, options: &str) -> String {
    with_stops(name, trace, options, Vec::new())
}

fn with_stops(
    name: &str,
    trace: Trace,
    options: &str,
    stops: Vec<Stop>,
) -> String {
    let options = format!(" {options}");
    let options = options.trim_end();
    let line = format!("{{{{#wire {name}{options}: A title}}}}");
    let Ok(Directive::Wire(_, options)) = line.parse::<Directive>() else {
        panic!("{line} is no directive");
    };
    let walk = options.states.then(|| states::walk(trace.events()));
    let walk = walk.flatten();
    let options: &WireOptions = &options;
    let number = None;
    let wished = Wished {
        options,
        walk,
        stops,
        number,
    };
    figure(name, &trace, &wished)
}

#[test]
fn a_figure_that_is_shown_again_has_ids_of_its_own() {
    for (name, text, packets) in ALL {
        let first = tags::scan(&html(name, text, ""));
        let again = html(name, text, "again");
        well_formed(&again);
        let again = tags::scan(&again);
        assert_eq!(again.ids.len(), 1 + packets, "{name}");
        assert!(again.ids.iter().all(|id| !first.ids.contains(id)));
    }
}

#[test]
fn a_figure_is_well_formed_and_the_same_each_time() {
    for (name, text, packets) in ALL {
        let html = html(name, text, "states bytes 1");
        assert_eq!(html, self::html(name, text, "states bytes 1"));
        well_formed(&html);
        let arrows = html.matches("class=\"shaft\"").count();
        assert_eq!(arrows, packets, "{name}");
        let page = tags::scan(&html);
        assert!(page.ids.contains(&format!("wire-{name}-{packets}")));
        assert!(page.ids.contains(&format!("{name}-packet-{packets}")));
        assert!(html.lines().all(|line| !line.trim().is_empty()));
    }
}

/// The figure of a run whose calls are recorded, too.
fn with_calls(text: &str, calls: &str, options: &str) -> String {
    let calls = examples::calls(calls);
    let stop = |step| Stop {
        step,
        code: None,
        shown: Vec::new(),
    };
    let stops = calls.steps.iter().map(stop).collect();
    with_stops("run", examples::trace(text), options, stops)
}

#[test]
fn calls_stand_before_the_packets_that_they_sent() {
    let html = with_calls(examples::ECHO, examples::CALLS, "states");
    well_formed(&html);
    let at = |part: &str| {
        let found = html.find(part);
        found.unwrap_or_else(|| panic!("no {part} in {html}"))
    };
    let places = [
        at("<code>accept4(3)</code> waits"),
        at("<code>connect(3, 127.0.0.1:7200)</code> = <b>0</b>"),
        at("id=\"run-packet-1\""),
        at("id=\"run-packet-3\""),
        at("<code>accept4(3)</code> returns <b>4, 127.0.0.1:«port»</b>"),
        at("<code>sendto(3, 6 bytes)</code>"),
        at("id=\"run-packet-4\""),
    ];
    assert!(places.is_sorted(), "{places:?}");
    // A call and its packets are one step.
    let step = |at: usize| {
        let (_, after) = html[..at + 60].rsplit_once("data-step=\"").unwrap();
        after.split('"').next().unwrap().to_string()
    };
    assert_eq!(step(places[1]), step(places[2]));
    assert_eq!(step(places[1]), step(places[3]));
    assert_ne!(step(places[1]), step(places[4]));
    // The client's calls are on its side, the server's on the other.
    let side = |at: usize| {
        let (_, after) = html[..at].rsplit_once("<div class=\"stop ").unwrap();
        after.split('"').next().unwrap().to_string()
    };
    assert_eq!(side(places[0]), "right");
    assert_eq!(side(places[1]), "left");
    assert_eq!(side(places[4]), "right");
}

#[test]
fn steps_around_what_matters_are_folded() {
    let html = with_calls(examples::ECHO, examples::CALLS, "packets 4-7");
    well_formed(&html);
    let folds = html.matches("<details class=\"fold\">").count();
    assert_eq!(folds, 2, "{html}");
    let hidden = html.split("</details>").next().unwrap();
    assert!(hidden.contains("connect(3") && !hidden.contains("sendto(3"));
}

#[test]
fn calls_without_packets_are_folded_beside_their_console() {
    let calls = examples::calls(examples::CALLS);
    let stop = |step| Stop {
        step,
        code: None,
        shown: Vec::new(),
    };
    let stops: Vec<Stop> = calls.steps.iter().map(stop).collect();
    let html = super::calls("run", &stops);
    well_formed(&html);
    assert!(html.contains("<details class=\"behind\">"), "{html}");
    assert!(
        !html.contains("<svg") && !html.contains("packet-"),
        "{html}"
    );
    assert_eq!(super::calls("run", &[]), "");
}

#[test]
fn a_server_is_drawn_once_whatever_connects_to_it() {
    let trace = examples::trace(examples::ECHO);
    let mut packets: Vec<_> = trace.packets().map(<[u8]>::to_vec).collect();
    let mut more = packets.clone();
    for packet in &mut more {
        // Another client's port, in whichever place the client's stands.
        let at = if packet[20..22] == 7200u16.to_be_bytes() {
            22
        } else {
            20
        };
        packet[at..at + 2].copy_from_slice(&60_000u16.to_be_bytes());
    }
    packets.extend(more);
    let trace = Trace::new(trace.settings, packets);
    let html = drawn("two", trace.clone(), "");
    assert!(html.contains("client 2 → server:"), "{html}");
    assert!(!html.contains("server 2"), "{html}");
    let html = drawn("two", trace, "states");
    assert!(html.contains("server 2 LISTEN"), "{html}");
}

#[test]
fn what_is_drawn_is_also_said() {
    let html = html("tcp-echo", examples::ECHO, "states");
    for part in [
        "<figcaption>A title <small>recorded</small></figcaption>",
        "<svg role=\"group\"",
        "<title>Packets 1 to 10 between client and server</title><desc>Time",
        "<a href=\"#wire-tcp-echo-4\"><rect class=\"touch\" role=\"img\" \
         aria-label=\"client to server, packet\" ",
        ">127.0.0.1:«port»</text>",
        ">127.0.0.1:7200</text>",
        ">PSH, ACK <tspan>&quot;hello\\n&quot;</tspan></text>",
        "<p>At first: client CLOSED, server LISTEN.</p>",
        "<span>4</span> client → server: <b>PSH, ACK</b> \
         <code>&quot;hello\\n&quot;</code> <small>seq 1, ack 1, 6 \
         bytes</small></summary>",
        "<em>server LAST-ACK</em> <em>client FIN-WAIT-2 → TIME-WAIT</em>",
        "download=\"tcp-echo.pcap\" href=\"data:application/",
    ] {
        assert!(html.contains(part), "{part} in {html}");
    }
    assert!(!html.contains(" open=\"\""), "open only if asked for");
}

#[test]
fn a_reset_is_drawn_otherwise() {
    let html = html("tcp-refused", examples::REFUSED, "");
    assert!(html.contains("<g class=\"reset\" "), "{html}");
    assert!(!html.contains("class=\"state\""), "{html}");
}

#[test]
fn who_only_sends_an_error_is_where_the_datagram_went() {
    let html = html("udp-nobody", examples::UDP_NOBODY, "");
    for part in [
        ">127.0.0.1:7300</text>",
        "UDP <tspan>&quot;hello",
        ">ICMP port unreachable</text>",
    ] {
        assert!(html.contains(part), "{part} in {html}");
    }
}

#[test]
fn data_cut_otherwise_are_told_of() {
    let mut trace = examples::trace(examples::ECHO);
    let said = |trace: &Trace| {
        let html = drawn("a", trace.clone(), "");
        ["are cut may differ", "interleave differs"].map(|s| html.contains(s))
    };
    assert_eq!(said(&trace), [false, false]);
    trace.settings.merges = true;
    trace.settings.streams = true;
    assert_eq!(said(&trace), [true, true]);
}

/// Every tag is closed, in order, as XML wants it.
pub fn well_formed(html: &str) {
    let mut open: Vec<&str> = Vec::new();
    for tag in html.split('<').skip(1) {
        let (tag, _) = tag.split_once('>').unwrap();
        let name = tag.split(' ').next().unwrap();
        assert_eq!(tag.matches('"').count() % 2, 0, "{tag}");
        if let Some(name) = name.strip_prefix('/') {
            assert_eq!(open.pop(), Some(name));
        } else if !tag.ends_with('/') {
            open.push(name);
        }
    }
    assert!(open.is_empty(), "{open:?} are left open");
}
