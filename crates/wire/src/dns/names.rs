//! The numbers of DNS that have names.

use std::fmt;

use crate::numbers::numbers;

numbers! {
    /// The type of a record (RFC 1035 §3.2.2 and later ones).
    Type: u16 {
        A = 1, "A";
        NS = 2, "NS";
        CNAME = 5, "CNAME";
        SOA = 6, "SOA";
        PTR = 12, "PTR";
        MX = 15, "MX";
        TXT = 16, "TXT";
        AAAA = 28, "AAAA";
        SRV = 33, "SRV";
        OPT = 41, "OPT";
        HTTPS = 65, "HTTPS";
        ANY = 255, "ANY";
    }
}

numbers! {
    /// The class of a record (RFC 1035 §3.2.4).
    Class: u16 {
        IN = 1, "IN";
        CH = 3, "CH";
        ANY = 255, "ANY";
    }
}

numbers! {
    /// How a query went (RFC 1035 §4.1.1).
    Code: u8 {
        NOERROR = 0, "NOERROR";
        FORMERR = 1, "FORMERR";
        SERVFAIL = 2, "SERVFAIL";
        NXDOMAIN = 3, "NXDOMAIN";
        NOTIMP = 4, "NOTIMP";
        REFUSED = 5, "REFUSED";
    }
}

/// Without a name, as RFC 3597 §5 has it.
impl fmt::Display for Type {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.name() {
            Some(name) => f.write_str(name),
            None => write!(f, "TYPE{}", self.0),
        }
    }
}

/// Without a name, as RFC 3597 §5 has it.
impl fmt::Display for Class {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.name() {
            Some(name) => f.write_str(name),
            None => write!(f, "CLASS{}", self.0),
        }
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.name() {
            Some(name) => f.write_str(name),
            None => self.0.fmt(f),
        }
    }
}
