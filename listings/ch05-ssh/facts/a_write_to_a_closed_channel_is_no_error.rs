//! A write to a channel that the server has closed is no error of libssh2's:
//! it says that the bytes went.

use std::io::{Read, Write};
use std::net::SocketAddr;

use lab_ssh::Server;
use trials::Measured;

use super::merged_streams_come_whole::logged_in;

pub fn run() -> Measured {
    let server = Server::start(SocketAddr::from(([127, 0, 0, 1], 0)))?;
    let mut channel = logged_in(&server)?;
    channel.exec("exit 3")?;
    channel.read_to_end(&mut Vec::new())?;
    channel.wait_eof()?;
    channel.wait_close()?;
    assert_eq!(channel.exit_status()?, 3);
    assert!(channel.eof());
    assert_eq!(channel.write(b"more input")?, 10);
    Ok(())
}
