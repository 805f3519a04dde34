//! A trial a trace: tshark, which others wrote, must read the packets as we
//! do, field by field.

use std::collections::BTreeMap;
use std::fs;
use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Arc, OnceLock};

use libtest_mimic::Trial;
use record::wire::tcp::Flags;
use record::wire::{Kind, Layer};
use record::{Event, Trace, diff};

use crate::outcome::{Outcome, trial};
use crate::records::{self, shown};
use crate::{Place, TempDir, peer};

/// What tshark is asked for, and what [`ours`] answers, in this order. A
/// checksum's status is 1 where it is good.
const FIELDS: [&str; 23] = [
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
];

pub(crate) fn trials(place: &Place) -> Vec<Trial> {
    let files = records::with_extension(&place.dir.join("recorded"), "wire");
    let paths = files.iter().map(|(_, path)| path.clone()).collect();
    let shoal = Arc::new(Shoal {
        paths,
        read: OnceLock::new(),
    });
    files
        .into_iter()
        .map(|(stem, path)| {
            let shoal = Arc::clone(&shoal);
            trial(&format!("tshark::{stem}"), move || {
                check(&path, &shoal).unwrap_or_else(|outcome| outcome)
            })
        })
        .collect()
}

fn check(path: &Path, shoal: &Shoal) -> Result<Outcome, Outcome> {
    let tshark = peer("tshark")?;
    let failed = |problem: String| {
        Outcome::Failed(format!("{}: {problem}", shown(path)))
    };
    let trace = read(path).map_err(failed)?;
    let mut expected = String::new();
    for event in trace.events() {
        expected.push_str(&format!("{}\n", ours(&event).join(" | ")));
    }
    if shoal.rows(&tshark, path).as_ref() == Some(&expected) {
        return Ok(Outcome::Passed);
    }
    let theirs = theirs(&tshark, &trace).map_err(failed)?;
    let theirs = theirs.into_iter().collect::<Result<String, _>>();
    match diff(&expected, &theirs.map_err(failed)?) {
        None => Ok(Outcome::Passed),
        Some(diff) => Err(failed(format!(
            "tshark reads other things (- ours, + tshark's) in\n{}\n\n{diff}",
            FIELDS.join(" | ")
        ))),
    }
}

fn read(path: &Path) -> Result<Trace, String> {
    let text = fs::read_to_string(path).map_err(|e| e.to_string())?;
    Trace::parse(&text).map_err(|e| e.to_string())
}

/// A chapter's traces, read by one tshark, which takes longer to start than
/// to read them all. Only a trace in which it finds nothing else than we do
/// is done with it: beside others a trace may read otherwise than alone, as
/// where two use the same ports.
struct Shoal {
    paths: Vec<PathBuf>,
    read: OnceLock<BTreeMap<PathBuf, String>>,
}

impl Shoal {
    fn rows(&self, tshark: &Path, path: &Path) -> Option<String> {
        let read = self.read.get_or_init(|| {
            // What fails here is told by the trial of its own trace.
            self.read_all(tshark).unwrap_or_default()
        });
        read.get(path).cloned()
    }

    fn read_all(
        &self,
        tshark: &Path,
    ) -> Result<BTreeMap<PathBuf, String>, String> {
        let mut all = Trace::default();
        let mut counts = Vec::new();
        for path in &self.paths {
            if let Ok(trace) = read(path) {
                counts.push((path, trace.packets.len()));
                all.packets.extend(trace.packets);
            }
        }
        let mut lines = theirs(tshark, &all)?.into_iter();
        let rows = counts.into_iter().filter_map(|(path, count)| {
            let lines: Vec<_> = lines.by_ref().take(count).collect();
            let rows: Result<String, _> = lines.into_iter().collect();
            Some((path.clone(), rows.ok()?))
        });
        Ok(rows.collect())
    }
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
    let (src, dst) = (dissection.src, dissection.dst);
    if let (Some((src, _)), Some((dst, _))) = (src, dst) {
        addresses(event, src, dst, &mut set);
    }
    let port = |end: Option<(_, Option<u16>)>| match end {
        Some((_, Some(port))) => port.to_string(),
        _ => String::new(),
    };
    let length = dissection.payload.len();
    match &dissection.kind {
        Kind::Tcp(tcp) => {
            set("tcp.srcport", port(src));
            set("tcp.dstport", port(dst));
            set("tcp.flags", format!("0x{:04x}", tcp.flags.0));
            set("tcp.seq_raw", tcp.seq.to_string());
            set("tcp.ack_raw", tcp.ack.to_string());
            set("tcp.seq", number(event, "seq "));
            set("tcp.ack", number(event, "ack "));
            set("tcp.len", length.to_string());
            set("tcp.checksum.status", "1".into());
        }
        Kind::Udp => {
            set("udp.srcport", port(src));
            set("udp.dstport", port(dst));
            let whole = named(event, "UDP", "Length");
            let is_whole = whole == (length + 8).to_string();
            // 1 is right; 2 is not looked at, for want of the other
            // fragments.
            let status = if is_whole { "1" } else { "2" };
            set("udp.length", whole);
            set("udp.checksum.status", status.into());
        }
        Kind::Icmp => {
            let fields = dissection.fields.iter();
            let mut own = fields.filter(|field| field.layer == Layer::Icmp);
            for name in ["icmp.type", "icmp.code"] {
                let value = own.next().map(|field| field.value.clone());
                set(name, value.unwrap_or_default());
            }
        }
        Kind::Other => {}
    }
    match dissection.proto {
        "HTTP" => set("http.request.line", dissection.info.clone()),
        "SSH" => set("ssh.message_code", codes(&dissection.info)),
        _ => {}
    }
    row
}

