//! The two ports, which TCP and UDP begin with alike.

use std::net::IpAddr;

use crate::layout::Slot;
use crate::sink::Sink;

pub(crate) const SOURCE: Slot = Slot::bytes("Source port", 0..2);
pub(crate) const DESTINATION: Slot = Slot::bytes("Destination port", 2..4);

/// From here on Linux gives out ports (`ip_local_port_range`).
const FIRST_EPHEMERAL: u16 = 32768;

/// One end of a conversation: an address and a port.
pub type End = (IpAddr, u16);

/// Whether a kernel picks such a port, another one in each run.
pub fn is_ephemeral(port: u16) -> bool {
    port >= FIRST_EPHEMERAL
}

/// Those of the header.
pub(crate) fn read(header: &[u8]) -> [u16; 2] {
    [SOURCE.read_u16(header), DESTINATION.read_u16(header)]
}

pub(crate) fn describe(header: &[u8], sink: &mut Sink) {
    for slot in [SOURCE, DESTINATION] {
        let port = slot.read_u16(header);
        sink.put_if(slot, port, is_ephemeral(port));
    }
}
