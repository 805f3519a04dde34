//! The numbers by which IP says what it carries.

use std::fmt;

use crate::numbers::numbers;
use crate::text::named;

numbers! {
    /// What an IPv4 packet carries, or which header is the next in IPv6
    /// (IANA, "Assigned Internet Protocol Numbers").
    Protocol: u8 {
        HOP_BY_HOP = 0, "Hop-by-Hop Options";
        ICMP = 1, "ICMP";
        TCP = 6, "TCP";
        UDP = 17, "UDP";
        ROUTING = 43, "Routing";
        FRAGMENT = 44, "Fragment";
        ICMPV6 = 58, "ICMPv6";
        NO_NEXT_HEADER = 59, "No Next Header";
        DESTINATION_OPTIONS = 60, "Destination Options";
    }
}

impl fmt::Display for Protocol {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&named(self.name(), self.0))
    }
}
