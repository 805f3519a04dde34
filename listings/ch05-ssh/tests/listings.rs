//! Replays this chapter's records and adds what a console cannot show.

#[cfg(unix)]
#[path = "listings/after_login.rs"]
mod after_login;
#[path = "listings/asyncssh.rs"]
mod asyncssh;
#[path = "listings/built_of.rs"]
mod built_of;
#[path = "listings/carried.rs"]
mod carried;
#[cfg(unix)]
#[path = "listings/clients.rs"]
mod clients;
#[path = "listings/differential.rs"]
mod differential;
#[cfg(unix)]
#[path = "listings/dropbear.rs"]
mod dropbear;
#[cfg(target_os = "linux")]
#[path = "../facts/mod.rs"]
mod facts;
#[path = "listings/flood.rs"]
mod flood;
#[path = "listings/host_key.rs"]
mod host_key;
#[path = "listings/hostile.rs"]
mod hostile;
#[cfg(unix)]
#[path = "listings/more_peers.rs"]
mod more_peers;
#[path = "listings/openssh.rs"]
mod openssh;
#[path = "listings/paramiko.rs"]
mod paramiko;
#[path = "listings/secrets.rs"]
mod secrets;
#[cfg(unix)]
#[path = "listings/speed.rs"]
mod speed;
#[path = "listings/status.rs"]
mod status;
#[path = "../../ch03-udp/tests/listings/two_addresses.rs"]
mod two_addresses;
#[path = "listings/two_keys.rs"]
mod two_keys;
#[path = "listings/two_proofs.rs"]
mod two_proofs;

use std::error::Error;
use std::fs;
use std::net::{SocketAddr, TcpListener};
use std::path::Path;
use std::process::{ExitCode, Output};
use std::time::Duration;

use lab_ssh::Server;
use trials::{Chapter, Outcome, TempDir, program};
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
    let own: [Own; 4] = [
        (
            "fleet::where no host is named, it asks the lab",
            nobody_named,
        ),
        ("tour::what it is built of", built_of::tour_is_built_of),
        ("window::three MiB come whole on either stream", three_mib),
        (
            "terminal::a server's control characters are not shown",
            control,
        ),
    ];
    let chapter = all(host_key::trials(chapter), own);
    let chapter = chapter.trial("ipv6::the host key and a command", ipv6);
    let chapter = chapter
        .trial("names::the server is at the second address", || {
            second_address().unwrap_or_else(|outcome| outcome)
        });
    let chapter = status::trials(flood::trials(chapter));
    let chapter = hostile::trials(secrets::trials(chapter));
    let chapter = carried::trials(chapter);
    let chapter = two_proofs::trials(two_keys::trials(chapter));
    let chapter = paramiko::trials(chapter);
    let chapter = asyncssh::trials(differential::trials(chapter));
    #[cfg(unix)]
    let chapter = speed::trials(after_login::trials(chapter));
    #[cfg(unix)]
    let chapter =
        dropbear::trials(more_peers::trials(clients::trials(chapter)));
    #[cfg(target_os = "linux")]
    let chapter = chapter.facts(facts::ALL);
    openssh::trials(chapter).peer("ssh", ssh_peer).run()
}

/// Adds these to the chapter.
fn all<const N: usize>(chapter: Chapter, own: [Own; N]) -> Chapter {
    own.into_iter().fold(chapter, |chapter, (name, run)| {
        chapter.trial(name, move || Outcome::from(run()))
    })
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

/// Without a file of hosts it asks nobody, and says whom it would have asked.
fn nobody_named() -> Checked {
    let dir = TempDir::new()?;
    let file = dir.path().join("known_hosts");
    let mut fleet = program(env!("CARGO_BIN_EXE_ssh-fleet"));
    let output = fleet.arg(&file).args(["key", "echo hello"]).output()?;
    refused(&output, "ssh-fleet: 127.0.0.1:7550: ")
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
    let server = Server::start_keeping("[::1]:0".parse()?, kept_key())?;
    let output = verify(&server, Some(server.known_hosts()))?;
    accepted(&output, &server.fingerprints()[0])?;
    status::ends(&server, "exit 7", 7, "exit status 7\n")
}

/// The RSA key of most servers here, which an earlier run has made.
fn kept_key() -> &'static Path {
    Path::new(concat!(env!("CARGO_TARGET_TMPDIR"), "/lab-ssh-rsa"))
}

/// `cargo lab ssh`. The first server of a record has the kept key; a second
/// one has to have another.
fn ssh_peer(args: Vec<String>) -> ExitCode {
    if trials::is_first_peer() {
        lab_ssh::main_keeping(args, kept_key())
    } else {
        lab_ssh::main(args)
    }
}

fn start() -> Result<Server, Box<dyn Error>> {
    let addr = SocketAddr::from(([127, 0, 0, 1], 0));
    Server::start_keeping(addr, kept_key())
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
    in_time(|| {
        let mut command = program(binary);
        command.arg(server.local_addr().to_string()).arg(file);
        command.args(args);
        Ok(assert_cmd::Command::from_std(command)
            .write_stdin(format!("{password}\n"))
            .timeout(TIMEOUT)
            .output()?)
    })
}

fn accepted(output: &Output, fingerprint: &str) -> Checked {
    let line = format!("host key ok: {fingerprint}\n");
    if output.status.success() && output.stdout == line.as_bytes() {
        Ok(())
    } else {
        Err(told(output))
    }
}

/// Plays it again where its time was over, on a busy machine, before there
/// was what it is played for.
fn in_time(
    play: impl Fn() -> Result<Output, Box<dyn Error>>,
) -> Result<Output, Box<dyn Error>> {
    for _ in 0..5 {
        let output = play()?;
        let stderr = String::from_utf8_lossy(&output.stderr);
        if !stderr.contains("out of time") {
            return Ok(output);
        }
    }
    play()
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