fn addresses(
    event: &Event,
    src: IpAddr,
    dst: IpAddr,
    set: &mut impl FnMut(&str, String),
) {
    if src.is_ipv6() {
        set("ipv6.src", src.to_string());
        set("ipv6.dst", dst.to_string());
        return;
    }
    set("ip.src", src.to_string());
    set("ip.dst", dst.to_string());
    set("ip.checksum.status", "1".into());
    let offset = named(event, "IPv4", "Fragment offset");
    // On the wire it counts eights of bytes (RFC 791 §3.1).
    let eights = offset.parse().map(|bytes: usize| bytes / 8);
    let eights = eights.map_or(String::new(), |n| n.to_string());
    set("ip.frag_offset", eights);
}

/// What a packet's field says.
fn named(event: &Event, layer: &str, name: &str) -> String {
    let mut fields = event.dissection.fields.iter();
    let field = fields.find(|f| f.layer.name() == layer && f.name == name);
    field.map(|field| field.value.clone()).unwrap_or_default()
}

/// A number relative to the connection's first, as the record's head has
/// it. Of a side that never sent a SYN, which is how a refusal comes,
/// nothing is known to count from: tshark takes the number before.
fn number(event: &Event, name: &str) -> String {
    let Kind::Tcp(tcp) = &event.dissection.kind else {
        return String::new();
    };
    let refusal = tcp.flags.contains(Flags::RST) && tcp.seq == 0;
    if refusal && name == "seq " {
        return "1".into();
    }
    let mut parts = event.numbers.split(", ");
    let part = parts.find_map(|part| part.strip_prefix(name));
    part.unwrap_or("0").to_string()
}

/// RFC 4250 §4.1.2 and RFC 5656 §7: the numbers of SSH's messages.
fn codes(info: &str) -> String {
    let code = |name: &str| match name {
        "KEXINIT" => Some("20"),
        "NEWKEYS" => Some("21"),
        "KEX_ECDH_INIT" => Some("30"),
        "KEX_ECDH_REPLY" => Some("31"),
        _ => None,
    };
    info.split(", ")
        .filter_map(code)
        .collect::<Vec<_>>()
        .join(",")
}

/// What tshark says of the trace, a packet a line.
fn theirs(
    tshark: &Path,
    trace: &Trace,
) -> Result<Vec<Result<String, String>>, String> {
    let dir = TempDir::new().map_err(|e| e.to_string())?;
    let file = dir.path().join("trace.pcap");
    fs::write(&file, trace.pcap()).map_err(|e| e.to_string())?;
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
        let port = addr.port();
        command.args(["-d", &format!("tcp.port=={port},{protocol}")]);
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
/// the messages of SSH, and HTTP's start line put together again.
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
            "http.request.line" => start_line(first, rest),
            _ => first.to_string(),
        });
    }
    Ok(row.join(" | ") + "\n")
}

fn start_line(method: &str, rest: &[&str]) -> String {
    let words = match (method, rest) {
        ("", [_, _, version, code, phrase, ..]) => [*version, *code, *phrase],
        (method, [uri, version, ..]) => [method, *uri, *version],
        _ => return String::new(),
    };
    words.join(" ").trim().to_string()
}
