//! Who stands at the top of a figure.

use super::sequence::Actor;
use ::wire::{End, is_ephemeral};
use record::Event;

/// Lets a server have one name, and one line in the figure, for all the
/// connections to its address and port.
pub fn one_server(events: &mut [Event]) {
    let mut known: Vec<(End, String)> = Vec::new();
    let mut renamed: Vec<(String, String)> = Vec::new();
    for event in events.iter() {
        let Some((src, dst)) = event.dissection.ends() else {
            continue;
        };
        for (name, end) in [(&event.from, src), (&event.to, dst)] {
            if !name.starts_with("server") {
                continue;
            }
            match known.iter().find(|(known, _)| *known == end) {
                Some((_, first)) => {
                    renamed.push((name.clone(), first.clone()));
                }
                None => known.push((end, name.clone())),
            }
        }
    }
    for name in events.iter_mut().flat_map(|e| [&mut e.from, &mut e.to]) {
        if let Some((_, first)) = renamed.iter().find(|(old, _)| old == name) {
            name.clone_from(first);
        }
    }
}

/// An actor with its address, the port of which is masked where it differs
/// from run to run.
pub fn actor(name: &str, events: &[Event]) -> Actor {
    let end = |event: &Event| {
        let (src, dst) = event.dissection.ends()?;
        match name {
            _ if event.from == name => Some(src),
            _ if event.to == name => Some(dst),
            _ => None,
        }
    };
    let address = events.iter().find_map(|event| {
        let (address, port) = end(event)?;
        let port = match (is_ephemeral(port), name.split_once(' ')) {
            // The console's masks count in the same way.
            (true, Some((_, number))) => format!("«port {number}»"),
            (true, None) => "«port»".to_string(),
            (false, _) => port.to_string(),
        };
        Some(if address.is_ipv6() {
            format!("[{address}]:{port}")
        } else {
            format!("{address}:{port}")
        })
    });
    Actor {
        name: name.to_string(),
        // A longer one is in the list of fields.
        address: address.filter(|a| a.chars().count() <= 18),
    }
}
