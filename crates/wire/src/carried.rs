//! What a transport carries, as the protocols above it are asked about it.

use std::fmt::Display;

use crate::conversation::Direction;
use crate::layout::Layer;
use crate::sink::Sink;

/// A protocol that TCP or UDP carries; what implements it is what a payload
/// says in that protocol, typed, and in one line where it is displayed.
///
/// The module that does so and a row in `application.rs` are all it takes.
pub(crate) trait Speaks: Sized + Display {
    /// Its name, and its figure if its RFC has one.
    const LAYER: Layer;

    /// Whether a direction that once speaks it speaks nothing else later.
    const LASTS: bool = true;

    /// Reads what one segment carries and puts its fields; nothing where it
    /// is not of this protocol.
    fn over_tcp(_: &mut Carried<'_, '_>) -> Option<Self> {
        None
    }

    /// The same for a datagram.
    fn over_udp(_: &mut Carried<'_, '_>) -> Option<Self> {
        None
    }
}

/// Which transport carries it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Over {
    Tcp,
    Udp,
}

/// A payload that is not empty, and what is known about it.
pub(crate) struct Carried<'a, 's> {
    pub(crate) over: Over,
    pub(crate) payload: &'a [u8],
    /// Where the payload begins in the packet.
    pub(crate) base: usize,
    pub(crate) ports: [u16; 2],
    /// What this direction has shown before, and is to remember.
    pub(crate) own: &'s mut Direction,
    /// What the other one has shown.
    pub(crate) peer: &'s Direction,
    pub(crate) sink: &'s mut Sink,
}

impl Carried<'_, '_> {
    /// What the payload says in this protocol. Where it says nothing, no
    /// field of it is left.
    pub(crate) fn ask<P: Speaks>(&mut self) -> Option<P> {
        let mark = self.sink.mark();
        self.sink.enter(P::LAYER, self.base);
        let said = match self.over {
            Over::Tcp => P::over_tcp(self),
            Over::Udp => P::over_udp(self),
        };
        if said.is_some() {
            self.own.protocol = Some(P::LAYER);
        } else {
            self.sink.forget(mark);
        }
        said
    }

    /// Whether it is in this protocol for all that is known before reading:
    /// by a port of its servers, or since it was spoken here before.
    pub(crate) fn is_expected(&self, layer: Layer, ports: &[u16]) -> bool {
        ports.iter().any(|port| self.ports.contains(port))
            || self.own.protocol == Some(layer)
    }

    /// What another protocol is to be asked about: all after the first `len`
    /// bytes.
    pub(crate) fn leave(&mut self, len: usize) {
        self.payload = self.payload.get(len..).unwrap_or_default();
        self.base += len;
    }
}
