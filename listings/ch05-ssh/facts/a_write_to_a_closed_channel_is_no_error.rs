//! A write to a channel that the server has closed is no error of libssh2's:
//! it says that the bytes went.

use std::io::{Read, Write};

use trials::Measured;

use crate::start;

use super::merged_streams_come_whole::logged_in;

pub fn run() -> Measured {
    let server = start()?;
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
