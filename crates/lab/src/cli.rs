//! The command line of `cargo lab`: which peers there are, where they
//! listen, and how they end.

use std::convert::Infallible;
use std::env;
use std::io;
use std::net::{SocketAddr, TcpListener, UdpSocket};
use std::process::{Command, ExitCode};
use std::sync::Arc;

mod peers;

use crate::hostile;
use crate::protocol::Protocol;
use crate::relay::{self, Options, Relay};
use peers::{CALLS, Ending, Entry, Here, PEERS, Package, Serve, TOOLS};

/// A server of a package of its own, as a function: a test that links it
/// hands it in, and nothing is built for it.
pub type Main = fn(Vec<String>) -> ExitCode;

/// The addresses of the peers that are packages of their own, by name.
pub fn packages() -> impl Iterator<Item = (&'static str, SocketAddr)> {
    let is_package = |e: &&Entry| matches!(e.serve, Serve::Package(_));
    let own = PEERS.iter().filter(is_package);
    own.map(|entry| (entry.name, entry.addr()))
}

/// The address at which the peer of this name listens unless it is told
/// otherwise; nothing, if there is no such peer.
pub fn address(name: &str) -> Option<SocketAddr> {
    find(&PEERS, name).map(Entry::addr)
}

/// How many ports this peer has, one behind the other.
pub fn ports(name: &str) -> u16 {
    match find(&PEERS, name).map(|entry| &entry.serve) {
        Some(Serve::Package(package)) => package.ports,
        _ => 1,
    }
}

/// What is spoken by any of the peers, each protocol once.
pub fn protocols() -> Vec<&'static Protocol> {
    let mut all: Vec<&Protocol> = Vec::new();
    for entry in &PEERS {
        if !all.iter().any(|known| known.name == entry.speaks.name) {
            all.push(&entry.speaks);
        }
    }
    all
}

/// `lab`, `lab NAME`, `lab NAME ADDR`. Runs until it is interrupted, which
/// is a clean end: status 0. Bad arguments have status 2, an address that
/// cannot be had 1.
pub fn run(args: Vec<String>) -> ExitCode {
    run_with(args, &[])
}

/// The same, with servers that are packages of their own at hand, each
/// under its name in the list of peers.
pub fn run_with(args: Vec<String>, linked: &[(&str, Main)]) -> ExitCode {
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    match chosen(&PEERS, &args, linked) {
        Chosen::List => {
            print!("{}", list(&PEERS));
            ExitCode::SUCCESS
        }
        Chosen::Here(here, addr) => {
            #[cfg(unix)]
            crate::sys::signal::end_cleanly();
            report(start(here, addr))
        }
        Chosen::Told(serve, args) => {
            #[cfg(unix)]
            crate::sys::signal::end_cleanly();
            told(serve(args))
        }
        Chosen::Linked(main, args) => main(args),
        Chosen::Built(package, args) => build(package, args),
        Chosen::Refused(problem) => {
            eprintln!("lab: {problem}");
            ExitCode::FAILURE
        }
        Chosen::Misused(problem) => misused(&problem),
    }
}

/// A peer that reads its own arguments.
type Told = fn(&[&str]) -> Result<Infallible, Ending>;

fn told(result: Result<Infallible, Ending>) -> ExitCode {
    let Err(ending) = result;
    match ending {
        Ending::Misused(problem) => misused(&problem),
        Ending::Refused(problem) => report(Err(problem)),
    }
}

fn misused(problem: &str) -> ExitCode {
    eprintln!("lab: {problem}; `cargo lab` alone lists the peers");
    ExitCode::from(2)
}

/// `cargo lab relay ADDR TO OPTIONS`.
fn relay(args: &[&str]) -> Result<Infallible, Ending> {
    let options = Options::parse(args).map_err(|problem| {
        Ending::Misused(format!("{problem} ({})", relay::USAGE))
    })?;
    let (listen, seed) = (options.listen, options.seed);
    let serve = || -> io::Result<Infallible> {
        let relay = Relay::bind(options)?;
        println!("seed {seed}");
        println!("listening on {}", relay.local_addr()?);
        relay.serve(|line| println!("{line}"))
    };
    serve().map_err(|error| Ending::Refused(format!("{listen}: {error}")))
}

