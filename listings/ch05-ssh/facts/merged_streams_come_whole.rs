//! With `ExtendedData::Merge`, 3 MiB of standard error come whole to a
//! program that reads only the one stream.

use std::io;
use std::net::TcpStream;

use lab_ssh::Server;
use ssh2::{Channel, ExtendedData, Session};
use trials::Measured;

use crate::start;

pub fn run() -> Measured {
    let server = start()?;
    let mut channel = logged_in(&server)?;
    channel.handle_extended_data(ExtendedData::Merge)?;
    channel.exec("flood stderr 3")?;
    assert_eq!(io::copy(&mut channel, &mut io::sink())?, 3 << 20);
    Ok(())
}

/// A channel of this server.
pub fn logged_in(server: &Server) -> Measured<Channel> {
    let session = shaken(server)?;
    session.userauth_password(server.user(), server.password())?;
    Ok(session.channel_session()?)
}

/// A session with this server, which was started a line above: no host key
/// is checked.
pub fn shaken(server: &Server) -> Measured<Session> {
    shaken_over(TcpStream::connect(server.local_addr())?)
}

/// The same over a connection that is there.
pub fn shaken_over(stream: TcpStream) -> Measured<Session> {
    let mut session = Session::new()?;
    session.set_tcp_stream(stream);
    session.set_timeout(30_000);
    session.handshake()?;
    Ok(session)
}
