//! A trial a trace: tshark, which others wrote, must read the packets as we
//! do, field by field.

mod chapter;
mod tls;

use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use libtest_mimic::Trial;
use record::{Event, Numbers, Trace, diff, pcap};
use wire::tcp::{self, Flags};
use wire::{Application, Network, Transport, icmp};

use self::chapter::Chapter;
use crate::outcome::{Outcome, trial};
use crate::records::{self, shown};
use crate::{Place, TempDir, peer};

/// What tshark is asked for, and what [`ours`] answers, in this order. A
/// checksum's status is 1 where it is good.
const FIELDS: [&str; 30] = [
    "ip.src",
    "ip.dst",
    "ip.checksum.status",
    "ip.frag_offset",
    "ipv6.src",
    "ipv6.dst",
    "tcp.srcport",
    "tcp.dstport",
    "tcp.flags",
    "tcp.seq_raw",
    "tcp.ack_raw",
    "tcp.seq",
    "tcp.ack",
    "tcp.len",
    "tcp.checksum.status",
    "udp.srcport",
    "udp.dstport",
    "udp.length",
    "udp.checksum.status",
    "icmp.type",
    "icmp.code",
    "http.request.line",
    "ssh.message_code",
    tls::FIELDS[0],
    tls::FIELDS[1],
    tls::FIELDS[2],
    tls::FIELDS[3],
    tls::FIELDS[4],
    tls::FIELDS[5],
    tls::FIELDS[6],
];

pub(crate) fn trials(place: &Place) -> Vec<Trial> {
    let files = records::with_extension(&place.dir.join("recorded"), "wire");
    let paths = files.iter().map(|(_, path)| path.clone());
    let chapter = Arc::new(Chapter::new(paths.collect()));
    files
        .into_iter()
        .map(|(stem, path)| {
            let chapter = Arc::clone(&chapter);
            trial(&format!("tshark::{stem}"), move || {
                check(&path, &chapter).unwrap_or_else(|outcome| outcome)
            })
        })
        .collect()
}

fn check(path: &Path, chapter: &Chapter) -> Result<Outcome, Outcome> {
    let tshark = peer("tshark")?;
    let failed = |problem: String| {
        Outcome::Failed(format!("{}: {problem}", shown(path)))
    };
    let trace = chapter.trace(path).map_err(failed)?;
    if chapter.agreed(&tshark).contains(path) {
        return Ok(Outcome::Passed);
    }
    let theirs = theirs(&tshark, trace.packets()).map_err(failed)?;
    let theirs = theirs.into_iter().collect::<Result<String, _>>();
    match diff(&rows(trace), &theirs.map_err(failed)?) {
        None => Ok(Outcome::Passed),
        Some(diff) => Err(failed(format!(
            "tshark reads other things (- ours, + tshark's) in\n{}\n\n{diff}",
            FIELDS.join(" | ")
        ))),
    }
}

/// A trace's rows from our own dissection.
fn rows(trace: &Trace) -> String {
    let rows = trace.events().iter().map(|event| ours(event).join(" | "));
    rows.map(|row| row + "\n").collect()
}

/// The same facts from our own dissection.
fn ours(event: &Event) -> Vec<String> {
    let dissection = &event.dissection;
    let mut row = vec![String::new(); FIELDS.len()];
    let mut set = |field: &str, value: String| {
        if let Some(place) = FIELDS.iter().position(|name| *name == field) {
            row[place] = value;
        }
    };
    if let Some(network) = &dissection.network {
        addresses(network, &mut set);
    }
    match &dissection.transport {
        Transport::Tcp(tcp) => segment(event, tcp, &mut set),
        Transport::Udp(udp) => {
            set("udp.srcport", udp.src_port.to_string());
            set("udp.dstport", udp.dst_port.to_string());
            set("udp.length", udp.len.to_string());
            let is_whole = udp.payload_len() == event.payload().len();
            // 1 is right; 2 is not looked at, for want of the other
            // fragments.
            let status = if is_whole { "1" } else { "2" };
            set("udp.checksum.status", status.into());
        }
        Transport::Icmp(icmp) if icmp.version == icmp::Version::V4 => {
            set("icmp.type", icmp.kind.to_string());
            set("icmp.code", icmp.code.to_string());
        }
        Transport::Icmp(_) | Transport::Other => {}
    }
    match dissection.application.last() {
        Some(Application::Http(said)) => {
            set("http.request.line", said.to_string());
        }
        Some(Application::Ssh(said)) => {
            let codes = said.messages.iter().map(|it| it.0.to_string());
            let codes = codes.collect::<Vec<_>>().join(",");
            set("ssh.message_code", codes);
        }
        Some(Application::Tls(_)) => tls::ours(event, &mut set),
        _ => {}
    }
    row
}

