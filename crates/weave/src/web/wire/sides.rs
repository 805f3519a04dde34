//! On which side of a figure a call stands: the client's or the server's,
//! which may be one program.

use crate::check::lanes::Stop;
use record::calls::{Call, Outcome, What};
use std::collections::HashMap;

/// A side of a figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// The client's.
    Left,
    /// The server's.
    Right,
    /// A program that is both, where it is neither.
    Both,
}

impl Side {
    /// The name of its style.
    pub fn class(self) -> &'static str {
        match self {
            Side::Left => "left",
            Side::Right => "right",
            Side::Both => "both",
        }
    }
}

/// The side of each step: that of the socket it is about, which is a
/// server's if it listens, was accepted, is spoken to before it speaks, or
/// its terminal is called so.
pub fn sides(stops: &[Stop]) -> Vec<Side> {
    let mut sockets = Sockets::default();
    let of: Vec<Option<usize>> =
        stops.iter().map(|stop| sockets.see(stop)).collect();
    let terminal = |name: &str| {
        let mut found = None;
        for (stop, socket) in stops.iter().zip(&of) {
            let side = socket.and_then(|socket| sockets.sides[socket]);
            if stop.step.who.terminal() == Some(name) {
                match (found, side) {
                    (Some(one), Some(other)) if one != other => {
                        return Side::Both;
                    }
                    _ => found = found.or(side),
                }
            }
        }
        found.unwrap_or(if name.contains("server") {
            Side::Right
        } else {
            Side::Left
        })
    };
    let mut known: HashMap<&str, Side> = HashMap::new();
    for name in stops.iter().filter_map(|stop| stop.step.who.terminal()) {
        known.entry(name).or_insert_with(|| terminal(name));
    }
    let side = |(stop, socket): (&Stop, &Option<usize>)| {
        let by_socket = socket.and_then(|socket| sockets.sides[socket]);
        let terminal = stop.step.who.terminal();
        by_socket
            .or_else(|| known.get(terminal?).copied())
            .unwrap_or(Side::Both)
    };
    stops.iter().zip(&of).map(side).collect()
}

