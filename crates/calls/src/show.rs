//! A call as a person writes it: what it was given, and what came of it.

use std::net::Ipv4Addr;
use std::time::Duration;

use nix::errno::Errno;
use nix::unistd::Pid;
use socket2::{Domain, Socket};

use crate::memory::{Memory, descriptor};
use crate::sys;
use crate::table::{self, Args, Row};

/// What a limit is a multiple of, in nanoseconds: a tenth of a second.
const ROUND: u128 = 100_000_000;

/// A call that has begun.
#[derive(Clone, Debug)]
pub struct Begun {
    /// Which it is.
    pub row: &'static Row,
    /// Its arguments as they are in the registers.
    pub raw: [u64; 6],
    /// The same for people.
    pub args: String,
}

/// What is behind a descriptor, as far as a record is concerned.
pub enum Behind {
    /// A socket that speaks IP.
    Socket(Socket),
    /// A set of descriptors that is waited for.
    Set,
    /// Something else.
    Other,
}

/// Finds out. The socket is to be dropped before the program goes on.
pub fn behind(process: Pid, fd: i32) -> Behind {
    let name = descriptor(process, fd).unwrap_or_default();
    if name.contains("eventpoll") {
        return Behind::Set;
    }
    if !name.starts_with("socket:") {
        return Behind::Other;
    }
    match sys::socket(process, fd) {
        Ok(socket) if speaks_ip(&socket) => Behind::Socket(socket),
        _ => Behind::Other,
    }
}

/// Its own address tells, even where it is bound to none.
fn speaks_ip(socket: &Socket) -> bool {
    let domain = socket.local_addr().map(|address| address.domain());
    domain.is_ok_and(|d| d == Domain::IPV4 || d == Domain::IPV6)
}

/// The call that is about to be made, where it is one to be recorded.
pub fn begun(process: Pid, number: i64, raw: [u64; 6]) -> Option<Begun> {
    let row = table::call(number)?;
    let memory = Memory::of(process).ok()?;
    let fd = raw[0] as i32;
    let recorded = match row.args {
        Args::Make => {
            let domain = raw[0] as i32;
            domain == libc::AF_INET || domain == libc::AF_INET6
        }
        Args::Poll | Args::PollTime => {
            !polled(process, &memory, &raw).is_empty()
        }
        Args::Register => {
            matches!(behind(process, raw[2] as i32), Behind::Socket(_))
        }
        Args::Events => matches!(behind(process, fd), Behind::Set),
        Args::Control => {
            // std asks each new descriptor for its flags, to be sure.
            raw[1] as i32 != libc::F_GETFD
                && matches!(behind(process, fd), Behind::Socket(_))
        }
        _ => matches!(behind(process, fd), Behind::Socket(_)),
    };
    recorded.then(|| Begun {
        row,
        raw,
        args: args(row.args, process, &memory, &raw),
    })
}

fn args(args: Args, process: Pid, memory: &Memory, raw: &[u64; 6]) -> String {
    let fd = raw[0] as i32;
    let number = |n: usize| raw[n] as i32;
    let rest = match args {
        Args::Make => return made(raw[0] as i32, raw[1] as i32),
        Args::Poll | Args::PollTime => {
            let time = waits(args, raw).to_string();
            let polled = polled(process, memory, raw);
            return [polled.join(" "), time].join(", ");
        }
        Args::Bare | Args::Asked | Args::Accept | Args::Events => None,
        Args::Given => memory.address(raw[1]).map(|a| a.to_string()),
        Args::Number => Some(number(1).to_string()),
        Args::Send => {
            let to = memory.address(raw[4]).filter(|_| raw[5] != 0);
            Some(with_address(raw[2], to.map(|to| format!("to {to}"))))
        }
        Args::Receive => Some(peeks(raw[2], number(3), raw)),
        Args::Pieces => Some(bytes(pieces(memory, raw[1], raw[2]))),
        Args::SendMessage => message(memory, raw[1], true),
        Args::ReceiveMessage => message(memory, raw[1], false),
        Args::Shutdown => Some(direction(number(1)).into()),
        Args::SetOption => Some(given_option(memory, raw)),
        Args::GetOption => Some(table::option(number(1), number(2))),
        Args::Control => Some(control(number(1), number(2))),
        Args::Request => Some(request(memory, raw)),
        Args::Register => Some(registered(number(1), number(2))),
    };
    match rest {
        Some(rest) => format!("{fd}, {rest}"),
        None => fd.to_string(),
    }
}

