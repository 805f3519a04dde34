//! A DNS server over UDP that knows one name (RFC 1035 §4.1).

use std::convert::Infallible;
use std::io;
use std::net::{Ipv4Addr, UdpSocket};

/// The one name, as labels, and its address. Both are reserved for
/// documentation (RFC 2606, RFC 5737).
const NAME: [&str; 2] = ["host", "example"];
const ADDRESS: Ipv4Addr = Ipv4Addr::new(192, 0, 2, 7);

/// The longest message over UDP (RFC 1035 §4.2.1).
const LARGEST: usize = 512;

const HEADER: usize = 12;

/// Type A, class IN.
const ADDRESS_OF: [u8; 4] = [0, 1, 0, 1];

/// What a response says of how it went (RFC 1035 §4.1.1).
#[derive(Clone, Copy)]
enum Code {
    NoError = 0,
    FormatError = 1,
    NoSuchName = 3,
    NotImplemented = 4,
}

/// Answers every question, each in one datagram.
///
/// # Errors
/// None: an answer that cannot be sent is lost, as datagrams may be.
pub fn serve(socket: UdpSocket) -> io::Result<Infallible> {
    let mut buffer = [0; LARGEST + 1];
    loop {
        let Ok((n, from)) = socket.recv_from(&mut buffer) else {
            continue;
        };
        if n > LARGEST {
            continue;
        }
        if let Some(response) = answer(&buffer[..n]) {
            let _ = socket.send_to(&response, from);
        }
    }
}

/// The response to a query; nothing to what is none, a response above all:
/// two servers would else answer each other for ever.
fn answer(query: &[u8]) -> Option<Vec<u8>> {
    let (header, rest) = query.split_first_chunk::<HEADER>()?;
    let flags = header[2];
    if flags & 0x80 != 0 {
        return None;
    }
    let questions = u16::from_be_bytes([header[4], header[5]]);
    if flags & 0x78 != 0 {
        return Some(response(header, Code::NotImplemented, &[], false));
    }
    let Some(question) = question(rest).filter(|_| questions == 1) else {
        return Some(response(header, Code::FormatError, &[], false));
    };
    let (name, kind) = question.split_at(question.len() - 4);
    let known = is_known(name);
    let code = if known {
        Code::NoError
    } else {
        Code::NoSuchName
    };
    Some(response(
        header,
        code,
        question,
        known && kind == ADDRESS_OF,
    ))
}

/// The first question's bytes: a name, a type and a class.
fn question(bytes: &[u8]) -> Option<&[u8]> {
    let mut end = 0;
    loop {
        match *bytes.get(end)? {
            0 => break bytes.get(..end + 5),
            // A pointer, of which there is no need in a query.
            64.. => break None,
            length => end += 1 + usize::from(length),
        }
    }
}

/// Names are compared without regard to case (RFC 1035 §2.3.3).
fn is_known(name: &[u8]) -> bool {
    let mut own = Vec::new();
    for label in NAME {
        own.push(label.len() as u8);
        own.extend(label.as_bytes());
    }
    own.push(0);
    name.eq_ignore_ascii_case(&own)
}

fn response(
    header: &[u8; HEADER],
    code: Code,
    question: &[u8],
    with_address: bool,
) -> Vec<u8> {
    let count = |is: bool| [0, u8::from(is)];
    let mut out = header[..2].to_vec();
    // A response, by who is in charge of the name; the wish for recursion is
    // repeated, and not fulfilled.
    out.extend([0x84 | header[2] & 0x01, code as u8]);
    out.extend(count(!question.is_empty()));
    out.extend(count(with_address));
    out.extend([0; 4]);
    out.extend(question);
    if with_address {
        // The name again, as a pointer to the question's; one minute.
        out.extend([0xc0, HEADER as u8]);
        out.extend(ADDRESS_OF);
        out.extend([0, 0, 0, 60, 0, 4]);
        out.extend(ADDRESS.octets());
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn query(name: &[&str], kind: u8) -> Vec<u8> {
        let mut query = vec![0x12, 0x34, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0];
        for label in name {
            query.push(label.len() as u8);
            query.extend(label.as_bytes());
        }
        query.extend([0, 0, kind, 0, 1]);
        query
    }

    #[test]
    fn the_one_name_has_its_address() {
        let response = answer(&query(&["HOST", "example"], 1)).unwrap();
        assert_eq!(response[..4], [0x12, 0x34, 0x85, 0]);
        assert!(response.ends_with(&[0, 4, 192, 0, 2, 7]));
        let other = answer(&query(&["host", "example"], 28)).unwrap();
        assert_eq!((other[3], other[7]), (0, 0), "it has no IPv6 address");
    }

    #[test]
    fn another_name_is_not_there() {
        let response = answer(&query(&["other", "example"], 1)).unwrap();
        assert_eq!(response[3], 3);
        assert_eq!(response[7], 0);
    }

    #[test]
    fn what_is_no_query_is_no_trouble() {
        let whole = query(&["host", "example"], 1);
        for n in 0..whole.len() {
            match answer(&whole[..n]) {
                Some(response) => assert_eq!(response[3], 1, "{n}"),
                None => assert!(n < HEADER, "{n}"),
            }
        }
        let response = answer(&whole).unwrap();
        assert_eq!(answer(&response), None, "a response is answered");
    }
}