/// What the arguments ask for.
enum Chosen<'a> {
    List,
    Here(&'a Here, SocketAddr),
    Told(Told, &'a [&'a str]),
    Linked(Main, Vec<String>),
    Built(&'a Package, &'a [&'a str]),
    Refused(String),
    Misused(String),
}

fn chosen<'a>(
    peers: &'a [Entry],
    args: &'a [&str],
    linked: &[(&str, Main)],
) -> Chosen<'a> {
    let [name, rest @ ..] = args else {
        return Chosen::List;
    };
    if TOOLS.iter().any(|(tool, _)| tool == name) {
        return Chosen::Built(&CALLS, args);
    }
    let Some(entry) = find(peers, name) else {
        return Chosen::Misused(format!("no peer is called {name}"));
    };
    match (&entry.serve, rest) {
        (Serve::Package(package), _) => {
            match linked.iter().find(|(linked, _)| linked == name) {
                Some((_, main)) => Chosen::Linked(*main, owned(rest)),
                None => Chosen::Built(package, rest),
            }
        }
        (Serve::Told(serve), _) => Chosen::Told(*serve, rest),
        (Serve::Here(here), []) => Chosen::Here(here, entry.addr()),
        (Serve::Here(here), [addr]) => match loopback(entry, addr) {
            Ok(addr) => Chosen::Here(here, addr),
            Err(problem) => Chosen::Refused(problem),
        },
        _ => Chosen::Misused("too many arguments".into()),
    }
}

fn owned(args: &[&str]) -> Vec<String> {
    args.iter().map(|arg| arg.to_string()).collect()
}

fn find<'a>(peers: &'a [Entry], name: &str) -> Option<&'a Entry> {
    peers.iter().find(|entry| entry.name == name)
}

fn loopback(entry: &Entry, text: &str) -> Result<SocketAddr, String> {
    let addr: SocketAddr = text.parse().map_err(|_| {
        format!("{text}: not an address such as {}", entry.addr())
    })?;
    if addr.ip().is_loopback() {
        Ok(addr)
    } else {
        Err(format!("{addr}: the lab serves loopback only"))
    }
}

fn list(peers: &[Entry]) -> String {
    let mut text = String::from("cargo lab NAME [ADDR], where NAME is\n\n");
    for entry in peers {
        let (name, addr, what) = (entry.name, entry.addr(), entry.what);
        text.push_str(&format!("  {name:<10}  {addr}  {what}\n"));
    }
    text.push_str("\nADDR must be a loopback address. Ctrl-C ends it.\n");
    text.push_str("\ncargo lab TOOL -- COMMAND, where TOOL is\n\n");
    for (name, what) in TOOLS {
        text.push_str(&format!("  {name:<10}  {what}\n"));
    }
    text
}

fn report(result: Result<Infallible, String>) -> ExitCode {
    let Err(problem) = result;
    eprintln!("lab: {problem}");
    ExitCode::FAILURE
}

fn start(here: &Here, addr: SocketAddr) -> Result<Infallible, String> {
    serve(here, addr).map_err(|error| format!("{addr}: {error}"))
}

fn serve(here: &Here, addr: SocketAddr) -> io::Result<Infallible> {
    match here {
        Here::Udp(serve) => {
            let socket = UdpSocket::bind(addr)?;
            println!("listening on {}", socket.local_addr()?);
            serve(socket)
        }
        Here::Tcp(serve) => serve(listen(addr)?),
        Here::Hostile(manner) => {
            let listener = listen(addr)?;
            hostile::serve(listener, b"", *manner, Arc::default())
        }
    }
}

fn listen(addr: SocketAddr) -> io::Result<TcpListener> {
    let listener = TcpListener::bind(addr)?;
    println!("listening on {}", listener.local_addr()?);
    Ok(listener)
}

