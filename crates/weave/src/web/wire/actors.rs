//! Who stands at the top of a figure.

use super::sequence::Actor;
use record::Event;
use std::net::IpAddr;

/// Lets a server have one name, and one line in the figure, for all the
/// connections to its address and port.
pub fn one_server(events: &mut [Event]) {
    let mut known: Vec<(IpAddr, u16, String)> = Vec::new();
    let mut renamed: Vec<(String, String)> = Vec::new();
    for event in events.iter() {
        let packet = &event.dissection;
        let ends = [(&event.from, packet.src), (&event.to, packet.dst)];
        for (name, end) in ends {
            let Some((address, Some(port))) = end else {
                continue;
            };
            if !name.starts_with("server") {
                continue;
            }
            let same = |(a, p, _): &&(IpAddr, u16, String)| {
                (*a, *p) == (address, port)
            };
            match known.iter().find(same) {
                Some((.., first)) => {
                    renamed.push((name.clone(), first.clone()));
                }
                None => known.push((address, port, name.clone())),
            }
        }
    }
    for name in events.iter_mut().flat_map(|e| [&mut e.from, &mut e.to]) {
        if let Some((_, first)) = renamed.iter().find(|(old, _)| old == name) {
            name.clone_from(first);
        }
    }
}

/// Everyone who sends or receives, in the order of the first packets.
pub fn actors(events: &[Event]) -> Vec<&str> {
    let mut names: Vec<&str> = Vec::new();
    for name in events.iter().flat_map(|e| [&*e.from, &*e.to]) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

/// An actor with its address, the port of which is masked where it differs
/// from run to run.
pub fn actor(name: &str, events: &[Event]) -> Actor {
    let end = |event: &Event| {
        let packet = &event.dissection;
        match name {
            _ if event.from == name => Some((packet.src?, "Source port")),
            _ if event.to == name => Some((packet.dst?, "Destination port")),
            _ => None,
        }
    };
    let address = events.iter().find_map(|event| {
        let ((address, port), field) = end(event)?;
        let mut fields = event.dissection.fields.iter();
        let varies = fields.find(|f| f.name == field)?.varies;
        let port = match (varies, port?) {
            // The console's masks count in the same way.
            (true, _) => match name.split_once(' ') {
                Some((_, number)) => format!("«port {number}»"),
                None => "«port»".to_string(),
            },
            (false, port) => port.to_string(),
        };
        Some(match address.is_ipv6() {
            true => format!("[{address}]:{port}"),
            false => format!("{address}:{port}"),
        })
    });
    Actor {
        name: name.to_string(),
        // A longer one is in the list of fields.
        address: address.filter(|a| a.chars().count() <= 18),
    }
}
