//! Replays this chapter's records and adds what a console cannot show.

#[cfg(unix)]
#[path = "listings/clients.rs"]
mod clients;
#[path = "listings/differential.rs"]
mod differential;
#[cfg(target_os = "linux")]
#[path = "../facts/mod.rs"]
mod facts;
#[path = "listings/flood.rs"]
mod flood;
#[path = "listings/openssh.rs"]
mod openssh;
#[path = "listings/status.rs"]
mod status;
#[path = "../../ch03-udp/tests/listings/two_addresses.rs"]
mod two_addresses;

use std::error::Error;
use std::fs;
use std::net::{SocketAddr, TcpListener};
use std::path::Path;
use std::process::Output;
use std::time::Duration;

use lab_ssh::{Event, Server};
use trials::{Outcome, TempDir, program};
use two_addresses::First;

const EXEC: &str = env!("CARGO_BIN_EXE_ssh-exec");
const FINGERPRINT: &str = env!("CARGO_BIN_EXE_ssh-fingerprint");
const VERIFY: &str = env!("CARGO_BIN_EXE_ssh-verify");

/// Longer than anything here takes; it only ends what has gone wrong.
const TIMEOUT: Duration = Duration::from_secs(10);

type Checked = Result<(), Box<dyn Error>>;

/// A trial's name and what it runs.
type Own = (&'static str, fn() -> Checked);

fn main() {
    two_addresses::stage();
    differential::stage();
    let chapter = trials::chapter(
        env!("CARGO_MANIFEST_DIR"),
        env!("CARGO_BIN_EXE_ch05-ssh"),
    );
    let own: [Own; 16] = [
        ("host-key::a key on file is accepted", known),
        (
            "host-key::a host known by its RSA key shows it",
            known_by_rsa,
        ),
        (
            "host-key::the plain name counts where no port is",
            plain_name,
        ),
        ("host-key::no file and an empty file know nobody", unknown),
        ("host-key::a pattern knows whom it fits", pattern),
        ("host-key::a revoked key is refused, known or not", revoked),
        ("host-key::another key for the port is final", changed),
        ("host-key::one line that fits is enough", several),
        ("host-key::a `!` takes hosts out of a line", negated),
        ("host-key::capitals, other encodings, old keys", spellings),
        ("host-key::a type that the server lacks", another_type),
        ("host-key::an unreadable line ends the program", unreadable),
        ("host-key::an authority's key is no host key", authority),
        (
            "secret::no password leaves for a changed host key",
            no_password,
        ),
        ("window::three MiB come whole on either stream", three_mib),
        (
            "terminal::a server's control characters are not shown",
            control,
        ),
    ];
    let chapter = own.into_iter().fold(chapter, |chapter, (name, run)| {
        chapter.trial(name, move || Outcome::from(run()))
    });
    let chapter = chapter.trial("ipv6::the host key and a command", ipv6);
    let chapter = chapter
        .trial("names::the server is at the second address", || {
            second_address().unwrap_or_else(|outcome| outcome)
        });
    let chapter = status::trials(flood::trials(chapter));
    let chapter = differential::trials(chapter);
    #[cfg(unix)]
    let chapter = clients::trials(chapter);
    #[cfg(target_os = "linux")]
    let chapter = chapter.facts(facts::ALL);
    openssh::trials(chapter).peer("ssh", lab_ssh::main).run()
}

fn known() -> Checked {
    let server = start()?;
    let output = verify(&server, Some(server.known_hosts()))?;
    accepted(&output, &server.fingerprints()[0])
}

fn known_by_rsa() -> Checked {
    let server = start()?;
    let output = verify(&server, Some(rsa_line(&server)))?;
    accepted(&output, &server.fingerprints()[1])
}

fn plain_name() -> Checked {
    let server = start()?;
    let lines = server.known_hosts().replace(&name(&server), "127.0.0.1");
    accepted(&verify(&server, Some(&lines))?, &server.fingerprints()[0])
}

fn unknown() -> Checked {
    let server = start()?;
    refused(&verify(&server, None)?, "this host is not in")?;
    refused(&verify(&server, Some(""))?, "this host is not in")?;
    let others = server.known_hosts().replace("127.0.0.1", "127.0.0.2");
    refused(&verify(&server, Some(&others))?, "this host is not in")
}

fn pattern() -> Checked {
    let server = start()?;
    for fits in ["127.0.0.*", "*", "1?7.**.1", "127.0.*.1"] {
        let lines = server.known_hosts().replace("127.0.0.1", fits);
        let output = verify(&server, Some(&lines))?;
        accepted(&output, &server.fingerprints()[0])?;
    }
    for wrong in ["127.0.0.1?", "*2", "?"] {
        let lines = server.known_hosts().replace("127.0.0.1", wrong);
        let output = verify(&server, Some(&lines))?;
        refused(&output, "this host is not in")?;
    }
    // Whoever a pattern knows has no use for the plain name.
    let other = format!("[*]:* {}", key(ed25519_line(&start_other()?)));
    let plain = server.known_hosts().replace(&name(&server), "127.0.0.1");
    let output = verify(&server, Some(&format!("{plain}{other}\n")))?;
    refused(&output, "this host has another key in")
}

fn revoked() -> Checked {
    let server = start()?;
    let good = server.known_hosts();
    let bad = format!("@revoked * {}", key(ed25519_line(&server)));
    for lines in [format!("{good}{bad}\n"), format!("{bad}\n{good}")] {
        refused(&verify(&server, Some(&lines))?, "this key is revoked in")?;
    }
    refused(&verify(&server, Some(&bad))?, "this key is revoked in")?;
    // Whosever it was: here it is stricter than OpenSSH.
    let lines = format!("{good}{}\n", bad.replace('*', "elsewhere"));
    refused(&verify(&server, Some(&lines))?, "this key is revoked in")
}

/// An old key stands beside the new one, in whatever order.
fn several() -> Checked {
    let (server, other) = (start()?, start_other()?);
    let good = server.known_hosts();
    let old = other.known_hosts().replace(&name(&other), &name(&server));
    for lines in [format!("{old}{good}"), format!("{good}{old}")] {
        let output = verify(&server, Some(&lines))?;
        accepted(&output, &server.fingerprints()[0])?;
    }
    // The old key is of the type that would be taken first.
    let rsa = rsa_line(&server);
    let ed25519 = ed25519_line(&other).replace(&name(&other), "elsewhere");
    let output = verify(&server, Some(&format!("{ed25519}\n{rsa}\n")))?;
    accepted(&output, &server.fingerprints()[1])
}

/// OpenSSH refuses these, and so must everybody who reads the file.
fn negated() -> Checked {
    let server = start()?;
    let (name, key) = (name(&server), key(ed25519_line(&server)));
    for names in [
        format!("!{name},{name}"),
        format!("{name},!{name}"),
        format!("!*,{name}"),
        "!elsewhere".into(),
    ] {
        let output = verify(&server, Some(&format!("{names} {key}\n")))?;
        refused(&output, "this host is not in")?;
    }
    let lines = format!("!elsewhere,{name} {key}\n");
    let output = verify(&server, Some(&lines))?;
    accepted(&output, &server.fingerprints()[0])
}

/// What OpenSSH reads without a word.
fn spellings() -> Checked {
    let server = start()?;
    let good = server.known_hosts();
    let dir = TempDir::new()?;
    let file = dir.path().join("known_hosts");
    let old_key = "elsewhere 1024 65537 12345678901234567890 comment";
    for before in [
        &b"# J\xfcrgen\n"[..],
        format!("{}\tJ\n", ed25519_line(&server)).as_bytes(),
        format!("{old_key}\n").as_bytes(),
        b" \t\n",
    ] {
        fs::write(&file, [before, good.as_bytes(), b"\xff \xfe"].concat())?;
        let output = run(VERIFY, &server, &file, &[], "")?;
        refused(&output, "is unreadable")?;
        fs::write(&file, [before, good.as_bytes()].concat())?;
        let output = run(VERIFY, &server, &file, &[], "")?;
        accepted(&output, &server.fingerprints()[0])?;
    }
    by_name(&server, "LOCALHOST", "localhost")?;
    by_name(&server, "localhost", "LocalHost")
}

/// Typed as `typed`, the host has the line of `written`.
fn by_name(server: &Server, typed: &str, written: &str) -> Checked {
    let port = server.local_addr().port();
    let lines = server.known_hosts().replace("127.0.0.1", written);
    let dir = TempDir::new()?;
    let file = dir.path().join("known_hosts");
    fs::write(&file, lines)?;
    let mut command = program(VERIFY);
    command.arg(format!("{typed}:{port}")).arg(&file);
    accepted(&command.output()?, &server.fingerprints()[0])
}

/// The file holds an ECDSA key, and the server has none. The handshake is
/// to succeed all the same, so that the truth can be told.
fn another_type() -> Checked {
    let server = start()?;
    let ecdsa = "ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTY=";
    let line = format!("{} {ecdsa}\n", name(&server));
    let output = verify(&server, Some(&line))?;
    refused(&output, "this host has another key in")?;
    // A key is its bytes and its type, which the bytes name as well.
    for wrong in ["ssh-rsa", "SSH-ED25519", "ssh-ed2551"] {
        let lying = ed25519_line(&server).replacen("ssh-ed25519", wrong, 1);
        let output = verify(&server, Some(&lying))?;
        refused(&output, "line 1 is unreadable")?;
    }
    Ok(())
}

fn second_address() -> Result<Outcome, Outcome> {
    let addr = format!("{}:7558", two_addresses::NAME);
    for first in [First::Absent, First::Silent] {
        let client = [FINGERPRINT, &addr];
        let output = two_addresses::run(first, 7558, "ssh", &client)?;
        let shown = String::from_utf8_lossy(&output.stdout);
        if !output.status.success() || !shown.contains("SHA256:") {
            return Err(Outcome::from(Err(told(&output))));
        }
    }
    Ok(Outcome::Passed)
}

/// The right key under the plain name is what libssh2 would fall back to.
fn changed() -> Checked {
    let (server, other) = (start()?, start_other()?);
    let wrong = format!("{} {}", name(&server), key(ed25519_line(&other)));
    let right = format!("127.0.0.1 {}", key(ed25519_line(&server)));
    for lines in [
        wrong.clone(),
        format!("{wrong}\n{right}\n"),
        format!("{right}\n{wrong}\n"),
    ] {
        refused(&verify(&server, Some(&lines))?, "has another key in")?;
    }
    Ok(())
}

fn unreadable() -> Checked {
    let server = start()?;
    let good = ed25519_line(&server);
    let padded = format!("{good}=");
    let [nul, feed] = ["\0", "\u{c}"].map(|c| good.replace(' ', c));
    for line in [
        "one-word",
        "host ssh-ed25519 AAA?",
        "@what a b AAAA",
        "|1|AAAA|AAAA ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAA",
        &padded,
        &nul,
        &feed,
    ] {
        let lines = format!("{}{line}\n", server.known_hosts());
        refused(&verify(&server, Some(&lines))?, "line 3 is unreadable")?;
    }
    // A folder is a file that cannot be read.
    let dir = TempDir::new()?;
    let output = run(VERIFY, &server, dir.path(), &[], "")?;
    refused(&output, &dir.path().display().to_string())
}

fn authority() -> Checked {
    let server = start()?;
    let lines = format!("@cert-authority * {}", key(ed25519_line(&server)));
    refused(&verify(&server, Some(&lines))?, "this host is not in")
}

fn no_password() -> Checked {
    let (server, other) = (start()?, start_other()?);
    let lines = other.known_hosts().replace(&name(&other), &name(&server));
    let output = exec(&server, &lines, "both")?;
    refused(&output, "has another key in")?;

    if !server.wait_for(&Event::Disconnected, TIMEOUT) {
        return Err("the client never left the server".into());
    }
    // libssh2 asks for the login service while it still shakes hands. What
    // counts is that no method was tried, and none has a password in it.
    let events = server.events();
    let tried = |event: &Event| matches!(event, Event::AuthTried(_));
    match server.received_password() || events.iter().any(tried) {
        false => Ok(()),
        true => Err(format!("the server saw {events:?}").into()),
    }
}

fn three_mib() -> Checked {
    let server = start()?;
    for (stream, label) in [("stdout", "out: "), ("stderr", "err: ")] {
        let command = format!("flood {stream} 3");
        let output = exec(&server, server.known_hosts(), &command)?;
        let text = String::from_utf8(output.stdout)?;
        let bytes: usize = text
            .lines()
            .filter_map(|line| line.strip_prefix(label))
            .map(|line| line.len() + 1)
            .sum();
        if bytes != 3 << 20 || !text.contains("\nexit status 0,") {
            return Err(format!("{bytes} bytes of {stream} came").into());
        }
    }
    Ok(())
}

fn control() -> Checked {
    let server = start()?;
    let command = "echo '\u{1b}[31mred\u{7}' '\u{9b}2J' 'a\ttab'";
    let output = exec(&server, server.known_hosts(), command)?;
    let wanted = "out: \u{fffd}[31mred\u{fffd} \u{fffd}2J a\ttab\n";
    if output.stdout.starts_with(wanted.as_bytes()) {
        Ok(())
    } else {
        Err(told(&output))
    }
}

fn ipv6() -> Outcome {
    match TcpListener::bind("[::1]:0") {
        Ok(_) => Outcome::from(over_ipv6()),
        Err(error) => Outcome::Ignored(format!("no ::1 here: {error}")),
    }
}

fn over_ipv6() -> Checked {
    let server = Server::start_sharing("[::1]:0".parse()?)?;
    let output = verify(&server, Some(server.known_hosts()))?;
    accepted(&output, &server.fingerprints()[0])?;
    status::ends(&server, "exit 7", 7, "exit status 7\n")
}

fn start() -> Result<Server, Box<dyn Error>> {
    Server::start_sharing(SocketAddr::from(([127, 0, 0, 1], 0)))
}

/// A server that has no key in common with any other.
fn start_other() -> Result<Server, Box<dyn Error>> {
    Server::start(SocketAddr::from(([127, 0, 0, 1], 0)))
}

/// The server's name in a known_hosts file.
fn name(server: &Server) -> String {
    let addr = server.local_addr();
    format!("[{}]:{}", addr.ip(), addr.port())
}

fn ed25519_line(server: &Server) -> &str {
    server.known_hosts().lines().next().unwrap_or_default()
}

fn rsa_line(server: &Server) -> &str {
    server.known_hosts().lines().nth(1).unwrap_or_default()
}

/// A line's key, its type with it.
fn key(line: &str) -> &str {
    line.split_once(' ').map_or("", |(_, key)| key)
}

fn verify(
    server: &Server,
    known_hosts: Option<&str>,
) -> Result<Output, Box<dyn Error>> {
    let dir = TempDir::new()?;
    let file = dir.path().join("known_hosts");
    if let Some(lines) = known_hosts {
        fs::write(&file, lines)?;
    }
    run(VERIFY, server, &file, &[], "")
}

fn exec(
    server: &Server,
    known_hosts: &str,
    command: &str,
) -> Result<Output, Box<dyn Error>> {
    let dir = TempDir::new()?;
    let file = dir.path().join("known_hosts");
    fs::write(&file, known_hosts)?;
    run(EXEC, server, &file, &["lab", command], server.password())
}

fn run(
    binary: &str,
    server: &Server,
    file: &Path,
    args: &[&str],
    password: &str,
) -> Result<Output, Box<dyn Error>> {
    let mut command = program(binary);
    command.arg(server.local_addr().to_string()).arg(file);
    command.args(args);
    Ok(assert_cmd::Command::from_std(command)
        .write_stdin(format!("{password}\n"))
        .timeout(TIMEOUT)
        .output()?)
}

fn accepted(output: &Output, fingerprint: &str) -> Checked {
    let line = format!("host key ok: {fingerprint}\n");
    if output.status.success() && output.stdout == line.as_bytes() {
        Ok(())
    } else {
        Err(told(output))
    }
}

/// One line on standard error, with this in it, and status 1.
fn refused(output: &Output, why: &str) -> Checked {
    let stderr = String::from_utf8_lossy(&output.stderr);
    let one_line = stderr.lines().count() == 1 && stderr.contains(why);
    let silent = output.stdout.is_empty();
    if output.status.code() == Some(1) && one_line && silent {
        Ok(())
    } else {
        Err(format!("{why:?} wanted: {}", told(output)).into())
    }
}

fn told(output: &Output) -> Box<dyn Error> {
    format!(
        "{}\nstdout: {}stderr: {}",
        output.status,
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    )
    .into()
}
