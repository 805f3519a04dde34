//! Documented ports, and the free ones that stand in for them where there
//! is no namespace.

use std::collections::BTreeMap;
use std::net::{Ipv4Addr, Ipv6Addr, TcpListener, UdpSocket};
use std::process;

use record::ports::DOCUMENTED;

/// Maps each documented port to a free one and back, or leaves all as is.
#[derive(Clone, Debug, Default)]
pub struct Ports {
    mapped: bool,
    free: BTreeMap<u16, u16>,
}

impl Ports {
    /// In a namespace: every port is its own.
    pub fn literal() -> Ports {
        Ports::default()
    }

    /// Elsewhere: a documented port becomes one that is free here.
    pub fn mapped() -> Ports {
        Ports {
            mapped: true,
            ..Ports::default()
        }
    }

    /// The word with each `:PORT` that is documented replaced.
    pub fn to_free(&mut self, word: &str) -> String {
        if !self.mapped {
            return word.to_string();
        }
        replace_ports(word, |port| {
            DOCUMENTED.contains(&port).then(|| self.free_for(port))
        })
    }

    /// The same for a peer that has `count` ports, one behind the other: free
    /// ones that follow each other stand in for them.
    pub fn to_free_row(&mut self, word: &str, count: u16) -> String {
        if !self.mapped {
            return word.to_string();
        }
        replace_ports(word, |port| {
            DOCUMENTED
                .contains(&port)
                .then(|| self.row_for(port, count))
        })
    }

    /// The line with each `:PORT` that stood in replaced by the documented.
    pub fn to_documented(&self, line: &str) -> String {
        replace_ports(line, |port| {
            let pair = self.free.iter().find(|(_, free)| **free == port);
            pair.map(|(documented, _)| *documented)
        })
    }

    fn free_for(&mut self, documented: u16) -> u16 {
        self.row_for(documented, 1)
    }

    fn row_for(&mut self, documented: u16, count: u16) -> u16 {
        if let Some(free) = self.free.get(&documented) {
            return *free;
        }
        // Below what kernels pick from, so that nothing takes the port
        // between this look and its use; each process looks elsewhere.
        let start = 10_000 + (process::id() % 1400) as u16 * 16;
        let is_free_row = |first: u16| {
            (first..first + count).all(|port| {
                !self.free.values().any(|taken| *taken == port) && is_free(port)
            })
        };
        let free = (start..32_768)
            .chain(10_000..start)
            .find(|first| is_free_row(*first))
            .expect("one of 22,768 ports is free");
        for nth in 0..count {
            self.free.insert(documented + nth, free + nth);
        }
        free
    }
}

fn is_free(port: u16) -> bool {
    let v4 = (Ipv4Addr::UNSPECIFIED, port);
    let v6 = (Ipv6Addr::UNSPECIFIED, port);
    TcpListener::bind(v4).is_ok()
        && UdpSocket::bind(v4).is_ok()
        && (!crate::has_ipv6()
            || TcpListener::bind(v6).is_ok() && UdpSocket::bind(v6).is_ok())
}

/// Replaces the number behind a colon where `new` gives another.
fn replace_ports(
    text: &str,
    mut new: impl FnMut(u16) -> Option<u16>,
) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(colon) = rest.find(':') {
        let (before, after) = rest.split_at(colon + 1);
        let end = after.find(|c: char| !c.is_ascii_digit());
        let (digits, after) = after.split_at(end.unwrap_or(after.len()));
        out.push_str(before);
        let port = if ends_a_host(&out) {
            digits.parse().ok().and_then(&mut new)
        } else {
            None
        };
        match port {
            Some(port) => out.push_str(&port.to_string()),
            None => out.push_str(digits),
        }
        rest = after;
    }
    out + rest
}

/// True where a port may follow: behind a name, an IPv4 address or a
/// bracket, but not inside an IPv6 address without brackets.
fn ends_a_host(before_and_colon: &str) -> bool {
    let before = before_and_colon.trim_end_matches(':');
    let token = before.rsplit([' ', '/', '"']).next().unwrap_or(before);
    let one = before_and_colon.len() == before.len() + 1;
    one && (token.ends_with(']') || !token.contains(':'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_documented_port_goes_and_comes_back() {
        let mut ports = Ports::mapped();
        let shown = "http://127.0.0.1:7450/a:b";
        let used = ports.to_free(shown);
        assert_ne!(used, shown);
        assert_eq!(ports.to_free(shown), used, "the same port again");
        assert_eq!(ports.to_documented(&used), shown);
    }

    #[test]
    fn a_row_of_ports_stays_one() {
        let mut ports = Ports::mapped();
        let first = ports.to_free_row("127.0.0.1:7650", 3);
        let number = |word: &str| -> u16 {
            word.rsplit(':').next().unwrap().parse().unwrap()
        };
        for nth in 0..3 {
            let free = ports.to_free(&format!(":{}", 7650 + nth));
            assert_eq!(number(&free), number(&first) + nth);
            let back = ports.to_documented(&free);
            assert_eq!(back, format!(":{}", 7650 + nth));
        }
    }

    #[test]
    fn every_chapter_has_its_ports_mapped() {
        let mut ports = Ports::mapped();
        for chapter in record::ports::CHAPTERS {
            let shown = format!("[::1]:{}", record::ports::peer(chapter, 0));
            assert_ne!(ports.to_free(&shown), shown, "chapter {chapter}");
        }
    }

    #[test]
    fn two_documented_ports_do_not_become_one() {
        let mut ports = Ports::mapped();
        assert_ne!(ports.to_free(":7200"), ports.to_free(":7201"));
    }

    #[test]
    fn other_numbers_stay() {
        let mut ports = Ports::mapped();
        for text in ["127.0.0.1:0", ":80", "7200", "a:99999", "::1:7100"] {
            assert_eq!(ports.to_free(text), text);
        }
        assert_eq!(Ports::literal().to_free(":7200"), ":7200");
    }
}
