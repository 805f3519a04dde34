//! What the two sides say to each other: a datagram of the transfer.
//!
//! ```text
//! 0        4     5         7         11
//! | check  | kind | number | transfer | data …
//! ```

/// How many bytes of the file a datagram carries at most.
pub const BLOCK: usize = 1000;

/// The bytes before the data.
const HEADER: usize = 11;

/// What a datagram is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A block of the file.
    Block = 1,
    /// The last block, which may be empty.
    Last = 2,
    /// All blocks before `number` have come; the data is a mask of those
    /// that have come after it.
    Ack = 3,
    /// All has come; the data is the hash of the whole.
    Done = 4,
}

/// One datagram, taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Datagram {
    /// What it is for.
    pub kind: Kind,
    /// Which block. It wraps: after 65535 comes 0.
    pub number: u16,
    /// Which transfer. Its last 16 bits are the first block's number.
    pub transfer: u32,
    /// What it carries.
    pub data: Vec<u8>,
}

impl Datagram {
    /// The bytes to send.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut rest = vec![self.kind as u8];
        rest.extend(self.number.to_be_bytes());
        rest.extend(self.transfer.to_be_bytes());
        rest.extend(&self.data);
        [&hash(&rest).to_be_bytes()[..], &rest].concat()
    }

    /// Reads what was received; nothing where it was altered on its way, or
    /// is no datagram of a transfer.
    pub fn parse(bytes: &[u8]) -> Option<Datagram> {
        let (check, rest) = bytes.split_first_chunk()?;
        if u32::from_be_bytes(*check) != hash(rest) {
            return None;
        }
        let (header, data) = rest.split_first_chunk::<{ HEADER - 4 }>()?;
        let [kind, n1, n2, t1, t2, t3, t4] = *header;
        let kinds = [Kind::Block, Kind::Last, Kind::Ack, Kind::Done];
        Some(Datagram {
            kind: kinds.into_iter().find(|known| *known as u8 == kind)?,
            number: u16::from_be_bytes([n1, n2]),
            transfer: u32::from_be_bytes([t1, t2, t3, t4]),
            data: data.to_vec(),
        })
    }
}

/// CRC-32, as Ethernet and gzip have it. It finds accidents; whoever alters
/// a datagram on purpose makes a right one for it.
pub fn hash(bytes: &[u8]) -> u32 {
    let step =
        |crc: u32, byte: &u8| TABLE[usize::from(crc as u8 ^ byte)] ^ (crc >> 8);
    !bytes.iter().fold(!0, step)
}

const TABLE: [u32; 256] = table();

const fn table() -> [u32; 256] {
    let mut table = [0; 256];
    let mut i = 0;
    while i < 256 {
        let mut crc = i as u32;
        let mut bit = 0;
        while bit < 8 {
            let low = crc & 1;
            crc >>= 1;
            if low == 1 {
                crc ^= 0xedb8_8320;
            }
            bit += 1;
        }
        table[i] = crc;
        i += 1;
    }
    table
}
