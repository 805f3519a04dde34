//! Replays this chapter's records and adds what a console cannot show.

use std::net::{Ipv4Addr, TcpListener};
use std::process::Command;

use trials::Outcome;

#[cfg(target_os = "linux")]
#[path = "../facts/mod.rs"]
mod facts;

/// What `inet_aton` takes for 127.0.0.1, and `parse` for no address at all.
const ODD: [&str; 4] = ["127.1", "0177.0.0.1", "2130706433", "0x7f.0.0.1"];

fn main() {
    let chapter = trials::chapter(
        env!("CARGO_MANIFEST_DIR"),
        env!("CARGO_BIN_EXE_ch01-basics"),
    )
    .trial("addr-parse::odd literals are refused", odd_literals)
    .trial("addr-parse::what is no address is one line", not_addresses)
    .trial("addr-parse::kinds at the edges of their blocks", edges)
    .trial("addr-kinds::both ends of a block", kinds)
    .trial("cidr::every length, and what is no block", blocks)
    .trial("v6-zone::a name asks no resolver", zones)
    .trial("resolve::odd literals become 127.0.0.1", odd_resolved)
    .trial("resolve::bad arguments ask no resolver", bad_arguments)
    .trial("port-zero::errors name the address", unbindable)
    .trial("which-source::a name is no address", not_parsed)
    .trial("dual-stack::without IPv6 it is one line", both_families);
    #[cfg(target_os = "linux")]
    let chapter = chapter.facts(facts::ALL);
    chapter.run()
}

fn odd_literals() -> Outcome {
    all(ODD
        .map(|text| expect(&addr_parse(&[text]), 1, "", &not_an_address(text))))
}

fn not_addresses() -> Outcome {
    let texts = [
        "",
        "localhost",
        "256.1.1.1",
        "127.0.0.1:65536",
        "127.0.0.1:",
        "[::1]",
        ":80",
    ];
    all(texts
        .map(|text| expect(&addr_parse(&[text]), 1, "", &not_an_address(text))))
}

fn edges() -> Outcome {
    all([
        ("9.255.255.255", "v4 other"),
        ("10.0.0.0", "v4 private"),
        ("172.15.255.255", "v4 other"),
        ("172.31.255.255", "v4 private"),
        ("127.255.255.255", "v4 loopback"),
        ("169.254.0.0", "v4 link-local"),
        ("239.255.255.255", "v4 multicast"),
        ("::", "v6 unspecified"),
        ("::2", "v6 other"),
        // No v6 loopback, and yet a connection to it reaches 127.0.0.1.
        ("::ffff:127.0.0.1", "v6 IPv4-mapped"),
        ("fdff::1", "v6 private"),
        ("febf::1", "v6 link-local"),
        ("2001:db9::", "v6 other"),
        ("3fff:fff::", "v6 documentation"),
        ("3fff:1000::", "v6 other"),
    ]
    .map(|(text, kind)| {
        expect(&addr_parse(&[text]), 0, &format!("{text} {kind}\n"), "")
    }))
}

fn kinds() -> Outcome {
    all([
        ("0.255.255.255", "this network"),
        ("1.0.0.0", "global"),
        ("100.63.255.255", "global"),
        ("100.127.255.255", "shared by a carrier's customers"),
        ("100.128.0.0", "global"),
        ("172.15.255.255", "global"),
        ("192.0.0.8", "protocol assignments"),
        ("192.0.0.9", "global"),
        ("192.0.1.0", "global"),
        ("198.19.255.255", "benchmarks"),
        ("198.20.0.0", "global"),
        ("239.255.255.255", "multicast"),
        ("255.255.255.254", "reserved"),
        ("::2", "special or not assigned"),
        ("::fffe:10.1.2.3", "special or not assigned"),
        ("::ffff:8.8.8.8", "IPv4-mapped: global"),
        ("64:ff9b:1::1", "special or not assigned"),
        ("1fff::", "special or not assigned"),
        ("2001:1ff::", "protocol assignments"),
        ("2001:200::", "global"),
        ("3fff:1000::", "global"),
        ("4000::", "special or not assigned"),
        ("fbff::", "special or not assigned"),
        ("fdff::", "private (unique local)"),
        ("febf::", "link-local"),
        ("fec0::", "special or not assigned"),
    ]
    .map(|(text, kind)| {
        let run = run(env!("CARGO_BIN_EXE_addr-kinds"), &[text]);
        expect(&run, 0, &format!("{text:<17} {kind}\n"), "")
    }))
}

fn blocks() -> Outcome {
    let cidr = |block: &str| {
        run(env!("CARGO_BIN_EXE_cidr"), &["255.255.255.255", block])
    };
    let inside = (0..=32).find_map(|length| {
        let first = u32::MAX.checked_shl(32 - length).unwrap_or(0);
        let first = Ipv4Addr::from(first);
        let run = cidr(&format!("{first}/{length}"));
        let well = run.stdout.ends_with("255.255.255.255 inside: true\n");
        (!well).then(|| format!("{}\n  got {}", run.command, run.stderr))
    });
    let refused = |block: &str, why: &str| {
        expect(&cidr(block), 1, "", &format!("cidr: {block}: {why}\n"))
    };
    all([
        inside,
        refused("0.0.0.0", "write ADDRESS/LENGTH"),
        refused("::/0", "not an IPv4 address"),
        refused("0.0.0.0/33", "the length is 0 to 32"),
        refused("0.0.0.0/-1", "the length is 0 to 32"),
        refused("0.0.0.0/", "the length is 0 to 32"),
        refused("10.0.0.0/+8", "the length is 0 to 32"),
        refused("10.0.0.0/ 8", "the length is 0 to 32"),
        refused("0.0.0.1/31", "the block begins at 0.0.0.0"),
    ])
}

