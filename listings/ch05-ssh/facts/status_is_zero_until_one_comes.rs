//! `exit_status` of ssh2 is 0 before a status has come, and stays 0 where
//! none comes: from a server that says none, and for a command that was
//! killed.

use std::io::Read;

use trials::Measured;

use crate::start;

use super::merged_streams_come_whole::logged_in;

pub fn run() -> Measured {
    let server = start()?;
    let endings = [
        ("exit 3", 3, None),
        ("exit none", 0, None),
        ("kill TERM", 0, Some("TERM")),
    ];
    for (command, status, signal) in endings {
        let mut channel = logged_in(&server)?;
        assert_eq!(channel.exit_status()?, 0, "before {command}");
        channel.exec(command)?;
        channel.send_eof()?;
        channel.read_to_end(&mut Vec::new())?;
        channel.wait_eof()?;
        channel.wait_close()?;
        assert_eq!(channel.exit_status()?, status, "{command}");
        let ending = channel.exit_signal()?;
        assert_eq!(ending.exit_signal.as_deref(), signal, "{command}");
    }
    Ok(())
}
