//! The closed list of calls that are recorded, and what is said of each.

use std::time::Duration;

/// A call that is recorded.
#[derive(Debug)]
pub struct Row {
    /// Its number on this machine.
    pub number: i64,
    /// Its name, as its manual page has it.
    pub name: &'static str,
    /// What its arguments are.
    pub args: Args,
}

/// What a call's arguments are, and so how they are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Args {
    /// A domain and a type; a new socket is returned.
    Make,
    /// A descriptor, and nothing that would say more.
    Bare,
    /// A descriptor and an address that is given.
    Given,
    /// A descriptor and a number.
    Number,
    /// A descriptor and a place for an address.
    Asked,
    /// The same, and a new socket is returned.
    Accept,
    /// A descriptor, bytes to send, and perhaps to whom.
    Send,
    /// A descriptor, room for bytes, and perhaps for whose they are.
    Receive,
    /// A descriptor and a list of pieces.
    Pieces,
    /// A descriptor and the header of a message to send.
    SendMessage,
    /// A descriptor and a header with room for a message.
    ReceiveMessage,
    /// A descriptor and the direction that ends.
    Shutdown,
    /// A descriptor, an option and its value.
    SetOption,
    /// A descriptor, an option and a place for its value.
    GetOption,
    /// A descriptor and what is done with it.
    Control,
    /// A descriptor, a request and its value.
    Request,
    /// Descriptors that are waited for, and for how many milliseconds.
    Poll,
    /// Descriptors that are waited for, and a place that says how long.
    PollTime,
    /// A set of descriptors, a change and a descriptor.
    Register,
    /// A set of descriptors that is waited for.
    Events,
}

/// What a call may put on the wire by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Puts {
    /// Nothing.
    Nothing,
    /// That there is room again.
    Room,
    /// Whatever its socket has to say.
    All,
}

impl Row {
    /// What this call may put on the wire.
    pub fn puts(&self) -> Puts {
        match self.name {
            "connect" | "sendto" | "write" | "writev" | "sendmsg"
            | "shutdown" | "close" => Puts::All,
            "recvfrom" | "read" | "readv" | "recvmsg" => Puts::Room,
            _ => Puts::Nothing,
        }
    }

    /// Whether packets may be on their way when it is over: its own, or those
    /// of a kernel that joins a group.
    pub fn stirs(&self) -> bool {
        self.puts() != Puts::Nothing || self.args == Args::SetOption
    }
}

const fn row(number: i64, name: &'static str, args: Args) -> Row {
    Row { number, name, args }
}

/// Calls on sockets. Whatever else a program asks for, memory, time, files,
/// is not recorded.
const ROWS: &[Row] = &[
    row(libc::SYS_socket, "socket", Args::Make),
    row(libc::SYS_bind, "bind", Args::Given),
    row(libc::SYS_connect, "connect", Args::Given),
    row(libc::SYS_listen, "listen", Args::Number),
    row(libc::SYS_accept, "accept", Args::Accept),
    row(libc::SYS_accept4, "accept4", Args::Accept),
    row(libc::SYS_getsockname, "getsockname", Args::Asked),
    row(libc::SYS_getpeername, "getpeername", Args::Asked),
    row(libc::SYS_sendto, "sendto", Args::Send),
    row(libc::SYS_write, "write", Args::Send),
    row(libc::SYS_writev, "writev", Args::Pieces),
    row(libc::SYS_sendmsg, "sendmsg", Args::SendMessage),
    row(libc::SYS_recvfrom, "recvfrom", Args::Receive),
    row(libc::SYS_read, "read", Args::Receive),
    row(libc::SYS_readv, "readv", Args::Pieces),
    row(libc::SYS_recvmsg, "recvmsg", Args::ReceiveMessage),
    row(libc::SYS_shutdown, "shutdown", Args::Shutdown),
    row(libc::SYS_setsockopt, "setsockopt", Args::SetOption),
    row(libc::SYS_getsockopt, "getsockopt", Args::GetOption),
    row(libc::SYS_close, "close", Args::Bare),
    row(libc::SYS_fcntl, "fcntl", Args::Control),
    row(libc::SYS_ioctl, "ioctl", Args::Request),
    #[cfg(target_arch = "x86_64")]
    row(libc::SYS_poll, "poll", Args::Poll),
    row(libc::SYS_ppoll, "ppoll", Args::PollTime),
    row(libc::SYS_epoll_ctl, "epoll_ctl", Args::Register),
    #[cfg(target_arch = "x86_64")]
    row(libc::SYS_epoll_wait, "epoll_wait", Args::Events),
    row(libc::SYS_epoll_pwait, "epoll_pwait", Args::Events),
];

