//! Which bad peers a client meets: each opening and each manner, and with
//! `THOROUGH=1`, as in `.ci/run`, each opening in each manner. Who is patient
//! meets only then those that it would wait for to its deadline.

use lab::hostile::{self, Manner};
use lab::protocol::{Opening, Protocol, Transport};

use crate::classes::Entry;
use crate::thorough;

/// First some bytes, then a manner.
pub(crate) type BadPeer = (&'static str, &'static Opening, Manner);

/// What a client may meet: every pair, or each opening and each manner once,
/// paired otherwise for the next client.
fn bad_peers(
    protocol: &Protocol,
    turn: usize,
    every_pair: bool,
) -> Vec<BadPeer> {
    let (openings, manners) = (protocol.openings, hostile::MANNERS);
    let pair = |opening: usize, manner: usize| {
        let (name, manner) = manners[manner % manners.len()];
        (name, &openings[opening % openings.len()], manner)
    };
    if every_pair {
        let pairs = 0..openings.len() * manners.len();
        return pairs.map(|n| pair(n / manners.len(), n)).collect();
    }
    let longest = openings.len().max(manners.len());
    // Whoever is longer is gone through in order, and the other turned.
    let turned = if openings.len() == longest {
        |n, turn| (n, n + turn)
    } else {
        |n, turn| (n + turn, n)
    };
    let pairs = (0..longest).map(|n| turned(n, turn));
    pairs
        .map(|(opening, manner)| pair(opening, manner))
        .collect()
}

/// Whether a client waits for such a peer as long as it waits at all.
fn is_waited_for(manner: Manner) -> bool {
    matches!(manner, Manner::Silent | Manner::Drip)
}

/// Which a client of this entry meets: bad ones over TCP.
pub(crate) fn met(
    entry: &Entry,
    protocol: &Protocol,
    turn: usize,
    every_pair: bool,
) -> Vec<BadPeer> {
    let mut met = bad_peers(protocol, turn, every_pair);
    if entry.patient && !every_pair {
        met.retain(|(_, _, manner)| !is_waited_for(*manner));
    }
    met
}

/// Whether a client over UDP meets silence and a flood: in each it waits for
/// its answer.
pub(crate) fn met_by_udp(entry: &Entry, every_pair: bool) -> bool {
    every_pair || !entry.patient
}

/// How many a client meets.
fn count(
    entry: &Entry,
    protocol: &Protocol,
    turn: usize,
    every_pair: bool,
) -> usize {
    match protocol.over {
        Transport::Tcp => met(entry, protocol, turn, every_pair).len(),
        Transport::Udp => 2 * usize::from(met_by_udp(entry, every_pair)),
    }
}

/// What these clients do not meet, each with the turn that it is, in a
/// sentence; none where they meet all.
pub(crate) fn left_out(
    clients: impl Iterator<Item = (Entry, usize)>,
) -> Option<String> {
    let counts = clients.filter_map(|(entry, turn)| {
        let protocol = entry.client()?;
        let count = |every_pair| count(&entry, protocol, turn, every_pair);
        Some([count(thorough()), count(true)])
    });
    let [some, all] = counts.fold([0, 0], |[a, b], [c, d]| [a + c, b + d]);
    (some < all).then(|| {
        format!(
            "bad peers: {some} of {all}, by turns; \
             THOROUGH=1 tries all of them, as CI does"
        )
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn a_few_clients_meet_every_pair_and_each_meets_every_part() {
        for protocol in lab::cli::protocols() {
            let met = |turn, every_pair| {
                let pairs = bad_peers(protocol, turn, every_pair);
                let pairs = pairs.into_iter();
                pairs.map(|(name, opening, _)| (opening.bytes, name))
            };
            let all: BTreeSet<_> = met(0, true).collect();
            let (openings, manners) = (protocol.openings, hostile::MANNERS);
            assert_eq!(all.len(), openings.len() * manners.len());

            let clients = openings.len().min(manners.len());
            let by_turns: BTreeSet<_> =
                (0..clients).flat_map(|turn| met(turn, false)).collect();
            assert_eq!(by_turns, all, "{}", protocol.name);
            for turn in 0..9 {
                let heard: BTreeSet<_> =
                    met(turn, false).map(|m| m.0).collect();
                let seen: BTreeSet<_> = met(turn, false).map(|m| m.1).collect();
                assert_eq!(heard.len(), openings.len());
                assert_eq!(seen.len(), manners.len());
            }
        }
    }
    #[test]
    fn who_is_patient_waits_where_all_are_tried() {
        let entry = |patient: bool, peer: &str| {
            let text = format!(
                "kind = 'client'\npatient = {patient}\npeer = '{peer}'"
            );
            toml::from_str::<Entry>(&text).unwrap()
        };
        for protocol in lab::cli::protocols() {
            let [quick, patient] =
                [false, true].map(|it| entry(it, protocol.name));
            let count = |entry, every| count(entry, protocol, 1, every);
            assert_eq!(count(&quick, true), count(&patient, true));
            assert!(count(&quick, false) > count(&patient, false));
            if protocol.over == Transport::Tcp {
                assert!(count(&patient, false) > 0, "{}", protocol.name);
                let met = met(&patient, protocol, 1, false);
                assert!(!met.iter().any(|(_, _, it)| is_waited_for(*it)));
            }
        }
        let told = left_out([(entry(true, "udp"), 1)].into_iter());
        let told = told.unwrap_or_default();
        assert!(thorough() || told.contains("0 of 2"), "{told}");
    }
}
