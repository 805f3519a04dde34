//! Where two readers of the same answer may differ, and by which section.

use super::odd::{
    bodiless, chunked, control, empty_line, folded, heads, later_version,
    lone_lf_in_chunks, many_fields, no_field, no_one_length, odd_status,
    old_chunks, old_version, other_coding, tab,
};
use super::readers::{Body, Reading};
use crate::parsers::damage::Kind;
use crate::parsers::oddities::{
    Parts, Refused, bare_lf, odd_chunk, odd_framing,
};

/// What http-get-by-hand refuses though another accepts it: what it says,
/// when it may be for this, and the section that has it refuse, or lets it,
/// of RFC 9112, or 9110. Its page has the same table.
const BY_HAND: &[Refused] = &[
    (
        "no usable Content-Length",
        no_one_length,
        "§6.3; §7.1: no full client",
    ),
    ("no usable Content-Length", bare_lf, "§2.2: MAY"),
    ("the answer's head does not end", bare_lf, "§2.2: MAY"),
    ("no usable Content-Length", control, "9110 §5.5: invalid"),
    (
        "the answer's head does not end",
        empty_line,
        "§2.2: requests",
    ),
    (
        "no usable status",
        odd_status,
        "§2.3, §4: the grammar; 9110 §15",
    ),
];

/// The same of http-any-body.
const ANY_BODY: &[Refused] = &[
    ("no status line", bare_lf, "§2.2: MAY"),
    (
        "no status line",
        odd_status,
        "§2.3, §4: the grammar; 9110 §15",
    ),
    ("no status line", empty_line, "§2.2: requests"),
    ("no status line", control, "§2.2: MUST"),
    ("a line that is no field", bare_lf, "§2.2: MAY"),
    ("a line that is no field", no_field, "§5: the grammar"),
    ("a line that is no field", control, "9110 §5.5: invalid"),
    ("the answer's head does not end", bare_lf, "§2.2: MAY"),
    ("a Transfer-Encoding in HTTP/1.0", old_chunks, "§6.1: MUST"),
    (
        "a Transfer-Encoding and a Content-Length",
        odd_framing,
        "§6.3: ought to",
    ),
    (
        "a transfer coding that is not chunked",
        other_coding,
        "§6.1: no such coding here",
    ),
    (
        "a transfer coding that is not chunked",
        odd_framing,
        "§6.1: MUST NOT be applied twice",
    ),
    (
        "no line end in a body of chunks",
        lone_lf_in_chunks,
        "§7.1: the grammar",
    ),
];

/// The same of http-pipeline, which has one reason for all.
const PIPELINE: &[Refused] = &[
    (NO_HEAD, no_one_length, "§6.3; §7.1: no full client"),
    (NO_HEAD, bare_lf, "§2.2: MAY"),
    (NO_HEAD, control, "9110 §5.5: invalid"),
    (NO_HEAD, empty_line, "§2.2: requests"),
    (NO_HEAD, odd_status, "§2.3, §4: the grammar"),
    (NO_HEAD, old_version, "§9.3: it will not persist"),
];

const NO_HEAD: &str = "no whole head with a usable length";

/// The same of ureq: the library decides, and once not as the RFC does.
const UREQ: &[Refused] = &[
    (
        "protocol: http parse fail: invalid status",
        odd_status,
        "§4",
    ),
    ("body data reading stalled", chunked, "§7.1: the grammar"),
    (
        "protocol: http parse fail: invalid new",
        control,
        "§2.2: MUST",
    ),
    (
        "protocol: http parse fail: invalid header name",
        folded,
        "not §5.2",
    ),
    (
        "protocol: http parse fail: invalid header value",
        control,
        "9110 §5.5",
    ),
    (
        "protocol: http parse resulted in too many",
        many_fields,
        "9110 §5.4",
    ),
    (
        "protocol: chunk expected crlf as next",
        chunked,
        "§7.1.1, §7.1.2",
    ),
    (
        "protocol: http parse fail: invalid HTTP",
        odd_status,
        "§2.3",
    ),
    (
        "protocol: http parse fail: invalid resp",
        odd_status,
        "§4: grammar",
    ),
    (
        "protocol: http parse fail: invalid resp",
        control,
        "§2.2: MUST",
    ),
];

/// What h11 refuses though a listing accepts it.
const H11: &[Refused] = &[
    ("multiple Transfer-Encoding", odd_framing, "9110 §5.3"),
    ("bad Content-Length", bodiless, "§6.3: no body anyway"),
    ("illegal header line", no_field, "§5: for a client no rule"),
    ("illegal header line", control, "§2.2: or replaced"),
    ("continuation line at start", folded, "§2.2: or ignored"),
    (
        "no response line received",
        empty_line,
        "§2.2: for requests",
    ),
    ("illegal status line", control, "§2.2: or replaced"),
    ("illegal chunk header", odd_chunk, "§7.1.1: BWS"),
    (
        "Only Transfer-Encoding",
        other_coding,
        "§6.3: up to the end",
    ),
    // ureq takes more for a chunk than the grammar has, and no trailer for
    // wrong; it is whole with the chunk of size 0.
    ("illegal chunk header", chunked, "§7.1: the grammar"),
    ("illegal header line", chunked, "§7.1.2: MAY discard"),
    ("malformed chunk footer", chunked, "§7.1: the grammar"),
    ("continuation line at start", chunked, "§7.1: the grammar"),
    ("cut", chunked, "§8: the chunk of size 0 has come"),
];

