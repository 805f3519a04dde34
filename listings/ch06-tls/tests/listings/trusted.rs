//! Servers that a client trusts, and that mean no good: their certificate is
//! fine, and what they do behind the handshake is not. Each client says one
//! line, or what has come, and ends.
//!
//! `bad-input::` has those whom nobody trusts.

use std::io::{self, Write};
use std::net::TcpListener;
use std::process::Output;
use std::thread;
use std::time::Duration;

use assert_cmd::Command;
use ch06_tls::{accept, files};
use trials::{Chapter, program, thorough};

use crate::memory::lab;
use crate::refusals::outcome;

/// More than twice what a client may take; the machine may be busy.
const HANG: Duration = Duration::from_secs(20);

/// More than this a client does not take of an answer without end, in bytes.
const ENDLESS: usize = 16 * 1024 * 1024;

const KEY_LOG: &str = env!("CARGO_BIN_EXE_tls-key-log");
/// It waits for three seconds at most.
const QUICK: &str = env!("CARGO_BIN_EXE_https-roots");

/// Each client, and its arguments.
const CLIENTS: [(&str, &[&str]); 9] = [
    (
        env!("CARGO_BIN_EXE_https-get"),
        &["https://{addr}/", "{ca}"],
    ),
    (QUICK, &["https://{addr}/", "{ca}"]),
    (env!("CARGO_BIN_EXE_tls-names"), &["{addr}", "{ca}"]),
    (
        env!("CARGO_BIN_EXE_tls-echo-client"),
        &["{addr}", "localhost", "hello", "{ca}"],
    ),
    (
        env!("CARGO_BIN_EXE_tls-truncated-good"),
        &["{addr}", "/", "{ca}"],
    ),
    (env!("CARGO_BIN_EXE_tls-alpn"), &["{addr}", "x", "{ca}"]),
    (
        env!("CARGO_BIN_EXE_tls-client-cert"),
        &["{addr}", "none", "none", "{ca}"],
    ),
    (
        env!("CARGO_BIN_EXE_tls-pin"),
        &["{addr}", "localhost", "{pin}", "{ca}"],
    ),
    (KEY_LOG, &["{addr}", "/dev/null", "{ca}"]),
];