fn addresses(network: &Network, set: &mut impl FnMut(&str, String)) {
    let (src, dst) = (network.src().to_string(), network.dst().to_string());
    match network {
        Network::V4(header) => {
            set("ip.src", src);
            set("ip.dst", dst);
            set("ip.checksum.status", "1".into());
            // On the wire it counts eights of bytes (RFC 791 §3.1).
            let eights = header.fragment_offset / 8;
            set("ip.frag_offset", eights.to_string());
        }
        Network::V6(_) => {
            set("ipv6.src", src);
            set("ipv6.dst", dst);
        }
    }
}

fn segment(event: &Event, tcp: &tcp::Repr, set: &mut impl FnMut(&str, String)) {
    set("tcp.srcport", tcp.src_port.to_string());
    set("tcp.dstport", tcp.dst_port.to_string());
    set("tcp.flags", format!("0x{:04x}", tcp.flags.0));
    set("tcp.seq_raw", tcp.seq.to_string());
    set("tcp.ack_raw", tcp.ack.to_string());
    set("tcp.len", event.payload().len().to_string());
    set("tcp.checksum.status", "1".into());
    if let Numbers::Segment { seq, ack, .. } = &event.numbers {
        // Of a side that never sent a SYN, which is how a refusal comes,
        // nothing is known to count from: tshark takes the number before.
        let refusal = tcp.has(Flags::RST) && tcp.seq == 0;
        let seq = if refusal { 1 } else { *seq };
        set("tcp.seq", seq.to_string());
        set("tcp.ack", ack.unwrap_or_default().to_string());
    }
}

/// What tshark says of these packets, a line each.
fn theirs<'a>(
    tshark: &Path,
    packets: impl Iterator<Item = &'a [u8]>,
) -> Result<Vec<Result<String, String>>, String> {
    let dir = TempDir::new().map_err(|e| e.to_string())?;
    let file = dir.path().join("trace.pcap");
    fs::write(&file, pcap(packets)).map_err(|e| e.to_string())?;
    let mut command = Command::new(tshark);
    command.env("HOME", dir.path()).arg("-r").arg(&file);
    for checked in ["ip", "tcp", "udp"] {
        command.args(["-o", &format!("{checked}.check_checksum:TRUE")]);
    }
    // Packet by packet, as we do: nothing is put together again.
    command.args(["-o", "tcp.desegment_tcp_streams:FALSE"]);
    command.args(["-o", "ip.defragment:FALSE"]);
    // A peer is called as its protocol. HTTP is known by its content.
    for (protocol, addr) in lab::cli::packages() {
        for nth in 0..lab::cli::ports(protocol) {
            let port = addr.port() + nth;
            command.args(["-d", &format!("tcp.port=={port},{protocol}")]);
        }
    }
    command.args(["-T", "fields"]);
    let also = ["http.request.uri", "http.request.version"];
    let answer = [
        "http.response.version",
        "http.response.code",
        "http.response.phrase",
        "_ws.expert.message",
    ];
    for field in FIELDS.iter().chain(&also).chain(&answer) {
        let asked = match *field {
            "http.request.line" => "http.request.method",
            field => field,
        };
        command.args(["-e", asked]);
    }
    let output = command.output().map_err(|e| e.to_string())?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into_owned());
    }
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    Ok(text.lines().map(line).collect())
}

/// One line of tshark's in our form: of each field the first value, but all
/// the messages of SSH, and start lines of HTTP put together again.
fn line(text: &str) -> Result<String, String> {
    let columns: Vec<&str> = text.split('\t').collect();
    let Some((own, rest)) = columns.split_at_checked(FIELDS.len()) else {
        return Err(format!("tshark says too little: {text}"));
    };
    let complaint = ["hecksum", "alformed", "Unknown", "rror"];
    if let Some(said) = rest.last()
        && complaint.iter().any(|word| said.contains(word))
    {
        return Err(format!("tshark complains: {said}"));
    }
    let icmp = own
        .iter()
        .zip(FIELDS)
        .any(|(value, name)| name == "icmp.type" && !value.is_empty());
    let mut row: Vec<String> = Vec::new();
    for (value, name) in own.iter().zip(FIELDS) {
        let first = value.split(',').next().unwrap_or_default();
        row.push(match name {
            // What the quoted packet says is not asked for.
            _ if icmp && name.starts_with("udp.") => String::new(),
            _ if icmp && name.starts_with("tcp.") => String::new(),
            "ssh.message_code" => value.to_string(),
            name if tls::FIELDS.contains(&name) => value.to_string(),
            "http.request.line" => start_line(value, rest),
            _ => first.to_string(),
        });
    }
    Ok(row.join(" | ") + "\n")
}

/// Several requests in one packet have their words together: methods, then
/// targets, then versions.
fn start_line(method: &str, rest: &[&str]) -> String {
    match (method, rest) {
        ("", [_, _, version, code, phrase, ..]) => {
            [*version, *code, *phrase].join(" ").trim().to_string()
        }
        (methods, [targets, versions, ..]) => {
            let all = methods.split(',').zip(targets.split(','));
            let all = all.zip(versions.split(','));
            let line = |((method, target), version)| {
                format!("{method} {target} {version}")
            };
            all.map(line).collect::<Vec<_>>().join(", ")
        }
        _ => String::new(),
    }
}
