//! The extensions of a hello (RFC 8446 §4.2): what they say, as far as a
//! person wants to know it.

use std::ops::Range;

use super::names::{
    ExtensionType, NamedGroup, PskKeyExchangeMode, SignatureScheme, Version,
};
use crate::layout::{Slot, number};
use crate::sink::Sink;
use crate::text::{hex, list, text};
use crate::walk::Walk;

/// Whose hello it is: an extension has another form in each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Hello {
    Client,
    Server,
    Retry,
}

/// Puts the data of an extension, which begins at the byte `at`, and returns
/// what it says, if that can be read.
pub(super) fn describe(
    kind: ExtensionType,
    hello: Hello,
    (at, data): (usize, &[u8]),
    sink: &mut Sink,
) -> Option<String> {
    if kind == ExtensionType::KEY_SHARE
        && let Some(shares) = key_shares(hello, data)
    {
        put_shares(&shares, (at, data), sink);
        return None;
    }
    let said = read(kind, hello, data);
    let shown = said.clone().unwrap_or_else(|| hex(data));
    let slot = Slot::bytes("Extension data", at..at + data.len());
    sink.put_if(slot, shown, kind.varies());
    said
}

/// What the data says; nothing where it is not of its form to the last byte.
fn read(kind: ExtensionType, hello: Hello, data: &[u8]) -> Option<String> {
    let is_client = hello == Hello::Client;
    match kind {
        ExtensionType::SERVER_NAME if is_client => server_name(data),
        ExtensionType::ALPN => Some(list(protocols(data)?)),
        ExtensionType::SUPPORTED_VERSIONS if is_client => {
            let versions = pairs(vector(data, 1)?)?;
            Some(list(versions.map(|it| Version(it).short())))
        }
        ExtensionType::SUPPORTED_VERSIONS => {
            let [_, _] = data else { return None };
            Some(Version(number(data) as u16).short())
        }
        ExtensionType::SUPPORTED_GROUPS => {
            Some(list(pairs(vector(data, 2)?)?.map(NamedGroup)))
        }
        ExtensionType::SIGNATURE_ALGORITHMS
        | ExtensionType::SIGNATURE_ALGORITHMS_CERT => {
            Some(list(pairs(vector(data, 2)?)?.map(SignatureScheme)))
        }
        ExtensionType::PSK_KEY_EXCHANGE_MODES => {
            let modes = vector(data, 1)?.iter();
            Some(list(modes.map(|it| PskKeyExchangeMode(*it))))
        }
        _ => None,
    }
}

/// The host name in a `server_name` extension (RFC 6066 §3).
fn server_name(data: &[u8]) -> Option<String> {
    let mut walk = Walk::new(vector(data, 2)?);
    let (_, kind) = walk.number(1)?;
    let (_, len) = walk.number(2)?;
    let (_, name) = walk.slice(len as usize)?;
    (kind == 0).then(|| text(name))
}

/// The protocols that are offered, or the one that is chosen (RFC 7301 §3.1).
fn protocols(data: &[u8]) -> Option<Vec<String>> {
    let mut walk = Walk::new(vector(data, 2)?);
    let mut all = Vec::new();
    while !walk.rest().is_empty() {
        let (_, len) = walk.number(1)?;
        all.push(text(walk.slice(len as usize)?.1));
    }
    Some(all)
}

/// What a vector holds that fills the data, with its length in `width` bytes
/// before it (RFC 8446 §3.4).
fn vector(data: &[u8], width: usize) -> Option<&[u8]> {
    let (len, rest) = data.split_at_checked(width)?;
    (number(len) as usize == rest.len()).then_some(rest)
}

/// Numbers of two bytes each.
fn pairs(data: &[u8]) -> Option<impl Iterator<Item = u16>> {
    let numbers = data.chunks_exact(2);
    let is_whole = numbers.remainder().is_empty();
    is_whole.then(|| numbers.map(|pair| number(pair) as u16))
}

/// A key share: its group and the range of its key in the extension's data,
/// which a HelloRetryRequest does not have.
struct Share {
    group: Range<usize>,
    key: Option<(Range<usize>, Range<usize>)>,
}

fn key_shares(hello: Hello, data: &[u8]) -> Option<Vec<Share>> {
    let mut walk = Walk::new(data);
    if hello == Hello::Client {
        vector(data, 2)?;
        walk.take(2)?;
    }
    let mut shares = Vec::new();
    while !walk.rest().is_empty() {
        let group = walk.take(2)?;
        let key = if hello == Hello::Retry {
            None
        } else {
            let (len, count) = walk.number(2)?;
            Some((len, walk.take(count as usize)?))
        };
        shares.push(Share { group, key });
    }
    Some(shares)
}

/// Puts the shares of a key_share, of which the keys alone vary.
fn put_shares(shares: &[Share], (at, data): (usize, &[u8]), sink: &mut Sink) {
    let place = |range: &Range<usize>| at + range.start..at + range.end;
    let bytes =
        |range: &Range<usize>| data.get(range.clone()).unwrap_or_default();
    let before = 0..shares.first().map_or(data.len(), |it| it.group.start);
    let shown = number(bytes(&before));
    sink.put(Slot::bytes("Client shares length", place(&before)), shown);
    for Share { group, key } in shares {
        let name = NamedGroup(number(bytes(group)) as u16);
        sink.put(Slot::bytes("Key share group", place(group)), name);
        let Some((len, key)) = key else { continue };
        let slot = Slot::bytes("Key exchange length", place(len));
        sink.put(slot, number(bytes(len)));
        let slot = Slot::bytes("Key exchange", place(key));
        sink.put_varying(slot, hex(bytes(key)));
    }
}
