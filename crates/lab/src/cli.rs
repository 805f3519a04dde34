//! The command line of `cargo lab`: which peers there are, where they
//! listen, and how they end.

use std::convert::Infallible;
use std::env;
use std::io;
use std::net::{SocketAddr, TcpListener, UdpSocket};
use std::process::{Command, ExitCode};
use std::sync::Arc;

use crate::hostile::{self, Manner};

struct Entry {
    name: &'static str,
    addr: &'static str,
    what: &'static str,
    serve: Serve,
}

enum Serve {
    Tcp(fn(TcpListener) -> io::Result<Infallible>),
    Udp(fn(UdpSocket) -> io::Result<Infallible>),
    Hostile(Manner),
}

const PEERS: [Entry; 9] = [
    Entry {
        name: "tcp-echo",
        addr: "127.0.0.1:7250",
        what: "sends back what it gets",
        serve: Serve::Tcp(crate::tcp::serve_echo),
    },
    Entry {
        name: "tcp-silent",
        addr: "127.0.0.1:7251",
        what: "accepts and never answers",
        serve: Serve::Hostile(Manner::Silent),
    },
    Entry {
        name: "tcp-close",
        addr: "127.0.0.1:7252",
        what: "ends every connection at once",
        serve: Serve::Hostile(Manner::Close),
    },
    Entry {
        name: "tcp-reset",
        addr: "127.0.0.1:7253",
        what: "resets every connection",
        serve: Serve::Hostile(Manner::Reset),
    },
    Entry {
        name: "tcp-drip",
        addr: "127.0.0.1:7254",
        what: "sends a byte a millisecond, without end",
        serve: Serve::Hostile(Manner::Drip),
    },
    Entry {
        name: "tcp-flood",
        addr: "127.0.0.1:7255",
        what: "sends as fast as it can, without end",
        serve: Serve::Hostile(Manner::Flood),
    },
    Entry {
        name: "udp-echo",
        addr: "127.0.0.1:7350",
        what: "sends each datagram back",
        serve: Serve::Udp(crate::udp::serve_echo),
    },
    Entry {
        name: "udp-silent",
        addr: "127.0.0.1:7351",
        what: "receives and never answers",
        serve: Serve::Udp(crate::udp::serve_silence),
    },
    Entry {
        name: "http",
        addr: "127.0.0.1:7450",
        what: "an HTTP/1.1 server; GET / lists its pages",
        serve: Serve::Tcp(crate::http::serve),
    },
];

/// `lab`, `lab NAME`, `lab NAME ADDR`. Runs until it is interrupted, which
/// is a clean end: status 0. Bad arguments have status 2, an address that
/// cannot be had 1.
pub fn run(args: Vec<String>) -> ExitCode {
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    match args.as_slice() {
        [] => {
            print!("{}", list());
            ExitCode::SUCCESS
        }
        ["ssh", rest @ ..] => run_ssh(rest),
        [name, rest @ ..] if rest.len() <= 1 => match find(name) {
            Some(entry) => {
                #[cfg(unix)]
                crate::sys::signal::end_cleanly();
                report(start(entry, rest.first().copied()))
            }
            None => usage(&format!("no peer is called {name}")),
        },
        _ => usage("too many arguments"),
    }
}

fn list() -> String {
    let mut text = String::from("cargo lab NAME [ADDR], where NAME is\n\n");
    let mut line = |name: &str, addr: &str, what: &str| {
        text.push_str(&format!("  {name:<10}  {addr}  {what}\n"));
    };
    for entry in &PEERS {
        line(entry.name, entry.addr, entry.what);
    }
    line(
        "ssh",
        "127.0.0.1:7550",
        "an SSH server with commands of its own",
    );
    text + "\nADDR must be a loopback address. Ctrl-C ends it.\n"
}

fn find(name: &str) -> Option<&'static Entry> {
    PEERS.iter().find(|entry| entry.name == name)
}

fn usage(problem: &str) -> ExitCode {
    eprintln!("lab: {problem}; `cargo lab` alone lists the peers");
    ExitCode::from(2)
}

fn report(result: Result<Infallible, String>) -> ExitCode {
    let Err(problem) = result;
    eprintln!("lab: {problem}");
    ExitCode::FAILURE
}

fn start(entry: &Entry, addr: Option<&str>) -> Result<Infallible, String> {
    let text = addr.unwrap_or(entry.addr);
    let addr: SocketAddr = text.parse().map_err(|_| {
        format!("{text}: not an address such as {}", entry.addr)
    })?;
    if !addr.ip().is_loopback() {
        return Err(format!("{addr}: the lab serves loopback only"));
    }
    serve(entry, addr).map_err(|error| format!("{addr}: {error}"))
}

fn serve(entry: &Entry, addr: SocketAddr) -> io::Result<Infallible> {
    match entry.serve {
        Serve::Udp(serve) => {
            let socket = UdpSocket::bind(addr)?;
            println!("listening on {}", socket.local_addr()?);
            serve(socket)
        }
        Serve::Tcp(serve) => serve(listen(addr)?),
        Serve::Hostile(manner) => {
            let listener = listen(addr)?;
            hostile::serve(listener, b"", manner, Arc::default())
        }
    }
}

fn listen(addr: SocketAddr) -> io::Result<TcpListener> {
    let listener = TcpListener::bind(addr)?;
    println!("listening on {}", listener.local_addr()?);
    Ok(listener)
}

/// The SSH server is a package of its own, which cargo builds at its first
/// use: its cryptography takes a minute or two.
fn run_ssh(args: &[&str]) -> ExitCode {
    let cargo = env::var_os("CARGO").unwrap_or("cargo".into());
    let mut command = Command::new(&cargo);
    command.args(["run", "-p", "lab-ssh", "--"]).args(args);
    eprintln!("lab: the first time, this builds the SSH server");
    let error = replace_with(command);
    eprintln!("lab: {}: {error}", cargo.display());
    ExitCode::FAILURE
}

/// Becomes the command, or says why it cannot.
#[cfg(unix)]
fn replace_with(mut command: Command) -> io::Error {
    use std::os::unix::process::CommandExt;
    command.exec()
}

/// Runs the command as a child and ends with its status.
#[cfg(not(unix))]
fn replace_with(mut command: Command) -> io::Error {
    match command.status() {
        Ok(status) => std::process::exit(status.code().unwrap_or(1)),
        Err(error) => error,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_names_every_peer_and_its_address() {
        let list = list();
        for entry in &PEERS {
            assert!(list.contains(entry.name) && list.contains(entry.addr));
        }
        assert!(list.lines().all(|line| line.len() <= 80), "{list}");
    }

    #[test]
    fn only_loopback_is_served() {
        let entry = find("tcp-echo").unwrap();
        let problem = start(entry, Some("0.0.0.0:0")).unwrap_err();
        assert_eq!(problem, "0.0.0.0:0: the lab serves loopback only");
        let problem = start(entry, Some("nonsense")).unwrap_err();
        assert!(problem.contains("127.0.0.1:7250"), "{problem}");
    }

    #[test]
    fn documented_addresses_parse_and_differ() {
        let addrs: std::collections::BTreeSet<SocketAddr> = PEERS
            .iter()
            .map(|entry| entry.addr.parse().unwrap())
            .collect();
        assert_eq!(addrs.len(), PEERS.len());
    }
}
