//! A trial a binary: what it does with bad arguments and bad peers.
//!
//! `tests/bad-input.toml` says what each binary is. One clear line on
//! standard error and a non-zero exit; never a panic, a `Debug` dump, a
//! hang or unbounded memory.

use std::collections::BTreeMap;
use std::io::{self, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream, UdpSocket};
use std::path::Path;
use std::process::Output;
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use crate::bad_peers;
use crate::certified;
use crate::classes::{self, Entry, Kind, Spoken};
use crate::expect::{expect_line, told};
use crate::outcome::{Outcome, in_turn, trial};
use crate::turns::WAITING;
use crate::{Place, Server, TempDir, program, thorough};
use assert_cmd::Command;
use lab::hostile::{self, Manner, Peer, Refusing};
use lab::protocol::{Opening, Protocol, Transport};
use libtest_mimic::Trial;

/// A program must be done with a bad peer within this time; twice as much
/// is allowed here, since the machine may be busy with other things.
const HANG: Duration = Duration::from_secs(20);

/// A client that takes more than this from a peer without end, in bytes,
/// is bounded by nothing.
const ENDLESS: u64 = 64 * 1024 * 1024;

pub(crate) fn trials(place: &Place) -> Vec<Trial> {
    match classes::read(place) {
        Ok(entries) => cases(place, entries)
            .map(|case| {
                let name = format!("bad-input::{}", case.name);
                in_turn(&name, &WAITING, move || Outcome::from(case.check()))
            })
            .collect(),
        Err(problem) => {
            vec![trial("bad-input", move || Outcome::Failed(problem))]
        }
    }
}

/// Each of a chapter's binaries.
pub(crate) fn cases(
    place: &Place,
    entries: BTreeMap<String, Entry>,
) -> impl Iterator<Item = Case> {
    let mut before = BTreeMap::new();
    entries.into_iter().map(move |(name, entry)| {
        let spoken = entry.peer.map(|Spoken(protocol)| protocol.name);
        let turn = before.entry((entry.kind, spoken)).or_insert(0);
        *turn += 1;
        Case {
            place: place.clone(),
            name,
            entry,
            turn: *turn,
        }
    })
}

/// What is left out, to be said beside the trials: nothing where all is tried.
pub(crate) fn left_out(place: &Place) -> Option<String> {
    let cases = cases(place, classes::read(place).ok()?);
    bad_peers::left_out(cases.map(|case| (case.entry, case.turn)))
}

/// A binary, and what it is.
#[derive(Clone)]
pub(crate) struct Case {
    place: Place,
    pub(crate) name: String,
    pub(crate) entry: Entry,
    /// Which it is of its chapter's clients that speak so: what one meets is
    /// the next one's turn otherwise.
    turn: usize,
}

impl Case {
    fn check(&self) -> Result<(), String> {
        match (self.entry.kind, self.entry.peer) {
            (Kind::Trap, _) => Ok(()),
            (Kind::SelfContained, _) => self.self_contained(),
            (Kind::Client, Some(Spoken(peer))) => self.client(peer),
            (Kind::Server, Some(Spoken(peer))) => self.server(peer.over),
            (kind, None) => Err(format!("{kind:?} needs a `peer`")),
        }
    }

    fn self_contained(&self) -> Result<(), String> {
        let dir = TempDir::new().map_err(|e| e.to_string())?;
        let bare = self.args("", dir.path())?;
        let output = self.run(&bare, dir.path())?;
        if output.status.code() != Some(0) {
            return Err(told("run bare", "exit status 0", &output));
        }
        let mut surplus = bare;
        surplus.push("surplus".into());
        let output = self.run(&surplus, dir.path())?;
        expect_line("with one argument too many", &[2], &output)
    }

    fn client(&self, protocol: &Protocol) -> Result<(), String> {
        self.refused(protocol.over)?;
        if protocol.over == Transport::Udp {
            return self.udp_client();
        }
        // Each waits as long as the client does; together they wait once.
        let entry = &self.entry;
        let runs: Vec<_> =
            bad_peers::met(entry, protocol, self.turn, thorough())
                .into_iter()
                .map(|(name, opening, manner)| {
                    let case = self.clone();
                    thread::spawn(move || case.bad_peer(name, opening, manner))
                })
                .collect();
        runs.into_iter().try_for_each(|run| joined(run)?)
    }