/// What a server does after the handshake.
#[derive(Clone, Copy, Debug)]
enum Then {
    /// It says goodbye, and nothing else.
    Goodbye,
    /// It hangs up without.
    Cut,
    Silent,
    /// It says this, in a record of its own, again and again.
    Repeat(&'static [u8], u64),
    /// It sends bytes that are no TLS, or a record that nobody has encrypted.
    Raw(&'static [u8]),
}

/// Whether a client waits so for as long as it waits at all, and that is for
/// eight seconds. Some ask for nothing, and wait for the end of what comes.
fn waits(client: &str, then: Then) -> bool {
    let ends = ["tls-alpn", "tls-names", "tls-pin"];
    client != QUICK
        && match then {
            Then::Silent | Then::Repeat(_, 1..) => true,
            Then::Raw(_) => ends.iter().any(|name| client.ends_with(name)),
            _ => false,
        }
}

const THEN: [Then; 8] = [
    Then::Goodbye,
    Then::Cut,
    Then::Silent,
    Then::Repeat(&[b'x'; 16_000], 0),
    Then::Repeat(b"x", 20),
    Then::Raw(b"HTTP/1.1 200 OK\r\n\r\nin the clear\n"),
    Then::Raw(b"\x17\x03\x03\x00\x20--------------------------------"),
    Then::Raw(b"\x17\x03\x03\xff\xff"),
];

pub fn trials(chapter: Chapter) -> Chapter {
    let chapter = chapter
        .trial("trusted::and bad behind the handshake", || outcome(all()));
    if cfg!(target_os = "linux") {
        chapter
            .trial("files::without end, or full", || outcome(files_of_linux()))
    } else {
        chapter
    }
}

fn all() -> Result<(), String> {
    let pairs = CLIENTS
        .into_iter()
        .flat_map(|it| THEN.map(|then| (it, then)));
    let all: Vec<_> = pairs.collect();
    let count = all.len();
    let some = all
        .into_iter()
        .filter(|((client, _), then)| thorough() || !waits(client, *then));
    let some: Vec<_> = some.collect();
    if some.len() < count {
        let some = some.len();
        eprintln!("trusted: {some} of {count}; THOROUGH=1 tries all of them");
    }
    thread::scope(|scope| {
        let each = some.into_iter().map(|((client, args), then)| {
            scope.spawn(move || met(client, args, then))
        });
        let runs: Vec<_> = each.collect();
        runs.into_iter().try_for_each(|run| {
            run.join().map_err(|_| "the trial itself panicked")?
        })
    })
}

fn met(client: &str, args: &[&str], then: Then) -> Result<(), String> {
    let lab = lab().map_err(|error| error.to_string())?;
    let file = |name: &str| lab.folder().join(name).display().to_string();
    let (pem, key) = (file("good.pem"), file("good.key"));
    let addr = serve(&pem, &key, then).map_err(|e| e.to_string())?;
    let ca = lab.ca().display().to_string();
    let named = |arg: &&str| {
        let arg = arg.replace("{addr}", &addr).replace("{ca}", &ca);
        arg.replace("{pin}", &pem)
    };
    let output = run(client, args.iter().map(named).collect())?;
    one_line(&output)
        .and_then(|()| {
            if output.status.success() && lies(client) {
                Err(format!("{output:?}"))
            } else {
                Ok(())
            }
        })
        .map_err(|problem| format!("{client}, then {then:?}: {problem}"))
}

/// Whether what has come so cannot be what the client asked for.
fn lies(client: &str) -> bool {
    // These want the handshake alone.
    let asks = ["tls-alpn", "tls-pin"];
    !asks.iter().any(|name| client.ends_with(name))
}

/// Its address. It serves until the trial's process ends.
fn serve(pem: &str, key: &str, then: Then) -> io::Result<String> {
    let config = files::serving(pem, key)?;
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let addr = listener.local_addr()?.to_string();
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let config = config.clone();
            thread::spawn(move || -> io::Result<()> {
                let mut tls = accept(stream, config, HANG)?;
                match then {
                    Then::Goodbye => {
                        tls.conn.send_close_notify();
                        tls.flush()
                    }
                    Then::Cut => Ok(()),
                    // Until the client has gone.
                    Then::Silent => {
                        io::copy(&mut tls, &mut io::sink()).map(drop)
                    }
                    Then::Repeat(what, pause) => {
                        let mut sent = 0;
                        while sent < ENDLESS {
                            tls.write_all(what)?;
                            tls.flush()?;
                            sent += what.len();
                            thread::sleep(Duration::from_millis(pause));
                        }
                        Ok(())
                    }
                    Then::Raw(bytes) => {
                        tls.sock.write_all(bytes)?;
                        io::copy(&mut tls.sock, &mut io::sink()).map(drop)
                    }
                }
            });
        }
    });
    Ok(addr)
}

fn run(client: &str, args: Vec<String>) -> Result<Output, String> {
    let mut command = Command::from_std(program(client));
    let output = command.args(args).timeout(HANG).output();
    output.map_err(|error| error.to_string())
}

/// A failure is status 1 and one line; a client may say before how far it is.
fn one_line(output: &Output) -> Result<(), String> {
    let said = String::from_utf8_lossy(&output.stderr);
    let said = said
        .lines()
        .filter(|line| !line.starts_with("the handshake"));
    let wanted = match output.status.code() {
        Some(0) => 0,
        Some(1) => 1,
        _ => return Err(format!("{output:?}")),
    };
    // std's own text says nothing of what was asked for.
    let blank = said.clone().any(|line| line.contains("whole buffer"));
    if said.count() == wanted && !blank {
        Ok(())
    } else {
        Err(format!("{output:?}"))
    }
}

/// A file of certificates that has no end is not read to it, and one that
/// takes no line of secrets is told before anything is sent.
fn files_of_linux() -> Result<(), String> {
    let lab = lab().map_err(|error| error.to_string())?;
    let addr = lab.echo().to_string();
    let ca = lab.ca().display().to_string();
    for (client, args) in CLIENTS {
        let named = |arg: &&str| {
            let arg = arg.replace("{addr}", &addr).replace("{ca}", "/dev/zero");
            arg.replace("{pin}", "/dev/zero")
        };
        let output = run(client, args.iter().map(named).collect())?;
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        if output.status.success() || !told.contains("/dev/zero: too long") {
            return Err(format!("{client}: {output:?}"));
        }
        one_line(&output)?;
    }
    let before = lab.received();
    let args = [&addr, "/dev/full", &ca].map(String::from);
    let output = run(KEY_LOG, args.to_vec())?;
    one_line(&output)?;
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    if output.status.success() || !told.contains("/dev/full: No space") {
        return Err(told);
    }
    lab.wait_for_ended(1, HANG);
    if lab.received() == before {
        Ok(())
    } else {
        Err("its line was sent, and its secrets are nowhere".into())
    }
}
