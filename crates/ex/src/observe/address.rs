//! The address that a server says it listens at.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::time::{Duration, Instant};

use exercise::Symptom;

use super::child::{Child, LAST_WORDS};
use super::{NothingMore, glance};
use crate::clock;
use crate::play::verdict::Stop;

/// How many lines a server may print before it is ready.
const LINES: usize = 100;

impl Child {
    /// The address in its `listening on ADDR`.
    ///
    /// # Errors
    /// What it does instead.
    pub fn address(&mut self) -> Result<SocketAddr, Stop> {
        let mut before: Vec<String> = Vec::new();
        let came = loop {
            if before.len() == LINES {
                break Err(format!("{LINES} other lines"));
            }
            match self.line() {
                Ok(Some(line)) => match line.strip_prefix("listening on ") {
                    Some(addr) => {
                        let addr = right(addr)?;
                        self.first_held =
                            glance::look(self.program.id()).map(|g| g.peak);
                        self.limit_files();
                        return Ok(addr);
                    }
                    None => {
                        self.ready = false;
                        before.push(line);
                    }
                },
                Ok(None) => {
                    break self.lost_now().ok_or_else(|| {
                        "it has closed its standard output".into()
                    });
                }
                Err(lost) => break Ok(lost),
            }
        };
        Err(self.no_address(came, before.last()))
    }

    /// What it opens and never closes is missing soon, and not after the
    /// thousand that a system usually allows.
    fn limit_files(&self) {
        #[cfg(target_os = "linux")]
        if let Some(files) = self.limits.files {
            // One that has ended is told by whoever waits for it.
            let _ = lab::files::leave(self.program.id(), files);
        }
    }

    fn no_address(
        &self,
        came: Result<NothingMore, String>,
        last: Option<&String>,
    ) -> Stop {
        let expected = "the line `listening on ADDR` on standard output";
        if let Ok(NothingMore::Ended(_)) = came {
            // Its last words may be on their way.
            clock::wait(LAST_WORDS, || self.program.errors().ended);
        }
        let errors = self.errors();
        let said = |text: &str| errors.iter().any(|l| l.contains(text));
        let symptom = match came {
            // The port was 0: that the system can always give.
            Ok(NothingMore::Ended(_)) if said("ddress already in use") => {
                Symptom::OtherAddress
            }
            Ok(NothingMore::Starved) => return Stop::Starved,
            Ok(lost @ NothingMore::Ended(_)) => Symptom::from(lost),
            _ if said("listening on ") => Symptom::OtherStream,
            _ => Symptom::NoReadyLine,
        };
        let came = came.map_or_else(|other| other, NothingMore::text);
        let printed = match last {
            Some(last) => format!("; the last line it printed: {last}"),
            None => String::new(),
        };
        Stop::fail(symptom, expected, format!("{came}{printed}"))
    }

    fn lost_now(&mut self) -> Option<NothingMore> {
        // Its streams are closed: if it ends, it ends now.
        let soon = Instant::now() + Duration::from_millis(500);
        self.ended_until(soon).map(NothingMore::Ended)
    }
}

/// The address, where it can be the one that was asked for.
///
/// # Errors
/// What is wrong with it.
fn right(text: &str) -> Result<SocketAddr, Stop> {
    let expected = "`listening on 127.0.0.1:PORT`, the address that was \
                    bound for the argument 127.0.0.1:0";
    let Ok(addr) = text.trim().parse::<SocketAddr>() else {
        return Err(Stop::fail(
            Symptom::NoReadyLine,
            expected,
            format!("`{text}`: no address"),
        ));
    };
    let own = IpAddr::V4(Ipv4Addr::LOCALHOST);
    let why = if addr.port() == 0 {
        "the argument itself: print what `local_addr()` returns"
    } else if addr.ip() != own || !is_given(addr.port()) {
        "an address of its own: bind the first argument"
    } else {
        return Ok(addr);
    };
    Err(Stop::fail(
        Symptom::OtherAddress,
        expected,
        format!("`{addr}`, {why}"),
    ))
}

/// It is bound to this address, and not to all of the machine's.
///
/// # Errors
/// That others can reach it.
pub fn bound(addr: SocketAddr) -> Result<(), Stop> {
    let listener = lab::tcp_table::listener(addr);
    let is_open = listener.is_some_and(|l| l.local.ip().is_unspecified())
        || ["udp", "udp6"]
            .iter()
            .any(|table| is_wide(table, addr.port()));
    if !is_open {
        return Ok(());
    }
    let expected = format!("it is bound to {addr}, the address that it says");
    let came = "it is bound to all addresses of this machine: bind the first \
                argument";
    Err(Stop::fail(Symptom::OtherAddress, expected, came))
}

/// Whether a UDP socket has this port at all addresses, by proc_net(5): the
/// second word of a row is its own address, in hexadecimal digits.
fn is_wide(table: &str, port: u16) -> bool {
    let rows = std::fs::read_to_string(format!("/proc/self/net/{table}"));
    let end = format!(":{port:04X}");
    rows.unwrap_or_default().lines().skip(1).any(|row| {
        let local = row.split_whitespace().nth(1).unwrap_or_default();
        let host = local.strip_suffix(end.as_str());
        host.is_some_and(|host| host.bytes().all(|digit| digit == b'0'))
    })
}

/// Whether a system that is asked for any port may give this one.
fn is_given(port: u16) -> bool {
    // ip(7): `ip_local_port_range`.
    let range = "/proc/sys/net/ipv4/ip_local_port_range";
    let range = std::fs::read_to_string(range).unwrap_or_default();
    let range: Vec<u16> =
        range.split_whitespace().flat_map(str::parse).collect();
    match range[..] {
        [least, most] => (least..=most).contains(&port),
        _ => !record::ports::DOCUMENTED.contains(&port),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(target_os = "linux")]
    #[test]
    fn who_is_bound_to_all_addresses_is_told() {
        use std::net::{TcpListener, UdpSocket};
        let at = |port| SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        let narrow = TcpListener::bind(at(0)).unwrap();
        assert!(bound(narrow.local_addr().unwrap()).is_ok());
        let narrow = UdpSocket::bind(at(0)).unwrap();
        assert!(bound(narrow.local_addr().unwrap()).is_ok());
        let wide = TcpListener::bind("0.0.0.0:0").unwrap();
        assert!(bound(at(wide.local_addr().unwrap().port())).is_err());
        let wide = UdpSocket::bind("0.0.0.0:0").unwrap();
        assert!(bound(at(wide.local_addr().unwrap().port())).is_err());
    }

    #[test]
    fn an_address_must_be_the_one_that_was_asked_for() {
        assert!(right("127.0.0.1:40000").is_ok());
        for (text, why) in [
            ("127.0.0.1:0", "local_addr"),
            ("0.0.0.0:40000", "bind the first argument"),
            ("127.0.0.1:7240", "bind the first argument"),
            ("127.0.0.1:8240", "bind the first argument"),
            ("port 40000", "no address"),
        ] {
            let Err(Stop::Fail { came, .. }) = right(text) else {
                panic!("{text} passed");
            };
            assert!(came.contains(why), "{text}: {came}");
        }
    }
}
