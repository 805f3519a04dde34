//! The Ethernet frame (IEEE 802.3, as RFC 894 and RFC 2464 use it), which a
//! capture on `lo` or on a veth pair may begin with.

use crate::error::Error;
use crate::layout::{Layer, Slot};

/// The frame around a packet; never in a dissection.
pub const LAYER: Layer = Layer::new("Ethernet", &[]);

mod field {
    use super::Slot;

    pub(super) const TYPE: Slot = Slot::bytes("Type", 12..14);
    pub(super) const HEADER: usize = 14;
}

/// The type of IPv4 (RFC 894).
const IPV4: u16 = 0x0800;
/// The type of IPv6 (RFC 2464).
const IPV6: u16 = 0x86dd;

/// A frame whose header is whole.
#[derive(Debug, Clone, Copy)]
pub struct Frame<'a> {
    bytes: &'a [u8],
}

impl<'a> Frame<'a> {
    /// Fails with [`Error::Truncated`] on less than a header.
    pub fn new_checked(bytes: &'a [u8]) -> Result<Frame<'a>, Error> {
        if bytes.len() < field::HEADER {
            return Err(Error::Truncated);
        }
        Ok(Frame { bytes })
    }

    /// What the frame carries, such as 0x0800 for IPv4.
    pub fn ethertype(&self) -> u16 {
        field::TYPE.read_u16(self.bytes)
    }

    /// Everything after the header, padding included.
    pub fn payload(&self) -> &'a [u8] {
        self.bytes.get(field::HEADER..).unwrap_or_default()
    }

    /// The payload if it is an IPv4 or IPv6 packet.
    pub fn ip_packet(&self) -> Option<&'a [u8]> {
        matches!(self.ethertype(), IPV4 | IPV6).then(|| self.payload())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frame_on_lo() {
        let mut bytes = vec![0; 12];
        bytes.extend([0x08, 0x00, 0x45]);
        let frame = Frame::new_checked(&bytes).unwrap();
        assert_eq!(frame.ethertype(), 0x0800);
        assert_eq!(frame.ip_packet(), Some(&[0x45][..]));
        assert_eq!(
            Frame::new_checked(&bytes[..13]).unwrap_err(),
            Error::Truncated
        );
    }

    #[test]
    fn arp_is_no_ip_packet() {
        let mut bytes = vec![0; 12];
        bytes.extend([0x08, 0x06]);
        assert_eq!(Frame::new_checked(&bytes).unwrap().ip_packet(), None);
    }
}
