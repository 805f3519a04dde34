//! The line that a proxy puts before what it passes on: whose connection it
//! is (HAProxy, "The PROXY protocol", version 1, §2.1).

use std::fmt;
use std::net::IpAddr;

use crate::carried::{Carried, Speaks};
use crate::layout::{Layer, Slot};
use crate::ports::End;
use crate::text::text;

/// The longest line, its end included.
const LONGEST: usize = 107;

/// What a proxy says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Repr {
    /// Both ends of the connection that is passed on, if the proxy tells.
    pub ends: Option<(End, End)>,
    /// The line without its end.
    line: String,
}

impl Speaks for Repr {
    const LAYER: Layer = LAYER;
    const LASTS: bool = false;

    fn over_tcp(carried: &mut Carried<'_, '_>) -> Option<Repr> {
        let bytes = carried.payload;
        let start = bytes.get(..LONGEST).unwrap_or(bytes);
        let len = start.windows(2).position(|pair| pair == b"\r\n")?;
        let line = bytes.get(..len)?;
        let ends = parse(str::from_utf8(line).ok()?)?;
        let line = text(line);
        let slot = Slot::bytes("Proxy line", 0..len + 2);
        // A port that a kernel picked is in it.
        carried.sink.put_varying(slot, &line);
        carried.leave(len + 2);
        Some(Repr { ends, line })
    }
}

/// The PROXY protocol.
pub const LAYER: Layer = Layer::new("PROXY", &[]);

/// Both ends; an inner nothing where the proxy does not tell them.
fn parse(line: &str) -> Option<Option<(End, End)>> {
    let mut words = line.split(' ');
    if words.next() != Some("PROXY") {
        return None;
    }
    let family = words.next()?;
    if family == "UNKNOWN" {
        return Some(None);
    }
    let mut address = || words.next()?.parse::<IpAddr>().ok();
    let (src, dst) = (address()?, address()?);
    let mut port = || words.next()?.parse::<u16>().ok();
    let ends = ((src, port()?), (dst, port()?));
    let fits = match family {
        "TCP4" => src.is_ipv4() && dst.is_ipv4(),
        "TCP6" => src.is_ipv6() && dst.is_ipv6(),
        _ => false,
    };
    (fits && words.next().is_none()).then_some(Some(ends))
}

/// The line itself.
impl fmt::Display for Repr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.line)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whose_connection_it_is() {
        let (src, dst) = parse("PROXY TCP4 192.0.2.1 192.0.2.2 40000 443")
            .unwrap()
            .unwrap();
        assert_eq!((src.1, dst.1), (40000, 443));
        assert_eq!(parse("PROXY UNKNOWN"), Some(None));
        for line in [
            "PROXY TCP6 192.0.2.1 192.0.2.2 1 2",
            "PROXY TCP4 192.0.2.1 192.0.2.2 1",
            "PROXY TCP4 192.0.2.1 192.0.2.2 1 2 3",
            "PROXYTCP4 192.0.2.1 192.0.2.2 1 2",
        ] {
            assert_eq!(parse(line), None, "{line}");
        }
    }
}