    fn refused(&self, over: Transport) -> Result<(), String> {
        let refusing = match over {
            Transport::Udp => Refusing::udp(),
            Transport::Tcp => Refusing::tcp(),
        };
        let refusing = refusing.map_err(|e| e.to_string())?;
        let output = self.against(refusing.addr)?;
        expect_line("against a port where nobody listens", &[1], &output)?;
        let port = refusing.addr.port().to_string();
        if String::from_utf8_lossy(&output.stderr).contains(&port) {
            Ok(())
        } else {
            Err(told(
                "against a port where nobody listens",
                "the address in the message",
                &output,
            ))
        }
    }

    fn bad_peer(
        &self,
        name: &str,
        opening: &Opening,
        manner: Manner,
    ) -> Result<(), String> {
        let shown = String::from_utf8_lossy(opening.bytes);
        let situation = match opening.bytes {
            b"" => format!("against a peer: {name}"),
            _ => format!("against a peer: {shown:?}, then {name}"),
        };
        let peer = Peer::start(opening.bytes, manner);
        let peer = peer.map_err(|e| e.to_string())?;
        if self.entry.waits && manner == Manner::Silent {
            return self.waits(peer.addr);
        }
        let output = self
            .against(peer.addr)
            .map_err(|problem| format!("{situation}: {problem}"))?;
        if peer.bytes_sent() > ENDLESS {
            let sent = peer.bytes_sent();
            return Err(format!("{situation}: it took {sent} bytes and more"));
        }
        // A peer that says enough before it misbehaves may have answered.
        let enough = match manner {
            Manner::Drip | Manner::Flood | Manner::SparingFlood => true,
            Manner::Close | Manner::Reset => opening.ends_anywhere,
            Manner::Silent => false,
        };
        match output.status.code() {
            Some(0) if enough => Ok(()),
            _ => expect_line(&situation, &[1], &output),
        }
    }

    /// A client that may wait for ever must really do so, or the page that
    /// says it does is wrong.
    fn waits(&self, addr: SocketAddr) -> Result<(), String> {
        let dir = TempDir::new().map_err(|e| e.to_string())?;
        let args = self.args(&addr.to_string(), dir.path())?;
        let mut command = self.command(&args, dir.path());
        let output = command.timeout(Duration::from_secs(1)).output();
        match output.map_err(|e| e.to_string())?.status.code() {
            None => Ok(()),
            Some(code) => Err(format!(
                "{} is said to wait for a silent peer, but it ended with \
                 status {code}; take `waits` out of bad-input.toml",
                self.name
            )),
        }
    }

    fn udp_client(&self) -> Result<(), String> {
        if !bad_peers::met_by_udp(&self.entry, thorough()) {
            return Ok(());
        }
        let silent = hostile::udp_silent().map_err(|e| e.to_string())?;
        let flood = hostile::udp_flood().map_err(|e| e.to_string())?;
        let case = self.clone();
        let flooded = thread::spawn(move || case.against(flood));
        let output = self.against(silent)?;
        expect_line("against a peer that never answers", &[1], &output)?;
        let output = joined(flooded)??;
        match output.status.code() {
            Some(0) => Ok(()),
            _ => expect_line("in a flood of datagrams", &[1], &output),
        }
    }

    fn server(&self, over: Transport) -> Result<(), String> {
        self.in_use(over)?;
        let dir = TempDir::new().map_err(|e| e.to_string())?;
        let args = self.args("no address", dir.path())?;
        let output = self.run(&args, dir.path())?;
        expect_line("with an address that is none", &[1, 2], &output)?;

        let path = self.place.bin_dir.join(&self.name);
        let mut command = program(path);
        command.args(self.args("127.0.0.1:0", dir.path())?);
        let mut server = Server::start(command)?;
        let attacked = match over {
            Transport::Udp => hostile::attack_udp(server.addr),
            Transport::Tcp => hostile::attack_tcp(server.addr),
        };
        let served = attacked.and_then(|()| match over {
            Transport::Udp => served_by_udp(server.addr),
            Transport::Tcp => self.served_by_tcp(server.addr),
        });
        served.map_err(|error| {
            let seen = server.program.kill(Instant::now() + HANG);
            format!(
                "after hostile clients {} serves no more: {error}; \
                 it said:\n{}",
                self.name,
                seen.lines.join("\n")
            )
        })
    }