/// The same of Node.
const NODE: &[Refused] = &[
    (
        "INVALID_VERSION",
        later_version,
        "9110 §6.2: SHOULD be read",
    ),
    ("INVALID_CONTENT_LENGTH", bodiless, "§6.3: no body anyway"),
    ("INVALID_TRANSFER_ENCODING", chunked, "§6.3: or by chunks"),
    ("CR_EXPECTED", bare_lf, "§2.2: MAY"),
    ("INVALID_HEADER_TOKEN", bare_lf, "§2.2: MAY"),
    ("INVALID_STATUS", bare_lf, "§2.2: MAY"),
    ("INVALID_HEADER_TOKEN", no_field, "§5: for a client no rule"),
    ("INVALID_HEADER_TOKEN", folded, "§5.2: MUST accept"),
    ("UNEXPECTED_SPACE", folded, "§2.2: or ignored"),
    ("INVALID_HEADER_TOKEN", control, "§2.2: or replaced"),
    ("LF_EXPECTED", control, "§2.2: or replaced"),
    ("STRICT", control, "§2.2: or replaced"),
    ("INVALID_CONTENT_LENGTH", odd_framing, "§5: OWS; §6.3"),
    ("UNEXPECTED_CONTENT_LENGTH", odd_framing, "§6.3"),
    (
        "INVALID_CONTENT_LENGTH",
        no_field,
        "§5: for a client no rule",
    ),
    ("INVALID_CHUNK_SIZE", odd_chunk, "§7.1.1: BWS"),
    ("STRICT", odd_chunk, "§7.1.1: the grammar"),
    // ureq again.
    ("INVALID_CHUNK_SIZE", chunked, "§7.1: the grammar"),
    ("INVALID_HEADER_TOKEN", chunked, "§7.1.2: MAY discard"),
    ("CR_EXPECTED", chunked, "§7.1: the grammar"),
    ("LF_EXPECTED", chunked, "§7.1: the grammar"),
    ("STRICT", chunked, "§7.1: the grammar"),
    ("cut", chunked, "§8: the chunk of size 0 has come"),
];

/// What http-get-by-hand refuses and its twin need not, which looks at a head
/// as a whole and not line by line.
const TWIN: &[Refused] =
    &[("the answer's head does not end", bare_lf, "§2.2: MAY")];

/// What ureq takes for an answer though no client may.
const UREQ_ACCEPTS: &[(&str, &str)] = &[
    (
        "RFC 9112 §6.1, HTTP/1.0 has",
        "it shows the chunks as they came",
    ),
    (
        "RFC 9112 §7.1, a chunk that",
        "it takes +3, and looks at no trailer",
    ),
];

/// Whether a library reads for this listing.
fn is_ureq(listing: &str) -> bool {
    !["http-get-by-hand", "http-pipeline", "http-any-body"].contains(&listing)
}

/// Both accept, and may yet read something else: Node sees no coding beside
/// a tab. ureq sees no chunks in HTTP/1.0, and sees them where another coding
/// follows, though such a body ends with the connection (§6.3).
fn may_differ(listing: &str, other: &str, parts: &Parts) -> bool {
    let by_ureq = old_chunks(parts) || other_coding(parts);
    other == "node" && tab(parts) || is_ureq(listing) && by_ureq
}

/// What a listing made of an answer of which it is known what is to be done.
pub fn misjudged(
    kind: &Kind,
    listing: &str,
    reading: &Reading,
) -> Option<String> {
    let (Kind::Bad(section), Reading::Whole(answer)) = (kind, reading) else {
        return None;
    };
    let known = is_ureq(listing)
        && UREQ_ACCEPTS.iter().any(|(bad, _)| section.starts_with(bad));
    let judged = answer.body == Body::Unknown || known;
    (!judged).then(|| format!("{listing}: must be refused by {section}"))
}

/// What a listing and another read differently, unless both may.
pub fn differences(
    (kind, stream): (&Kind, &[u8]),
    (listing, reading): (&str, &Reading),
    (other, read): (&str, &Reading),
) -> Option<String> {
    let parts = heads(stream);
    let may = |rows: &[Refused], why: &str| {
        rows.iter()
            .any(|(known, when, _)| why.starts_with(known) && when(&parts))
    };
    let problem = match (reading, read) {
        (Reading::Refused(_), Reading::Refused(_)) => None,
        (Reading::Whole(one), Reading::Whole(other_one)) => {
            let same = one.agrees(other_one);
            (!same && !may_differ(listing, other, &parts))
                .then(|| format!("another answer, {read}"))
        }
        // What it has not looked at may be wrong.
        (Reading::Whole(answer), _) if answer.body == Body::Unknown => None,
        (Reading::Whole(_), Reading::Refused(why)) => {
            let rows = match other {
                "h11" => H11,
                "node" => NODE,
                _ => &[],
            };
            (!may(rows, why)).then(|| format!("it refuses: {why}"))
        }
        (Reading::Refused(why), Reading::Whole(_)) => {
            let rows = match other {
                "the twin" => TWIN,
                _ if is_ureq(listing) => UREQ,
                _ if listing == "http-pipeline" => PIPELINE,
                _ if listing == "http-any-body" => ANY_BODY,
                _ => BY_HAND,
            };
            (!may(rows, why) && !may_differ(listing, other, &parts))
                .then(|| format!("the listing refuses: {why}"))
        }
    };
    let what = match kind {
        Kind::Good => "good",
        Kind::Bad(section) => section,
        Kind::Damaged => "damaged",
    };
    problem.map(|problem| format!("{listing}, {other}: {problem} ({what})"))
}