fn made(domain: i32, kind: i32) -> String {
    let domain = match domain {
        libc::AF_INET => "IPv4",
        _ => "IPv6",
    };
    let plain = kind & !(libc::SOCK_CLOEXEC | libc::SOCK_NONBLOCK);
    let name = match plain {
        libc::SOCK_STREAM => "stream",
        libc::SOCK_DGRAM => "datagram",
        _ => "raw",
    };
    let blocking = if kind & libc::SOCK_NONBLOCK == 0 {
        ""
    } else {
        ", nonblocking"
    };
    format!("{domain}, {name}{blocking}")
}

fn with_address(count: u64, address: Option<String>) -> String {
    match address {
        Some(address) => format!("{}, {address}", bytes(count)),
        None => bytes(count),
    }
}

fn bytes(count: u64) -> String {
    match count {
        1 => "1 byte".into(),
        count => format!("{count} bytes"),
    }
}

/// `read` has no flags, and its fourth register means nothing.
fn peeks(count: u64, flags: i32, raw: &[u64; 6]) -> String {
    let is_peek = flags & libc::MSG_PEEK != 0 && raw[3] < 1 << 16;
    let peek = if is_peek { ", peek" } else { "" };
    format!("{}{peek}", bytes(count))
}

/// How long the pieces of a `struct iovec` list are together.
fn pieces(memory: &Memory, list: u64, count: u64) -> u64 {
    let lengths = (0..count.min(1024)).map(|n| memory.word(list + 16 * n + 8));
    lengths.map(|length| length.unwrap_or_default()).sum()
}

/// A `struct msghdr`: its address, its pieces.
fn message(memory: &Memory, header: u64, sends: bool) -> Option<String> {
    let name = if sends { memory.word(header)? } else { 0 };
    let list = memory.word(header + 16)?;
    let count = memory.word(header + 24)?;
    let to = memory.address(name).map(|to| format!("to {to}"));
    Some(with_address(pieces(memory, list, count), to))
}

fn direction(how: i32) -> &'static str {
    match how {
        libc::SHUT_RD => "read",
        libc::SHUT_WR => "write",
        _ => "both",
    }
}

fn given_option(memory: &Memory, raw: &[u64; 6]) -> String {
    let (level, name) = (raw[1] as i32, raw[2] as i32);
    let value = if table::is_time(level, name) {
        time(memory, raw[3], 1000)
    } else {
        match table::addresses(level, name) {
            0 => memory.int(raw[3]).map(|value| value.to_string()),
            count => addresses(memory, raw[3], count),
        }
    };
    let name = table::option(level, name);
    match value {
        Some(value) => format!("{name}, {value}"),
        None => name,
    }
}

/// So many IPv4 addresses; the second is an interface's.
fn addresses(memory: &Memory, address: u64, count: usize) -> Option<String> {
    let all = memory.vec(address, 4 * count)?;
    let (each, _) = all.as_chunks::<4>();
    let each: Vec<_> = each
        .iter()
        .map(|a| Ipv4Addr::from(*a).to_string())
        .collect();
    Some(each.join(" by "))
}

/// A `struct timeval` or `timespec`: seconds, and parts of so many
/// nanoseconds. A program gives a limit in round numbers. What is none is
/// what is left of a deadline, and differs from run to run.
fn time(memory: &Memory, address: u64, part: u64) -> Option<String> {
    let seconds = Duration::from_secs(memory.word(address)?);
    let parts = memory.word(address + 8)?.checked_mul(part)?;
    let time = seconds + Duration::from_nanos(parts);
    if time.as_nanos().is_multiple_of(ROUND) {
        Some(table::seconds(time))
    } else {
        Some("«ms» ms".into())
    }
}