/// Each socket that was ever open; a number is given again after a close.
#[derive(Default)]
struct Sockets<'a> {
    open: HashMap<(&'a str, usize), usize>,
    sides: Vec<Option<Side>>,
    /// The own address of each, where it was given or asked for.
    own: Vec<(usize, &'a str)>,
}

impl<'a> Sockets<'a> {
    /// The socket that a step is about.
    fn see(&mut self, stop: &'a Stop) -> Option<usize> {
        let What::Call(call) = &stop.step.what else {
            return None;
        };
        let terminal = stop.step.who.terminal()?;
        let result = result(call);
        if call.name == "socket" {
            let named = terminal.contains("server").then_some(Side::Right);
            return Some(self.add((terminal, result?), named));
        }
        let number = number(&call.args)?;
        let socket = *self.open.get(&(terminal, number))?;
        match call.name.as_str() {
            "listen" => self.sides[socket] = Some(Side::Right),
            "bind" => self.own.extend(
                call.args.split_once(", ").map(|(_, own)| (socket, own)),
            ),
            "getsockname" => {
                self.own.extend(returned(call).map(|own| (socket, own)));
            }
            "connect" | "sendto" | "sendmsg" => self.speaks(socket, call),
            "accept" | "accept4" => {
                self.sides[socket] = Some(Side::Right);
                if let Some(new) = result {
                    self.add((terminal, new), Some(Side::Right));
                }
            }
            "fcntl" => {
                if let Some(new) = result.filter(|new| *new > number) {
                    self.open.insert((terminal, new), socket);
                }
            }
            "close" => {
                self.open.remove(&(terminal, number));
            }
            _ => {}
        }
        Some(socket)
    }

    /// A socket that names another's address speaks to it: where neither has
    /// a side yet, it is the client.
    fn speaks(&mut self, socket: usize, call: &Call) {
        let to = call.args.rsplit(", ").next().unwrap_or_default();
        let to = to.strip_prefix("to ").unwrap_or(to);
        let heard = |(other, own): &(usize, &str)| {
            (*other != socket && is_at(own, to)).then_some(*other)
        };
        let others: Vec<usize> = self.own.iter().filter_map(heard).collect();
        let is_own = self.own.iter().any(|(own, at)| {
            *own == socket && is_at(at, to) && others.is_empty()
        });
        let is_client =
            others.iter().any(|o| self.sides[*o] == Some(Side::Left));
        let answers = is_client && call.name != "connect";
        for other in others {
            self.sides[other].get_or_insert(Side::Right);
        }
        let has_peer = call.name == "connect" || call.args.contains(", to ");
        if has_peer && !is_own {
            let side = if answers { Side::Right } else { Side::Left };
            self.sides[socket].get_or_insert(side);
        }
    }

    fn add(&mut self, at: (&'a str, usize), side: Option<Side>) -> usize {
        self.sides.push(side);
        self.open.insert(at, self.sides.len() - 1);
        self.sides.len() - 1
    }
}

fn result(call: &Call) -> Option<usize> {
    returned(call).and_then(number)
}

fn returned(call: &Call) -> Option<&str> {
    match &call.outcome {
        Outcome::Returns(text)
        | Outcome::Wakes(text)
        | Outcome::Repeats(text) => Some(text),
        Outcome::Sleeps => None,
    }
}

/// Whether a socket with this address of its own hears what is sent to that
/// one: of those bound to no host's address the port decides.
fn is_at(own: &str, to: &str) -> bool {
    let ((host, port), (_, other)) =
        match (own.rsplit_once(':'), to.rsplit_once(':')) {
            (Some(own), Some(to)) => (own, to),
            _ => return false,
        };
    own == to || host == "0.0.0.0" && port == other
}

/// The number that a text begins with.
fn number(text: &str) -> Option<usize> {
    text.split(',').next()?.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use record::Calls;

    #[test]
    fn a_program_that_is_both_has_its_sockets_on_two_sides() {
        let text = "\
[terminal] starts
[terminal] socket(IPv4, stream) = 3
[terminal] listen(3, 128) = 0
[terminal] socket(IPv4, stream) = 4
[terminal] connect(4, 127.0.0.1:7200) = 0
[terminal] accept4(3) = 5, 127.0.0.1:«port»
[terminal] fcntl(4, duplicate) = 6
[terminal] sendto(6, 3 bytes) = 3
[terminal] close(5) = 0
[terminal] prints 1
";
        use Side::{Both, Left, Right};
        assert_eq!(
            of(text),
            [
                Both, Right, Right, Left, Left, Right, Left, Left, Right, Both
            ]
        );
    }

    fn of(text: &str) -> Vec<Side> {
        let calls = Calls::parse(text).unwrap();
        let stop = |step| Stop {
            step,
            code: None,
            shown: Vec::new(),
        };
        let stops: Vec<Stop> = calls.steps.iter().map(stop).collect();
        sides(&stops)
    }

    #[test]
    fn who_is_spoken_to_is_the_server_without_a_connection() {
        let text = "\
[terminal] socket(IPv4, datagram) = 3
[terminal] bind(3, 127.0.0.1:0) = 0
[terminal] getsockname(3) = 127.0.0.1:«port»
[terminal] connect(3, 127.0.0.1:«port») = 0
[terminal] socket(IPv4, datagram) = 4
[terminal] bind(4, 0.0.0.0:0) = 0
[terminal] sendto(4, 5 bytes, to 127.0.0.1:«port») = 5
[terminal] getsockname(4) = 0.0.0.0:«port 2»
[terminal] socket(IPv4, datagram) = 5
[terminal] sendto(5, 5 bytes, to 127.255.255.255:«port 2») = EACCES
[terminal] recvfrom(3, 5 bytes) = 5
[terminal] sendto(3, 5 bytes, to 127.0.0.1:«port 2») = 5
[terminal] prints 1
";
        use Side::{Both, Left, Right};
        let server = [Right; 4];
        let client = [Left; 4];
        let stranger = [Right; 2];
        let rest = [Right, Right, Both];
        assert_eq!(of(text), [&server[..], &client, &stranger, &rest].concat());
    }
}
