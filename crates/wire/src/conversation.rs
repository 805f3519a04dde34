//! What the packets of a conversation tell about those that follow.

use crate::layout::Layer;
use crate::ports::End;

/// Two ends that talk to each other, as far as it has been heard: what each
/// direction has shown of itself, which its next packet alone does not tell.
#[derive(Debug, Clone, Default)]
pub struct Conversation {
    /// Who was heard first.
    first: Option<End>,
    directions: [Direction; 2],
}

impl Conversation {
    /// One that is known to speak this protocol, on whatever port.
    pub fn speaking(layer: Layer) -> Conversation {
        let direction = Direction {
            protocol: Some(layer),
            ..Direction::default()
        };
        Conversation {
            first: None,
            directions: [direction; 2],
        }
    }

    /// The same after both directions have begun to encrypt.
    pub fn encrypted(mut self) -> Conversation {
        for direction in &mut self.directions {
            direction.reading = Reading::Encrypted;
        }
        self
    }

    /// The direction that `src` sends in, and the other one.
    pub(crate) fn directions(
        &mut self,
        src: End,
    ) -> (&mut Direction, &Direction) {
        let [one, other] = &mut self.directions;
        if *self.first.get_or_insert(src) == src {
            (one, other)
        } else {
            (other, one)
        }
    }
}

/// What one side has shown.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Direction {
    /// The protocol that was recognized last.
    pub(crate) protocol: Option<Layer>,
    pub(crate) reading: Reading,
    /// How many bytes of what its last segment began are still to come.
    pub(crate) to_come: usize,
}

/// How what follows in a direction is to be read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Reading {
    /// As it stands.
    #[default]
    Clear,
    /// Not at all: it is encrypted.
    Encrypted,
    /// Not at all: it is of a version of the protocol that is not known here.
    Foreign,
}