/// The call of this number, where it is recorded.
pub fn call(number: i64) -> Option<&'static Row> {
    ROWS.iter().find(|row| row.number == number)
}

/// The name of a socket's option.
pub fn option(level: i32, name: i32) -> String {
    let known = match (level, name) {
        (libc::SOL_SOCKET, libc::SO_REUSEADDR) => "SO_REUSEADDR",
        (libc::SOL_SOCKET, libc::SO_REUSEPORT) => "SO_REUSEPORT",
        (libc::SOL_SOCKET, libc::SO_RCVTIMEO) => "SO_RCVTIMEO",
        (libc::SOL_SOCKET, libc::SO_SNDTIMEO) => "SO_SNDTIMEO",
        (libc::SOL_SOCKET, libc::SO_RCVBUF) => "SO_RCVBUF",
        (libc::SOL_SOCKET, libc::SO_SNDBUF) => "SO_SNDBUF",
        (libc::SOL_SOCKET, libc::SO_ERROR) => "SO_ERROR",
        (libc::SOL_SOCKET, libc::SO_LINGER) => "SO_LINGER",
        (libc::SOL_SOCKET, libc::SO_KEEPALIVE) => "SO_KEEPALIVE",
        (libc::SOL_SOCKET, libc::SO_BROADCAST) => "SO_BROADCAST",
        (libc::SOL_SOCKET, libc::SO_TYPE) => "SO_TYPE",
        (libc::IPPROTO_TCP, libc::TCP_NODELAY) => "TCP_NODELAY",
        (libc::IPPROTO_TCP, libc::TCP_INFO) => "TCP_INFO",
        (libc::IPPROTO_IP, libc::IP_TTL) => "IP_TTL",
        (libc::IPPROTO_IP, libc::IP_MTU_DISCOVER) => "IP_MTU_DISCOVER",
        (libc::IPPROTO_IP, libc::IP_RECVERR) => "IP_RECVERR",
        (libc::IPPROTO_IP, libc::IP_MULTICAST_IF) => "IP_MULTICAST_IF",
        (libc::IPPROTO_IP, libc::IP_MULTICAST_TTL) => "IP_MULTICAST_TTL",
        (libc::IPPROTO_IP, libc::IP_MULTICAST_ALL) => "IP_MULTICAST_ALL",
        (libc::IPPROTO_IP, libc::IP_ADD_MEMBERSHIP) => "IP_ADD_MEMBERSHIP",
        (libc::IPPROTO_IP, libc::IP_DROP_MEMBERSHIP) => "IP_DROP_MEMBERSHIP",
        (libc::IPPROTO_IPV6, libc::IPV6_V6ONLY) => "IPV6_V6ONLY",
        (libc::IPPROTO_IPV6, libc::IPV6_RECVERR) => "IPV6_RECVERR",
        _ => return format!("option {name} of {level}"),
    };
    known.to_string()
}

/// Whether an option's value is a `struct timeval`.
pub fn is_time(level: i32, name: i32) -> bool {
    level == libc::SOL_SOCKET
        && [libc::SO_RCVTIMEO, libc::SO_SNDTIMEO].contains(&name)
}

/// Whether an option's value is an IPv4 address, and perhaps a second, of an
/// interface: how many there are (`struct in_addr`, `struct ip_mreq`).
pub fn addresses(level: i32, name: i32) -> usize {
    match (level, name) {
        (libc::IPPROTO_IP, libc::IP_MULTICAST_IF) => 1,
        (libc::IPPROTO_IP, libc::IP_ADD_MEMBERSHIP)
        | (libc::IPPROTO_IP, libc::IP_DROP_MEMBERSHIP) => 2,
        _ => 0,
    }
}

/// A duration in words: `5 s`, `0.25 s`.
pub fn seconds(time: Duration) -> String {
    format!("{} s", time.as_secs_f64())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_listed_is_listed_once() {
        for row in ROWS {
            let same = ROWS.iter().filter(|other| other.number == row.number);
            assert_eq!(same.count(), 1, "{}", row.name);
            assert_eq!(call(row.number).map(|r| r.name), Some(row.name));
        }
        assert!(call(libc::SYS_openat).is_none());
    }

    #[test]
    fn a_time_is_read_by_people() {
        assert_eq!(seconds(Duration::from_millis(250)), "0.25 s");
        assert_eq!(seconds(Duration::from_secs(5)), "5 s");
    }
}
