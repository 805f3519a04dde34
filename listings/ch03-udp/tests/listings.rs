//! Replays this chapter's records and adds what a console cannot show.

#[path = "listings/half_answers.rs"]
mod half_answers;
#[path = "listings/losses.rs"]
mod losses;
#[path = "listings/netcat.rs"]
mod netcat;
#[path = "listings/real.rs"]
mod real;
#[path = "listings/stopped.rs"]
mod stopped;
#[path = "listings/strangers.rs"]
mod strangers;
#[path = "listings/transfer.rs"]
mod transfer;
#[path = "listings/two_addresses.rs"]
mod two_addresses;

use std::collections::BTreeSet;
use std::env;
use std::error::Error;
use std::io::{self, Write};
use std::net::{SocketAddr, UdpSocket};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use trials::{Outcome, Server, program};
use two_addresses::First;

#[cfg(target_os = "linux")]
#[path = "../facts/mod.rs"]
mod facts;

const SERVER: &str = env!("CARGO_BIN_EXE_udp-echo-server");
const CLIENT: &str = env!("CARGO_BIN_EXE_udp-echo-client");

/// Longer than anything here takes; it only ends what has gone wrong.
const TIMEOUT: Duration = Duration::from_secs(10);

/// The largest payload of a datagram over IPv4, in bytes.
const LARGEST: usize = 65_507;

type Checked<T = ()> = Result<T, Box<dyn Error>>;

fn main() {
    two_addresses::stage();
    let chapter = trials::chapter(
        env!("CARGO_MANIFEST_DIR"),
        env!("CARGO_BIN_EXE_ch03-udp"),
    )
    .trial("echo::bytes that are no text come back", || {
        echoes(&[0, 255, b'\r', b'\n', 0x1b])
    })
    .trial("echo::an empty datagram comes back empty", || echoes(b""))
    .trial("echo::the largest datagram comes back whole", largest)
    .trial("echo::nothing of an earlier datagram comes back", || {
        Outcome::from(no_leftovers())
    })
    .trial("client::the largest text, and one byte more", || {
        if cfg!(target_os = "linux") {
            Outcome::from(client_sizes())
        } else {
            Outcome::Ignored("the limit is Linux's own".into())
        }
    })
    .trial("client::a stranger's datagram does not reach it", || {
        Outcome::from(stranger_is_not_heard())
    })
    .trial("client::it waits a second for a silent peer", || {
        Outcome::from(silence_takes_a_second())
    })
    .trial("client::it may be stopped and continued", || {
        if cfg!(unix) {
            Outcome::from(stopped::and_continued())
        } else {
            Outcome::Ignored("there is no SIGSTOP here".into())
        }
    })
    .trial("client::the server is at the second address", || {
        second_address().unwrap_or_else(|outcome| outcome)
    })
    .trial("ipv6::server and client", ipv6)
    .trial("netcat::it is served", netcat::is_served)
    .trial("netcat::it serves the client", netcat::serves)
    .trial("dnsmasq::it is asked", real::dnsmasq)
    .trial("chronyd::it is asked", real::chronyd)
    .trial("dns::what is no answer to the question", || {
        Outcome::from(half_answers::about_a_name())
    })
    .trial("sntp::a time that nobody knows", || {
        Outcome::from(half_answers::about_the_time())
    })
    .trial("tour::what it is built of", || {
        Outcome::from(tour_is_built_of())
    })
    .trial("transfer::strangers do not disturb it", || {
        Outcome::from(strangers::do_not_disturb_a_transfer())
    })
    .trial("transfer::a folder, a device, and no file", || {
        Outcome::from(strangers::are_no_files())
    })
    .trial("transfer::what is not kept is not confirmed", || {
        if cfg!(target_os = "linux") {
            Outcome::from(strangers::full_disk())
        } else {
            Outcome::Ignored("there is no /dev/full here".into())
        }
    })
    .trial("peers::two are told apart", || {
        Outcome::from(strangers::two_peers_are_told_apart())
    })
    .trial("multicast::a group needs its interface", || {
        Outcome::from(group_needs_its_interface())
    })
    .trial("transfer::a thousand seeds end with equal hashes", || {
        Outcome::from(transfer::a_thousand_seeds())
    })
    .trial("transfer::numbers wrap", || {
        Outcome::from(transfer::numbers_wrap())
    })
    .trial("transfer::an altered datagram is noticed", || {
        Outcome::from(transfer::an_altered_datagram_is_noticed())
    })
    .trial("transfer::another hash is no success", || {
        Outcome::from(transfer::another_hash_is_no_success())
    })
    .trial("transfer::nothing behind the last block counts", || {
        Outcome::from(transfer::nothing_behind_the_last_block_counts())
    })
    .trial("transfer::silence is not confirmed", || {
        Outcome::from(transfer::silence_is_not_confirmed())
    })
    .trial("transfer::a window a round trip, and no more", || {
        Outcome::from(transfer::a_window_a_round_trip())
    })
    .trial("losses::the page's table is what comes of it", || {
        Outcome::from(losses::the_pages_table())
    })
    .trial("losses::the page's figure is these runs", || {
        Outcome::from(losses::the_pages_figure())
    })
    .trial("losses::the relay does the same in real time", || {
        let none = losses::the_relay_agrees("transfer-relayed", 0);
        let some = || losses::the_relay_agrees("transfer-lossy", 30);
        Outcome::from(none.and_then(|()| some()))
    });
    #[cfg(target_os = "linux")]
    let chapter = chapter.facts(facts::ALL);
    chapter.run()
}

