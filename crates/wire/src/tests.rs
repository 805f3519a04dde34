//! Real packets taken apart and compared by hand with tshark's account, then
//! packets that nobody would send.

use crate::{
    Conversation, Dissection, Field, Layer, dissect_in, dns, ends, headers,
    samples, ssh,
};

mod adversity;
mod application;
mod conversation;
mod layout;
mod network;
mod transport;

/// The one field of this layer and name; the first where there are several.
fn field<'d>(from: &'d Dissection, layer: Layer, name: &str) -> &'d Field {
    let wanted = |it: &&Field| it.layer == layer && it.name == name;
    let found = from.fields.iter().find(wanted);
    found.unwrap_or_else(|| panic!("no {layer} {name}: {:#?}", from.fields))
}

/// Name and value of all fields of a layer.
fn values(from: &Dissection, layer: Layer) -> Vec<(&str, &str)> {
    let mine = from.fields.iter().filter(|field| field.layer == layer);
    mine.map(|field| (field.name, &*field.value)).collect()
}

/// Dissects and makes sure that each bit of the packet is in one field.
fn checked(packet: &[u8]) -> Dissection {
    checked_in(packet, Conversation::default())
}

/// The same for a packet of a conversation of which something is known.
fn checked_in(packet: &[u8], mut conversation: Conversation) -> Dissection {
    next(packet, &mut conversation)
}

/// The same for the next packet of a conversation.
fn next(packet: &[u8], conversation: &mut Conversation) -> Dissection {
    let dissection = dissect_in(packet, conversation);
    assert_eq!(ends(packet), dissection.ends(), "{packet:02x?}");
    let alone = headers(packet);
    assert_eq!(alone.network, dissection.network, "{packet:02x?}");
    assert_eq!(alone.transport, dissection.transport, "{packet:02x?}");
    assert_eq!(alone.payload, dissection.payload, "{packet:02x?}");
    if let Err(why) = covers(packet.len(), &dissection) {
        panic!("{why}\n{packet:02x?}\n{dissection:#?}");
    }
    dissection
}

fn in_dns() -> Conversation {
    Conversation::speaking(dns::LAYER)
}

fn in_ssh() -> Conversation {
    Conversation::speaking(ssh::LAYER)
}

/// A segment that carries this, from a client to a server.
fn segment(payload: &[u8]) -> Vec<u8> {
    let mut packet = samples::TCP_DATA[..52].to_vec();
    packet.extend(payload);
    let total = packet.len() as u16;
    packet[2..4].copy_from_slice(&total.to_be_bytes());
    packet
}

/// The same from the server to the client.
fn answer(payload: &[u8]) -> Vec<u8> {
    let mut packet = segment(payload);
    let (head, port) = packet.split_at_mut(22);
    head[20..].swap_with_slice(&mut port[..2]);
    packet
}

fn covers(len: usize, dissection: &Dissection) -> Result<(), String> {
    let payload = &dissection.payload;
    if payload.start > payload.end || payload.end > len {
        return Err(format!("payload {payload:?} of {len}"));
    }
    let mut at = 0;
    for field in &dissection.fields {
        let range = field.range.start * 8..field.range.end * 8;
        let bits = match &field.bits {
            Some(bits) => {
                range.start + usize::from(bits.start)
                    ..range.start + usize::from(bits.end)
            }
            None => range.clone(),
        };
        if bits.start != at || bits.is_empty() || bits.end > range.end {
            return Err(format!("at bit {at}: {field:?}"));
        }
        at = bits.end;
    }
    (at == len * 8)
        .then_some(())
        .ok_or(format!("ends at bit {at}"))
}
