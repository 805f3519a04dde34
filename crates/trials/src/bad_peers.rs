//! Which bad peers a client meets: each opening and each manner, and with
//! `THOROUGH=1`, as in `.ci/run`, each opening in each manner.

use std::env;

use lab::hostile::{self, Manner};
use lab::protocol::{Opening, Protocol};

/// First some bytes, then a manner.
pub(crate) type BadPeer = (&'static str, &'static Opening, Manner);

/// Whether a client meets every pair.
pub(crate) fn all_peers() -> bool {
    env::var_os("THOROUGH").is_some_and(|set| set == "1")
}

/// What a client may meet: every pair, or each opening and each manner once,
/// paired otherwise for the next client.
pub(crate) fn bad_peers(
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

/// What these clients do not meet, in a sentence; none where they meet all.
pub(crate) fn left_out(
    clients: impl Iterator<Item = &'static Protocol>,
) -> Option<String> {
    let met = clients.map(|protocol| {
        [all_peers(), true].map(|all| bad_peers(protocol, 0, all).len())
    });
    let [some, all] = met.fold([0, 0], |[a, b], [c, d]| [a + c, b + d]);
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
}
