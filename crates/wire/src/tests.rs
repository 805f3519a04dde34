//! Real packets taken apart and compared by hand with tshark's account, then
//! packets that nobody would send.

use super::{Dissection, Field, Hint, Layer, dissect_as};

mod adversity;
mod application;
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
fn checked(packet: &[u8], hint: Hint) -> Dissection {
    let dissection = dissect_as(packet, hint);
    if let Err(why) = covers(packet.len(), &dissection) {
        panic!("{why}\n{packet:02x?}\n{dissection:#?}");
    }
    dissection
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
