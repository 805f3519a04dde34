//! The Network Time Protocol, version 4 (RFC 5905) and those before it.

use std::fmt;

use crate::carried::{Carried, Speaks};
use crate::layout::{Layer, Slot};
use crate::numbers::numbers;
use crate::text::{hex, named};

/// NTP.
pub const LAYER: Layer = Layer::new("NTP", &field::FIGURE);

/// The port of NTP servers (RFC 5905 §7.2), and that of this book's.
const PORTS: [u16; 2] = [123, 7353];

/// The figure of RFC 5905 §7.3.
mod field {
    use super::Slot;

    pub const LEAP: Slot = Slot::bits("LI", 0..1, 0..2);
    pub const VERSION: Slot = Slot::bits("VN", 0..1, 2..5);
    pub const MODE: Slot = Slot::bits("Mode", 0..1, 5..8);
    pub const STRATUM: Slot = Slot::bytes("Stratum", 1..2);
    pub const POLL: Slot = Slot::bytes("Poll", 2..3);
    pub const PRECISION: Slot = Slot::bytes("Precision", 3..4);
    pub const ROOT_DELAY: Slot = Slot::bytes("Root delay", 4..8);
    pub const ROOT_DISPERSION: Slot = Slot::bytes("Root dispersion", 8..12);
    pub const REFERENCE_ID: Slot = Slot::bytes("Reference ID", 12..16);
    pub const REFERENCE: Slot = Slot::bytes("Reference timestamp", 16..24);
    pub const ORIGIN: Slot = Slot::bytes("Origin timestamp", 24..32);
    pub const RECEIVE: Slot = Slot::bytes("Receive timestamp", 32..40);
    pub const TRANSMIT: Slot = Slot::bytes("Transmit timestamp", 40..48);

    pub const HEADER: usize = 48;

    pub const FIGURE: [Slot; 13] = [
        LEAP,
        VERSION,
        MODE,
        STRATUM,
        POLL,
        PRECISION,
        ROOT_DELAY,
        ROOT_DISPERSION,
        REFERENCE_ID,
        REFERENCE,
        ORIGIN,
        RECEIVE,
        TRANSMIT,
    ];
}

numbers! {
    /// In which role the sender speaks (RFC 5905 §7.3). Modes 6 and 7 are
    /// for control, have other headers, and are not read here.
    Mode: u8 {
        SYMMETRIC_ACTIVE = 1, "symmetric active";
        SYMMETRIC_PASSIVE = 2, "symmetric passive";
        CLIENT = 3, "client";
        SERVER = 4, "server";
        BROADCAST = 5, "broadcast";
    }
}

/// What a packet says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Repr {
    /// The version of the protocol.
    pub version: u8,
    /// In which role the sender speaks.
    pub mode: Mode,
    /// How far it is from a clock: 1 has one, 0 and 16 are not synchronized.
    pub stratum: u8,
    /// When the request left its client, by the client's clock.
    pub origin: Timestamp,
    /// When it came to the server, by the server's.
    pub receive: Timestamp,
    /// When this packet left, by its sender's.
    pub transmit: Timestamp,
}

/// Seconds since 1900, and 2^32ths of one (RFC 5905 §6); zeros where the time
/// is not known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Timestamp {
    /// Whole seconds, which begin anew in 2036.
    pub seconds: u32,
    /// The rest.
    pub fraction: u32,
}

impl Timestamp {
    fn read(slot: Slot, bytes: &[u8]) -> Timestamp {
        let start = slot.range.start;
        let half = |at| Slot::bytes("", at..at + 4).read(bytes);
        Timestamp {
            seconds: half(start),
            fraction: half(start + 4),
        }
    }
}

/// Seconds to the microsecond.
impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let micros = (u64::from(self.fraction) * 1_000_000) >> 32;
        write!(f, "{}.{micros:06}", self.seconds)
    }
}

/// `version 4, client`, and of a server how far it is from a clock.
impl fmt::Display for Repr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mode = self.mode.name().unwrap_or("unknown mode");
        write!(f, "version {}, {mode}", self.version)?;
        if self.mode == Mode::CLIENT {
            return Ok(());
        }
        write!(f, ", stratum {}", self.stratum)
    }
}

impl Speaks for Repr {
    const LAYER: Layer = LAYER;

    fn over_udp(carried: &mut Carried<'_, '_>) -> Option<Repr> {
        let bytes = carried.payload;
        if !carried.is_expected(LAYER, &PORTS) || bytes.len() < field::HEADER {
            return None;
        }
        let mode = Mode(field::MODE.read_u8(bytes));
        mode.name()?;
        let time = |slot| Timestamp::read(slot, bytes);
        let said = Repr {
            version: field::VERSION.read_u8(bytes),
            mode,
            stratum: field::STRATUM.read_u8(bytes),
            origin: time(field::ORIGIN),
            receive: time(field::RECEIVE),
            transmit: time(field::TRANSMIT),
        };
        said.describe(bytes, carried);
        Some(said)
    }
}

impl Repr {
    /// What follows the header, as the authentication that some servers add,
    /// is left to be data.
    fn describe(&self, bytes: &[u8], carried: &mut Carried<'_, '_>) {
        let read = |slot: Slot| slot.read(bytes);
        let signed = |slot: Slot| slot.read_u8(bytes) as i8;
        let raw =
            |slot: Slot| hex(bytes.get(slot.range.clone()).unwrap_or_default());
        let sink = &mut carried.sink;
        sink.put(field::LEAP, read(field::LEAP));
        sink.put(field::VERSION, self.version);
        sink.put(field::MODE, named(self.mode.name(), self.mode.0));
        sink.put(field::STRATUM, self.stratum);
        sink.put(field::POLL, signed(field::POLL));
        sink.put(field::PRECISION, signed(field::PRECISION));
        for slot in [
            field::ROOT_DELAY,
            field::ROOT_DISPERSION,
            field::REFERENCE_ID,
        ] {
            sink.put_varying(slot.clone(), raw(slot));
        }
        for slot in [
            field::REFERENCE,
            field::ORIGIN,
            field::RECEIVE,
            field::TRANSMIT,
        ] {
            let time = Timestamp::read(slot.clone(), bytes);
            sink.put_varying(slot, time);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Application, Conversation, dissect, dissect_in, samples};

    #[test]
    fn a_clients_request() {
        let dissection = dissect(&samples::NTP_CLIENT);
        assert_eq!(dissection.proto, "NTP");
        assert_eq!(dissection.info, "version 4, client");
        let [Application::Ntp(said)] = &dissection.application[..] else {
            panic!("no NTP: {dissection:?}");
        };
        assert_eq!(said.mode, Mode::CLIENT);
        assert_eq!(said.transmit.to_string(), "3900000000.500000");
        assert_eq!((said.origin.seconds, said.origin.fraction), (0, 0));
        let last = dissection.fields.last().unwrap();
        assert_eq!((last.name, last.varies), ("Transmit timestamp", true));
        assert_eq!(last.range, 68..76);
    }

    #[test]
    fn on_another_port_it_has_to_be_known() {
        let mut packet = samples::NTP_CLIENT;
        packet[22..24].copy_from_slice(&7323u16.to_be_bytes());
        assert_eq!(dissect(&packet).proto, "UDP");
        let mut conversation = Conversation::speaking(LAYER);
        assert_eq!(dissect_in(&packet, &mut conversation).proto, "NTP");
        // A mode that has another header.
        packet[28] = 0x26;
        assert_eq!(dissect_in(&packet, &mut conversation).proto, "UDP");
    }
}