fn zones() -> Outcome {
    let texts = ["localhost", "127.0.0.1", "%1", "", "[fe80::1%1]"];
    all(texts.map(|text| {
        let run = run(env!("CARGO_BIN_EXE_v6-zone"), &[text]);
        one_line(&run, &format!("v6-zone: {text}: not an IPv6 address"))
    }))
}

fn odd_resolved() -> Outcome {
    if !cfg!(target_os = "linux") {
        return Outcome::Ignored("measured with Linux's resolvers only".into());
    }
    all(ODD.map(|text| {
        expect(&resolve(&[text, "7100"]), 0, "127.0.0.1:7100\n", "")
    }))
}

fn bad_arguments() -> Outcome {
    let refused = |port: &str, why: &str| {
        let stderr = format!("resolve: port {port}: {why}\n");
        expect(&resolve(&["127.0.0.1", port]), 1, "", &stderr)
    };
    all([
        refused("65536", "number too large to fit in target type"),
        refused("http", "invalid digit found in string"),
        refused("", "cannot parse integer from empty string"),
        expect(
            &resolve(&["127.0.0.1", "80", "x"]),
            2,
            "",
            "usage: resolve [NAME] [PORT]\n",
        ),
    ])
}

fn unbindable() -> Outcome {
    let port_zero = |addr: &str, why: &str| {
        let run = run(env!("CARGO_BIN_EXE_port-zero"), &[addr]);
        let line = format!("port-zero: {addr}: {why}");
        one_line(&run, &line)
    };
    let taken = TcpListener::bind("127.0.0.1:0")
        .and_then(|listener| Ok((listener.local_addr()?, listener)));
    let (addr, _taken) = match taken {
        Ok(taken) => taken,
        Err(error) => return Outcome::Failed(error.to_string()),
    };
    all([
        port_zero("127.0.0.1", "invalid socket address"),
        port_zero("127.0.0.1:65536", "invalid port value"),
        port_zero(&addr.to_string(), ""),
    ])
}

fn not_parsed() -> Outcome {
    let texts = ["localhost:7100", "127.0.0.1", "::1:7100", ""];
    all(texts.map(|text| {
        let run = run(env!("CARGO_BIN_EXE_which-source"), &[text]);
        one_line(&run, &format!("which-source: {text}: invalid"))
    }))
}

fn both_families() -> Outcome {
    let dual_stack =
        |args: &[&str]| run(env!("CARGO_BIN_EXE_dual-stack"), args);
    let usage = "usage: dual-stack [true|false]\n";
    // Its records have the output; here it may also lack IPv6.
    let works_or_says = |run: Run| match run.status {
        Some(0) => None,
        _ => one_line(&run, "dual-stack: [::]: "),
    };
    all([
        works_or_says(dual_stack(&[])),
        works_or_says(dual_stack(&["true"])),
        expect(&dual_stack(&["1"]), 2, "", usage),
        expect(&dual_stack(&["false", "x"]), 2, "", usage),
    ])
}

/// What is wrong unless the run failed with one line that begins so.
fn one_line(run: &Run, begin: &str) -> Option<String> {
    let lines = run.stderr.lines().count();
    let well = run.status == Some(1) && lines == 1;
    (!well || !run.stderr.starts_with(begin)).then(|| {
        let (status, stderr) = (run.status, &run.stderr);
        format!(
            "{}\n  wanted {begin:?}…, 1\n  got    {stderr:?}, {status:?}",
            run.command
        )
    })
}

fn not_an_address(text: &str) -> String {
    format!("addr-parse: {text}: neither an IP address nor IP:PORT\n")
}

/// How one run of a listing ended.
struct Run {
    command: String,
    status: Option<i32>,
    stdout: String,
    stderr: String,
}

fn addr_parse(args: &[&str]) -> Run {
    run(env!("CARGO_BIN_EXE_addr-parse"), args)
}

fn resolve(args: &[&str]) -> Run {
    run(env!("CARGO_BIN_EXE_resolve"), args)
}

fn run(program: &str, args: &[&str]) -> Run {
    let output = Command::new(program)
        .args(args)
        .output()
        .expect("cargo has built the listing");
    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
    Run {
        command: format!("{program} {args:?}"),
        status: output.status.code(),
        stdout: text(output.stdout),
        stderr: text(output.stderr),
    }
}

/// What differs from the expectation, or nothing.
fn expect(
    run: &Run,
    status: i32,
    stdout: &str,
    stderr: &str,
) -> Option<String> {
    let wanted = (Some(status), stdout, stderr);
    let got = (run.status, run.stdout.as_str(), run.stderr.as_str());
    (got != wanted).then(|| {
        format!("{}\n  wanted {wanted:?}\n  got    {got:?}", run.command)
    })
}

fn all<const N: usize>(differences: [Option<String>; N]) -> Outcome {
    let found: Vec<String> = differences.into_iter().flatten().collect();
    if found.is_empty() {
        Outcome::Passed
    } else {
        Outcome::Failed(found.join("\n"))
    }
}
