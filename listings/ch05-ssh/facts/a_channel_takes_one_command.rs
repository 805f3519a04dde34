//! A channel takes one command: where one has ended, libssh2 refuses a second,
//! and a new channel of the same session takes it.

use trials::Measured;

use crate::start;

use super::merged_streams_come_whole::shaken;

pub fn run() -> Measured {
    let server = start()?;
    let session = shaken(&server)?;
    session.userauth_password(server.user(), server.password())?;
    let mut channel = session.channel_session()?;
    channel.exec("echo one")?;
    assert!(channel.exec("echo two").is_err());
    let mut channel = session.channel_session()?;
    channel.exec("echo two")?;
    let mut output = String::new();
    std::io::Read::read_to_string(&mut channel, &mut output)?;
    assert_eq!(output, "two\n");
    Ok(())
}