fn control(command: i32, value: i32) -> String {
    match command {
        libc::F_DUPFD | libc::F_DUPFD_CLOEXEC => "duplicate".into(),
        libc::F_GETFL => "flags".into(),
        libc::F_SETFL if value & libc::O_NONBLOCK != 0 => {
            "set nonblocking".into()
        }
        libc::F_SETFL => "set blocking".into(),
        libc::F_SETFD => "close on exec".into(),
        other => format!("command {other}"),
    }
}

fn request(memory: &Memory, raw: &[u64; 6]) -> String {
    if raw[1] != libc::FIONBIO {
        return format!("request {:#x}", raw[1]);
    }
    match memory.int(raw[2]) {
        Some(0) => "blocking".into(),
        _ => "nonblocking".into(),
    }
}

fn registered(operation: i32, fd: i32) -> String {
    let word = match operation {
        libc::EPOLL_CTL_ADD => "add",
        libc::EPOLL_CTL_MOD => "change",
        _ => "remove",
    };
    format!("{word} {fd}")
}

/// The sockets that a `poll` waits for.
fn polled(process: Pid, memory: &Memory, raw: &[u64; 6]) -> Vec<String> {
    let all = (0..raw[1].min(64)).filter_map(|n| memory.int(raw[0] + 8 * n));
    all.filter(|fd| matches!(behind(process, *fd), Behind::Socket(_)))
        .map(|fd| fd.to_string())
        .collect()
}

/// How long a `poll` waits. A program that has a deadline gives what is left
/// of it, which differs from run to run.
fn waits(args: Args, raw: &[u64; 6]) -> &'static str {
    let without_end = match args {
        Args::PollTime => raw[2] == 0,
        _ => (raw[2] as i32).is_negative(),
    };
    if without_end { "no limit" } else { "«ms» ms" }
}

/// What a call returned, for people.
pub fn result(process: Pid, begun: &Begun, value: i64) -> String {
    if value < 0 {
        return error(value);
    }
    let number = value.to_string();
    let Ok(memory) = Memory::of(process) else {
        return number;
    };
    let raw = &begun.raw;
    let address = match begun.row.args {
        Args::Asked => return asked(&memory, raw).unwrap_or(number),
        Args::GetOption => return option(&memory, raw).unwrap_or(number),
        Args::Accept => memory.address(raw[1]).map(|a| a.to_string()),
        Args::Receive if begun.row.name == "recvfrom" => {
            memory.address(raw[4]).map(|a| format!("from {a}"))
        }
        Args::ReceiveMessage => {
            let name = memory.word(raw[1]).and_then(|a| memory.address(a));
            name.map(|a| format!("from {a}"))
        }
        _ => None,
    };
    match address {
        Some(address) => format!("{number}, {address}"),
        None => number,
    }
}

fn asked(memory: &Memory, raw: &[u64; 6]) -> Option<String> {
    memory.address(raw[1]).map(|address| address.to_string())
}

fn option(memory: &Memory, raw: &[u64; 6]) -> Option<String> {
    let (level, name) = (raw[1] as i32, raw[2] as i32);
    if table::is_time(level, name) {
        return time(memory, raw[3], 1000);
    }
    let value = memory.int(raw[3])?;
    let is_error = level == libc::SOL_SOCKET && name == libc::SO_ERROR;
    if is_error && value != 0 {
        return Some(error(-i64::from(value)));
    }
    Some(value.to_string())
}

/// The name of an error's number. Those that a kernel keeps to itself say
/// that the call is to be begun again.
fn error(value: i64) -> String {
    match Errno::from_raw((-value) as i32) {
        Errno::UnknownErrno => "interrupted".into(),
        errno => format!("{errno:?}"),
    }
}