    /// What a server does for whom it likes: send back what it gets, or what
    /// its entry says.
    fn served_by_tcp(&self, addr: SocketAddr) -> io::Result<()> {
        let asks = self.entry.asks.as_deref().unwrap_or("still there?\n");
        let mut stream = TcpStream::connect(addr)?;
        stream.set_read_timeout(Some(HANG))?;
        stream.write_all(asks.as_bytes())?;
        stream.shutdown(Shutdown::Write)?;
        let mut reply = Vec::new();
        stream.read_to_end(&mut reply)?;
        let well = match &self.entry.answers {
            Some(begin) => reply.starts_with(begin.as_bytes()),
            None => reply == asks.as_bytes(),
        };
        if well {
            return Ok(());
        }
        let why = format!("to {asks:?} it answers {}", reply.escape_ascii());
        Err(io::Error::other(why))
    }

    fn in_use(&self, over: Transport) -> Result<(), String> {
        let tcp = TcpListener::bind("127.0.0.1:0");
        let tcp = tcp.map_err(|e| e.to_string())?;
        let udp = UdpSocket::bind("127.0.0.1:0");
        let udp = udp.map_err(|e| e.to_string())?;
        let addr = match over {
            Transport::Udp => udp.local_addr(),
            Transport::Tcp => tcp.local_addr(),
        };
        let output = self.against(addr.map_err(|e| e.to_string())?)?;
        expect_line("on an address in use", &[1], &output)
    }

    fn against(&self, addr: SocketAddr) -> Result<Output, String> {
        let dir = TempDir::new().map_err(|e| e.to_string())?;
        let args = self.args(&addr.to_string(), dir.path())?;
        self.run(&args, dir.path())
    }

    /// What it is given, with this address and files of this folder.
    pub(crate) fn args(
        &self,
        addr: &str,
        dir: &Path,
    ) -> Result<Vec<String>, String> {
        let default = match self.entry.kind {
            Kind::SelfContained => vec![],
            _ => vec!["{addr}".to_string()],
        };
        let args = self.entry.args.clone().unwrap_or(default);
        let shown = dir.display().to_string();
        args.iter()
            .map(|arg| arg.replace("{addr}", addr).replace("{dir}", &shown))
            .map(|arg| certified::named(&arg, dir))
            .collect()
    }

    fn run(&self, args: &[String], dir: &Path) -> Result<Output, String> {
        let mut command = self.command(args, dir);
        let output = command.timeout(HANG).output();
        let output = output.map_err(|e| e.to_string())?;
        match output.status.code() {
            Some(_) => Ok(output),
            None => Err(told(
                &format!("with {args:?}"),
                &format!("an end within {} s", HANG.as_secs() / 2),
                &output,
            )),
        }
    }

    fn command(&self, args: &[String], dir: &Path) -> Command {
        let path = self.place.bin_dir.join(&self.name);
        let mut command = Command::from_std(program(path));
        command.args(args).current_dir(dir);
        command.write_stdin(self.entry.stdin.clone().unwrap_or_default());
        command
    }
}

fn joined<T>(run: JoinHandle<T>) -> Result<T, String> {
    run.join().map_err(|_| "the trial itself panicked".into())
}

fn served_by_udp(addr: SocketAddr) -> io::Result<()> {
    let socket = UdpSocket::bind("127.0.0.1:0")?;
    socket.connect(addr)?;
    // The attack may have filled the server's queue: ask until it answers.
    socket.set_read_timeout(Some(Duration::from_millis(200)))?;
    let deadline = Instant::now() + HANG;
    let mut buffer = [0; 64];
    loop {
        socket.send(b"still there?")?;
        match socket.recv(&mut buffer) {
            Ok(n) if buffer[..n] == *b"still there?" => return Ok(()),
            Err(error) if Instant::now() > deadline => return Err(error),
            _ => {}
        }
    }
}
