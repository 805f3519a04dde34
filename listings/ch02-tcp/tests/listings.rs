//! Replays this chapter's records and adds what a console cannot show.

use std::error::Error;
use std::io::{self, ErrorKind, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::process::{Command, Output, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use trials::{Outcome, Server, program};

#[cfg(target_os = "linux")]
#[path = "../facts/mod.rs"]
mod facts;
#[path = "listings/netcat.rs"]
mod netcat;

const CLIENT: &str = env!("CARGO_BIN_EXE_tcp-echo-client");
const LINES: &str = env!("CARGO_BIN_EXE_tcp-echo-client-lines");
const BOUNDED: &str = env!("CARGO_BIN_EXE_tcp-echo-server-bounded");
const ONE: &str = env!("CARGO_BIN_EXE_tcp-echo-server");
const THREADS: &str = env!("CARGO_BIN_EXE_tcp-echo-server-threads");
const TOKIO: &str = env!("CARGO_BIN_EXE_tcp-echo-server-tokio");

/// Longer than anything here takes; it only ends what has gone wrong.
const TIMEOUT: Duration = Duration::from_secs(10);

/// How long an answer is missed before it counts as not coming.
const MISSED: Duration = Duration::from_millis(200);

type Checked = Result<(), Box<dyn Error>>;

fn main() {
    let chapter = trials::chapter(
        env!("CARGO_MANIFEST_DIR"),
        env!("CARGO_BIN_EXE_ch02-tcp"),
    )
    .trial("echo::bytes that are no text come back", || {
        each([ONE, THREADS, TOKIO, BOUNDED], bytes_come_back)
    })
    .trial("echo::a megabyte comes back, then the end", || {
        each([ONE, THREADS, TOKIO, BOUNDED], megabyte_comes_back)
    })
    .trial("waiting::one client at a time is one", || {
        each([ONE], second_waits)
    })
    .trial(
        "waiting::the second is served while the first is idle",
        || each([THREADS, TOKIO, BOUNDED], second_is_served),
    )
    .trial("waiting::the 65th client waits for a thread", || {
        each([THREADS], last_waits_for_a_thread)
    })
    .trial("waiting::a server for nobody does not start", || {
        Outcome::from(none_at_all())
    })
    .trial("descriptors::threads are bounded, so none run out", || {
        with_few_descriptors(threads_never_run_out)
    })
    .trial(
        "descriptors::running out is survived, and no busy loop",
        || Outcome::from(tokio_runs_out_and_recovers()),
    )
    .trial(
        "client::it reads on after it has ended its own side",
        || Outcome::from(reads_on_after_its_end()),
    )
    .trial("client::a reply cut into its bytes is one line", || {
        Outcome::from([CLIENT, LINES].into_iter().try_for_each(cut_reply))
    })
    .trial("ipv6::servers and client", ipv6)
    .trial("netcat::it is served", netcat::is_served)
    .trial("netcat::it serves the client", netcat::serves);
    #[cfg(target_os = "linux")]
    let chapter = chapter.facts(facts::ALL);
    chapter.run()
}

fn none_at_all() -> Checked {
    for clients in ["0", "-1", "many"] {
        let mut command = program(BOUNDED);
        let output = command.args(["127.0.0.1:0", clients]).output()?;
        let said = String::from_utf8_lossy(&output.stderr);
        if output.status.code() != Some(1) || !said.contains("at least 1") {
            return Err(format!("with {clients}: {output:?}").into());
        }
    }
    Ok(())
}

fn each<const N: usize>(
    servers: [&str; N],
    check: fn(&Server) -> Checked,
) -> Outcome {
    Outcome::from(servers.into_iter().try_for_each(|path| {
        let server = start(path, "127.0.0.1:0")?;
        check(&server).map_err(|error| format!("{path}: {error}"))
    }))
}

fn bytes_come_back(server: &Server) -> Checked {
    let mut stream = connect(server.addr)?;
    exchange(&mut stream, &[0, 255, b'\r', b'\n', 0x1b])
}

fn megabyte_comes_back(server: &Server) -> Checked {
    let sent: Vec<u8> = (0..1 << 20).map(|i| (i % 251) as u8).collect();
    let mut stream = connect(server.addr)?;
    let mut writer = stream.try_clone()?;
    let copy = sent.clone();
    // Written and read at once: neither side stores a megabyte.
    let writing = thread::spawn(move || -> io::Result<()> {
        writer.write_all(&copy)?;
        writer.shutdown(Shutdown::Write)
    });
    let mut received = Vec::new();
    stream.read_to_end(&mut received)?;
    writing.join().map_err(|_| "the writer panicked")??;
    expect(received == sent, "the megabyte came back changed")
}

fn second_waits(server: &Server) -> Checked {
    let mut first = connect(server.addr)?;
    exchange(&mut first, b"first")?;
    let mut second = connect(server.addr)?;
    second.write_all(b"second")?;
    nothing_comes(&mut second)?;
    drop(first);
    expect_bytes(&mut second, b"second")
}

fn second_is_served(server: &Server) -> Checked {
    let mut first = connect(server.addr)?;
    exchange(&mut first, b"first")?;
    let mut second = connect(server.addr)?;
    exchange(&mut second, b"second")?;
    exchange(&mut first, b"still here")
}

fn last_waits_for_a_thread(server: &Server) -> Checked {
    let mut served = served(server, 64)?;
    let mut last = connect(server.addr)?;
    last.write_all(b"last")?;
    nothing_comes(&mut last)?;
    served.pop();
    expect_bytes(&mut last, b"last")
}

fn threads_never_run_out() -> Checked {
    let server = limited(THREADS, 80)?;
    let served = served(&server, 64)?;
    let waiting = connected(&server, 40)?;
    drop((served, waiting));
    exchange(&mut connect(server.addr)?, b"served")?;
    let seen = server.program.seen().lines.join("\n");
    expect(!seen.contains("accept:"), &seen)
}

fn tokio_runs_out_and_recovers() -> Checked {
    let begun = Instant::now();
    let server = limited(TOKIO, 24)?;
    let mut first = connect(server.addr)?;
    exchange(&mut first, b"first")?;
    let others = connected(&server, 40)?;
    let (_, out) = server.program.wait_until(begun + TIMEOUT, |seen| {
        seen.lines.iter().any(|line| line.contains("accept:"))
    });
    expect(out, "40 clients did not exhaust 24 descriptors")?;
    exchange(&mut first, b"still here")?;
    drop(others);
    exchange(&mut connect(server.addr)?, b"served again")?;

    let lines = server.program.seen().lines;
    let tries = lines.iter().filter(|l| l.contains("accept:")).count();
    let pauses = begun.elapsed().as_millis() / 100;
    expect(
        tries as u128 <= pauses + 1,
        "it tries again without a pause",
    )
}

fn with_few_descriptors(check: fn() -> Checked) -> Outcome {
    if cfg!(unix) {
        Outcome::from(check())
    } else {
        Outcome::Ignored("there is no `ulimit -n` here".into())
    }
}

/// The server, with that many file descriptors.
fn limited(path: &str, files: u32) -> Result<Server, String> {
    let script = format!("ulimit -n {files}; exec \"$0\" \"$1\"");
    let mut command = program("/bin/sh");
    command.args(["-c", &script, path, "127.0.0.1:0"]);
    Server::start(command)
}

fn reads_on_after_its_end() -> Checked {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let addr = listener.local_addr()?;
    // It says something only once the client has ended its own direction.
    let serving = thread::spawn(move || -> io::Result<u64> {
        let (mut stream, _) = listener.accept()?;
        let read = io::copy(&mut stream, &mut io::sink())?;
        stream.write_all(b"!")?;
        Ok(read)
    });
    let output = run(program(LINES).arg(addr.to_string()), b"")?;
    expect(output.status.code() == Some(1), "it ended well")?;
    let problem = String::from_utf8_lossy(&output.stderr).into_owned();
    expect(problem.contains("more than an echo"), &problem)?;
    // Only now is it sure that there was a client to be served.
    let read = serving.join().map_err(|_| "the server panicked")??;
    expect(read == 0, "it sent what nobody typed")
}

/// The reply comes a segment a byte.
fn cut_reply(client: &str) -> Checked {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let addr = listener.local_addr()?;
    let serving = thread::spawn(move || -> io::Result<()> {
        let (mut stream, _) = listener.accept()?;
        stream.set_nodelay(true)?;
        let mut request = [0; 6];
        stream.read_exact(&mut request)?;
        request
            .iter()
            .try_for_each(|byte| stream.write_all(&[*byte]))
    });
    // One client takes its line as an argument, the other from a terminal.
    let mut command = program(client);
    let output = run(command.args([&addr.to_string(), "hello"]), b"hello\n")?;
    serving.join().map_err(|_| "the server panicked")??;
    let printed = String::from_utf8_lossy(&output.stdout).into_owned();
    expect(printed.ends_with("hello\n"), &printed)
}

fn ipv6() -> Outcome {
    if let Err(error) = TcpListener::bind("[::1]:0") {
        return Outcome::Ignored(format!("no IPv6 loopback here: {error}"));
    }
    let check = |path: &str| -> Checked {
        let server = start(path, "[::1]:0")?;
        let addr = server.addr.to_string();
        let output = run(program(CLIENT).args([&addr, "six"]), b"")?;
        expect_output(&output, b"six\n")
    };
    Outcome::from([ONE, THREADS, TOKIO].into_iter().try_for_each(check))
}

fn start(path: &str, addr: &str) -> Result<Server, String> {
    let mut command = program(path);
    command.arg(addr);
    Server::start(command)
}

fn connect(addr: SocketAddr) -> io::Result<TcpStream> {
    let stream = TcpStream::connect(addr)?;
    stream.set_read_timeout(Some(TIMEOUT))?;
    stream.set_write_timeout(Some(TIMEOUT))?;
    Ok(stream)
}

fn connected(server: &Server, count: usize) -> io::Result<Vec<TcpStream>> {
    (0..count).map(|_| connect(server.addr)).collect()
}

/// Clients that have had an answer, and so hold a thread each.
fn served(
    server: &Server,
    count: usize,
) -> Result<Vec<TcpStream>, Box<dyn Error>> {
    let mut streams = connected(server, count)?;
    for stream in &mut streams {
        exchange(stream, b"served")?;
    }
    Ok(streams)
}

fn exchange(stream: &mut TcpStream, bytes: &[u8]) -> Checked {
    stream.write_all(bytes)?;
    expect_bytes(stream, bytes)
}

fn expect_bytes(stream: &mut TcpStream, bytes: &[u8]) -> Checked {
    stream.set_read_timeout(Some(TIMEOUT))?;
    let mut reply = vec![0; bytes.len()];
    stream.read_exact(&mut reply)?;
    let text = String::from_utf8_lossy(&reply);
    expect(reply == bytes, &format!("the reply is {text:?}"))
}

fn nothing_comes(stream: &mut TcpStream) -> Checked {
    stream.set_read_timeout(Some(MISSED))?;
    // Unlike `read`, this does not take an interrupted wait for its end.
    match stream.read_exact(&mut [0]) {
        Err(e) if e.kind() == ErrorKind::WouldBlock => Ok(()),
        Err(e) if e.kind() == ErrorKind::TimedOut => Ok(()),
        other => Err(format!("it does not wait: {other:?}").into()),
    }
}

/// Runs a command to its end with this input.
fn run(command: &mut Command, input: &[u8]) -> io::Result<Output> {
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()?;
    if let Some(mut stdin) = child.stdin.take() {
        // One that does not read may have ended.
        let _ = stdin.write_all(input);
    }
    child.wait_with_output()
}

fn expect_output(output: &Output, stdout: &[u8]) -> Checked {
    let right = output.status.success() && output.stdout == stdout;
    expect(right, &format!("it came to {output:?}"))
}

fn expect(right: bool, problem: &str) -> Checked {
    if right { Ok(()) } else { Err(problem.into()) }
}