/// Has cargo build the package, if need be, and becomes its program.
fn build(package: &Package, args: &[&str]) -> ExitCode {
    let command = of_package(package, args);
    eprintln!("lab: the first time, this builds {}", package.what);
    let cargo = command.get_program().display().to_string();
    eprintln!("lab: {cargo}: {}", replace_with(command));
    ExitCode::FAILURE
}

fn of_package(package: &Package, args: &[&str]) -> Command {
    let cargo = env::var_os("CARGO").unwrap_or("cargo".into());
    let mut command = Command::new(cargo);
    command.args(["run", "-p", package.name, "--"]).args(args);
    command
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
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn the_list_names_every_peer_and_its_address() {
        let list = list(&PEERS);
        for entry in &PEERS {
            let addr = entry.addr().to_string();
            assert!(list.contains(entry.name) && list.contains(&addr));
        }
        assert!(list.lines().all(|line| line.len() <= 80), "{list}");
    }

    #[test]
    fn only_loopback_is_served() {
        let problem = |addr| match chosen(&PEERS, &["tcp-echo", addr], &[]) {
            Chosen::Refused(problem) => problem,
            _ => panic!("{addr} is served"),
        };
        let told = "0.0.0.0:0: the lab serves loopback only";
        assert_eq!(problem("0.0.0.0:0"), told);
        assert!(problem("nonsense").contains("127.0.0.1:7250"));
    }

    #[test]
    fn names_and_documented_addresses_differ() {
        let names: BTreeSet<_> = PEERS.iter().map(|e| e.name).collect();
        let addrs: BTreeSet<_> = PEERS.iter().map(Entry::addr).collect();
        assert_eq!((names.len(), addrs.len()), (PEERS.len(), PEERS.len()));
        assert_eq!(address("http"), "127.0.0.1:7450".parse().ok());
        assert_eq!(address("nobody"), None);
    }

    #[test]
    fn each_protocol_stands_once_with_one_meaning() {
        let all = protocols();
        let names: BTreeSet<_> = all.iter().map(|p| p.name).collect();
        assert_eq!(names.len(), all.len());
        for entry in &PEERS {
            let named = all.iter().find(|p| p.name == entry.speaks.name);
            let same = format!("{:?}", entry.speaks);
            assert_eq!(named.map(|p| format!("{p:?}")), Some(same));
        }
    }

    const TLS: [Entry; 1] = [Entry {
        name: "tls",
        port: (6, 0),
        what: "a TLS server",
        speaks: crate::protocol::TCP,
        serve: Serve::Package(Package {
            name: "lab-tls",
            what: "the TLS server",
            ports: 1,
        }),
    }];

    #[test]
    fn a_tool_is_built_and_told_its_name() {
        let args = ["wire", "--", "./client"];
        let Chosen::Built(package, rest) = chosen(&PEERS, &args, &[]) else {
            panic!("cargo does not run it");
        };
        let command = of_package(package, rest);
        let shown: Vec<_> = command.get_args().collect();
        let same = ["run", "-p", "calls", "--", "wire", "--", "./client"];
        assert_eq!(shown, same);
    }

    #[test]
    fn another_package_needs_its_row_only() {
        assert!(list(&TLS).contains("  tls         127.0.0.1:7650  a TLS"));
        let args = ["tls", "127.0.0.1:7651"];
        let Chosen::Built(package, rest) = chosen(&TLS, &args, &[]) else {
            panic!("cargo does not run it");
        };
        let command = of_package(package, rest);
        let shown: Vec<_> = command.get_args().collect();
        assert_eq!(shown, ["run", "-p", "lab-tls", "--", "127.0.0.1:7651"]);

        let linked: [(&str, Main); 1] = [("tls", |_| ExitCode::SUCCESS)];
        let Chosen::Linked(_, rest) = chosen(&TLS, &args, &linked) else {
            panic!("what is linked is built");
        };
        assert_eq!(rest, ["127.0.0.1:7651"]);
    }
}
