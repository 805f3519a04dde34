//! Where two readers of the same bytes may differ, and by which section.

use super::damage::Kind;
use super::oddities::{
    Parts, Refused, always, bare_lf, later_minor, odd_chunk, odd_framing,
};
use super::readers::{End, Reading};

/// What the lab refuses though a peer accepts it, by what its answer says,
/// and the section that has it refuse, or lets it: of RFC 9112, or 9110.
const STRICTER: &[(&str, &str)] = &[
    ("exactly one Host field", "§3.2: MUST"),
    ("the Host field is not", "§3.2: MUST"),
    ("the Host field names no host", "§3.3: can"),
    ("the target's host is none", "9110 §4.2.1: MUST"),
    ("the target does not begin", "§3.2: SHOULD"),
    ("of the path must be encoded", "§3.2: SHOULD"),
    ("of the query must be encoded", "§3.2: SHOULD"),
    ("http is the scheme", "9110 §7.4: MUST"),
    ("the request line is not", "§3: SHOULD"),
    ("this method is not known", "9110 §9.1: SHOULD"),
    ("version 1.1 is spoken", "9110 §15.6.6: can"),
    ("holds a control character", "9110 §5.5: invalid"),
    ("begins with white space", "§2.2: MUST; §5.2: or SP"),
    ("no Transfer-Encoding", "§6.1: MUST"),
    ("the last transfer coding", "§6.3: MUST"),
    ("of transfer codings, chunked", "§6.1: SHOULD"),
    ("both Transfer-Encoding and", "§6.1: MAY"),
    ("not one decimal number", "§6.3: MUST"),
    ("the version is not", "§2.3: the grammar"),
    ("a chunk does not begin with", "§7.1: the grammar"),
    ("a chunk's line does not end", "§2.2, §7.1: CR LF"),
    ("a chunk does not end where", "§7.1: the grammar"),
    ("a field line is not", "§5.1: MUST"),
    ("is no extension", "§7.1.1: the grammar"),
];

/// What h11 refuses though the lab accepts it: what it says, when it may be
/// for this, and the section that has the lab accept, or lets it.
const REFUSED_BY_H11: &[Refused] = &[
    ("no request line received", always, "§2.2: SHOULD"),
    ("illegal chunk header", odd_chunk, "§7.1.1: BWS"),
    ("Only Transfer-Encoding", odd_framing, "9110 §5.6.1"),
    ("multiple Transfer-Encoding", odd_framing, "9110 §5.3"),
];

/// The same for Node.
const REFUSED_BY_NODE: &[Refused] = &[
    ("CR_EXPECTED", bare_lf, "§2.2: MAY"),
    ("INVALID_HEADER_TOKEN", bare_lf, "§2.2: MAY"),
    ("INVALID_VERSION", bare_lf, "§2.2: MAY"),
    ("INVALID_VERSION", later_minor, "9110 §2.5"),
    ("INVALID_CHUNK_SIZE", odd_chunk, "§7.1.1: BWS"),
    ("STRICT", odd_chunk, "§7.1.1: the grammar"),
    ("INVALID_CONTENT_LENGTH", odd_framing, "§5, §6.3"),
    ("UNEXPECTED_CONTENT_LENGTH", odd_framing, "§6.3"),
    ("INVALID_TRANSFER_ENCODING", odd_framing, "§5"),
];

/// What the lab did with a request of which it is known what is to be done.
pub fn misjudged(kind: &Kind, lab: &Reading) -> Option<String> {
    let is_refused = matches!(lab.end, End::Refused(_));
    match kind {
        Kind::Good if is_refused => Some("refused, and good".into()),
        Kind::Bad(_) if is_refused && lab.requests.is_empty() => None,
        Kind::Bad(section) => Some(format!("must be refused by {section}")),
        Kind::Good | Kind::Damaged => None,
    }
}

/// What the lab and a peer read differently, unless both may.
pub fn differences(
    (kind, stream): (&Kind, &[u8]),
    lab: &Reading,
    name: &str,
    peer: &Reading,
) -> Option<String> {
    let both = lab.requests.len().min(peer.requests.len());
    let problem = if lab.requests[..both] != peer.requests[..both] {
        Some("another request".to_string())
    } else if lab.requests.len() > both {
        beyond(&peer.end, |why| may_be_laxer(stream, name, why))
    } else if peer.requests.len() > both {
        beyond(&lab.end, |why| may_be_stricter(kind, why))
    } else {
        at_the_end(&lab.end, &peer.end)
    };
    let what = match kind {
        Kind::Good => "good",
        Kind::Bad(section) => section,
        Kind::Damaged => "damaged",
    };
    problem.map(|problem| format!("{name}: {problem} ({what})"))
}

/// One went on where the other's reading had this end.
fn beyond(end: &End, may: impl Fn(&str) -> bool) -> Option<String> {
    match end {
        End::Closed => None,
        End::Refused(why) if may(why) => None,
        End::Refused(why) => Some(format!("refused by one alone: {why}")),
        End::Incomplete => Some("ends later for one".into()),
        End::Open => Some("a request more for one".into()),
    }
}

fn at_the_end(lab: &End, peer: &End) -> Option<String> {
    match (lab, peer) {
        // Neither accepted what followed; one need not have read all of it.
        (
            End::Refused(_) | End::Incomplete,
            End::Refused(_) | End::Incomplete,
        ) => None,
        (End::Closed, _) | (_, End::Closed) => None,
        (End::Open, End::Open) => None,
        _ => Some("one is done, and one is not".into()),
    }
}

fn may_be_stricter(kind: &Kind, why: &str) -> bool {
    matches!(kind, Kind::Bad(_))
        || STRICTER.iter().any(|(known, _)| why.contains(known))
}

fn may_be_laxer(stream: &[u8], name: &str, why: &str) -> bool {
    let rows = match name {
        "h11" => REFUSED_BY_H11,
        _ => REFUSED_BY_NODE,
    };
    let parts = Parts::of_first(stream);
    rows.iter()
        .any(|(known, when, _)| why.starts_with(known) && when(&parts))
}
