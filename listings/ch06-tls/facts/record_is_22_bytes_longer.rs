//! In TLS 1.3, as rustls speaks it, what is sent is 22 bytes longer on the
//! wire for each record, of which one holds 16,384 bytes: the length of what
//! was said is not hidden.

use std::io::Write;

use trials::Measured;

use crate::memory::{Exchange, lab, trusting};

pub fn run() -> Measured {
    let lab = lab()?;
    let mut exchange = Exchange::shaken(&lab, trusting(&lab)?)?;
    exchange.client.set_buffer_limit(None);
    for (length, records) in [(1, 1), (6, 1), (16_384, 1), (16_385, 2)] {
        exchange.client.writer().write_all(&vec![b'x'; length])?;
        let sent = exchange.client_to_server()?;
        assert_eq!(sent, length + 22 * records, "of {length} bytes");
        // The server's buffer has room for more.
        let mut read = vec![0; length];
        std::io::Read::read_exact(&mut exchange.server.reader(), &mut read)?;
    }
    Ok(())
}