/// The crates that `cargo run -p ch03-udp` builds on Linux. Those that some
/// listings ask for by a feature are not among them.
const BUILT: [&str; 1] = ["ch03-udp"];

fn tour_is_built_of() -> Checked {
    let cargo = env::var_os("CARGO").unwrap_or("cargo".into());
    let output = Command::new(cargo)
        .args(["tree", "--offline", "--package", "ch03-udp"])
        .args(["--edges", "normal,build", "--prefix", "none"])
        .args(["--target", "x86_64-unknown-linux-gnu"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()?;
    let tree = String::from_utf8_lossy(&output.stdout);
    let names = tree.lines().filter_map(|line| line.split(' ').next());
    let names: BTreeSet<&str> = names.collect();
    let right = names == BTreeSet::from(BUILT);
    let said = String::from_utf8_lossy(&output.stderr);
    expect(right, &format!("it builds {names:?} {said}"))
}

fn group_needs_its_interface() -> Checked {
    for (group, word) in [
        ("[ff12::7303]:7303", "by which interface"),
        ("[::1%1]:7303", "not a group's"),
    ] {
        let mut command = program(env!("CARGO_BIN_EXE_multicast-v6-server"));
        let output = command.args(["127.0.0.1:0", group]).output()?;
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        expect(output.status.code() == Some(1), "it is taken")?;
        expect(said.contains(word) && said.contains(group), &said)?;
    }
    Ok(())
}

fn echoes(payload: &[u8]) -> Outcome {
    let check = || -> Checked {
        let server = start("127.0.0.1:0")?;
        exchange(&connected(server.addr)?, payload)
    };
    Outcome::from(check())
}

fn largest() -> Outcome {
    if cfg!(target_os = "linux") {
        echoes(&vec![b'.'; LARGEST])
    } else {
        Outcome::Ignored("other systems send less at once".into())
    }
}

fn no_leftovers() -> Checked {
    let server = start("127.0.0.1:0")?;
    exchange(&connected(server.addr)?, b"somebody's secret")?;
    exchange(&connected(server.addr)?, b"hi")
}

fn client_sizes() -> Checked {
    let server = start("127.0.0.1:0")?;
    let addr = server.addr.to_string();
    let text = ".".repeat(LARGEST);
    let output = program(CLIENT).args([&addr, &text]).output()?;
    expect_line(&output, &text)?;

    let output = program(CLIENT).args([addr, text + "."]).output()?;
    let problem = String::from_utf8_lossy(&output.stderr).into_owned();
    expect(output.status.code() == Some(1), "it sent 65,508 bytes")?;
    expect(problem.contains("Message too long"), &problem)
}

fn stranger_is_not_heard() -> Checked {
    let server = UdpSocket::bind("127.0.0.1:0")?;
    server.set_read_timeout(Some(TIMEOUT))?;
    let stranger = UdpSocket::bind("127.0.0.1:0")?;
    let client = client(server.local_addr()?, "who is there")?;

    let (_, from) = uninterrupted(|| server.recv_from(&mut [0; 64]))?;
    // The stranger is first, so a client that listens to all would print it.
    stranger.send_to(b"the stranger", from)?;
    server.send_to(b"the server", from)?;
    expect_line(&client.wait_with_output()?, "the server")
}

fn silence_takes_a_second() -> Checked {
    let silent = UdpSocket::bind("127.0.0.1:0")?;
    let begun = Instant::now();
    let output =
        client(silent.local_addr()?, "anybody?")?.wait_with_output()?;
    let took = begun.elapsed();
    expect(output.status.code() == Some(1), "it had an answer")?;
    let second = Duration::from_secs(1);
    let right = took >= second && took < 10 * second;
    expect(right, &format!("it waited {took:?}"))
}

fn second_address() -> Result<Outcome, Outcome> {
    let addr = format!("{}:7349", two_addresses::NAME);
    let client = [CLIENT, &addr, "hello"];
    for first in [First::Absent, First::Silent] {
        let output = two_addresses::run(first, 7349, "udp-echo", &client)?;
        expect_line(&output, "hello")
            .map_err(|error| Outcome::Failed(error.to_string()))?;
    }
    Ok(Outcome::Passed)
}

fn ipv6() -> Outcome {
    if let Err(error) = UdpSocket::bind("[::1]:0") {
        return Outcome::Ignored(format!("no IPv6 loopback here: {error}"));
    }
    let check = || -> Checked {
        let server = start("[::1]:0")?;
        let output = client(server.addr, "six")?.wait_with_output()?;
        expect_line(&output, "six")
    };
    Outcome::from(check())
}

fn start(addr: &str) -> Result<Server, String> {
    let mut command = program(SERVER);
    command.arg(addr);
    Server::start(command)
}

fn client(addr: SocketAddr, text: &str) -> io::Result<Child> {
    typed(program(CLIENT).args([&addr.to_string(), text]), b"")
}

fn connected(addr: SocketAddr) -> io::Result<UdpSocket> {
    let socket = UdpSocket::bind("127.0.0.1:0")?;
    socket.set_read_timeout(Some(TIMEOUT))?;
    socket.connect(addr)?;
    Ok(socket)
}

fn exchange(socket: &UdpSocket, payload: &[u8]) -> Checked {
    socket.send(payload)?;
    let mut buffer = vec![0; LARGEST + 1];
    let n = uninterrupted(|| socket.recv(&mut buffer))?;
    let text = String::from_utf8_lossy(&buffer[..n.min(64)]);
    expect(
        buffer[..n] == *payload,
        &format!("{n} bytes came: {text:?}"),
    )
}

/// Linux may break off a wait that has a limit, though no handler is set
/// and nothing has happened (signal(7)).
fn uninterrupted<T>(mut call: impl FnMut() -> io::Result<T>) -> io::Result<T> {
    loop {
        match call() {
            Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
            result => return result,
        }
    }
}

/// Starts a command and types this into it.
fn typed(command: &mut Command, input: &[u8]) -> io::Result<Child> {
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()?;
    if let Some(mut stdin) = child.stdin.take() {
        // One that does not read may have ended.
        let _ = stdin.write_all(input);
    }
    Ok(child)
}

fn expect_line(output: &Output, line: &str) -> Checked {
    let printed = output.stdout.strip_suffix(b"\n");
    let right = output.status.success() && printed == Some(line.as_bytes());
    expect(right, &format!("it came to {output:?}"))
}

fn expect(right: bool, problem: &str) -> Checked {
    if right { Ok(()) } else { Err(problem.into()) }
}
