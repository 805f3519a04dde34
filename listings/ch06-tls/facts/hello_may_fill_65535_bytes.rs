//! A server with rustls reads on for as long as a ClientHello may still be
//! whole: one that fills, with its headers, 65,535 bytes has time until its
//! last byte, and one that would be longer is refused.

use std::sync::Arc;

use ch06_tls::files;
use rustls::ServerConnection;
use trials::Measured;

use crate::memory::lab;

/// Of a record and of a handshake message (RFC 8446 §5.1 and §4).
const HEADERS: [usize; 2] = [5, 4];
const RECORD: usize = 16_384;

pub fn run() -> Measured {
    let lab = lab()?;
    let file = |name: &str| lab.folder().join(name).display().to_string();
    let config = files::serving(&file("good.pem"), &file("good.key"))?;
    for (total, taken, said) in [
        // All of it was read, and it is nonsense: nothing but zeros.
        (65_535, 65_535, "IllegalEmptyList"),
        (65_536, 65_535, "message buffer full"),
    ] {
        let mut server = ServerConnection::new(Arc::clone(&config))?;
        let hello = hello(total);
        let mut rest = &hello[..];
        let error = loop {
            let read = match server.read_tls(&mut rest) {
                Ok(0) => return Err("it has all, and says nothing".into()),
                Ok(_) => server.process_new_packets().err(),
                Err(error) => break error.to_string(),
            };
            if let Some(error) = read {
                break error.to_string();
            }
        };
        assert!(error.contains(said), "of {total} bytes: {error}");
        assert_eq!(total - rest.len(), taken, "of {total} bytes");
    }
    Ok(())
}

/// A ClientHello that fills so many bytes with its headers.
fn hello(total: usize) -> Vec<u8> {
    let mut records = 1;
    while total - records * HEADERS[0] > records * RECORD {
        records += 1;
    }
    let length = total - records * HEADERS[0] - HEADERS[1];
    let mut message = vec![1];
    message.extend(&(length as u32).to_be_bytes()[1..]);
    message.resize(HEADERS[1] + length, 0);
    let mut bytes = Vec::new();
    for part in message.chunks(RECORD) {
        bytes.extend([22, 3, 1]);
        bytes.extend((part.len() as u16).to_be_bytes());
        bytes.extend(part);
    }
    bytes
}
