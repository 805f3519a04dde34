//! Over one session without `TCP_NODELAY` a command that follows another
//! takes 40 ms longer than with it, and with it five commands take less time
//! than with a connection and a login for each.

use std::io::Read;
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, Instant};

use lab_ssh::Server;
use ssh2::Session;
use trials::Measured;

use super::merged_streams_come_whole::shaken_over;

const COMMANDS: u32 = 5;

/// For so long Linux keeps back an acknowledgment.
const DELAY: Duration = Duration::from_millis(40);

/// In this many rounds of twice as many less one it has to be seen, since a
/// busy machine adds to any time.
const MOST: usize = 3;

pub fn run() -> Measured {
    let server = Server::start(SocketAddr::from(([127, 0, 0, 1], 0)))?;
    let in_a_row = |nodelay| {
        timed(|| {
            let session = login(&server, nodelay)?;
            (0..COMMANDS).try_for_each(|_| command(&session))
        })
    };
    let by_logins = || {
        timed(|| {
            (0..COMMANDS).try_for_each(|_| command(&login(&server, true)?))
        })
    };
    let mut rounds = Vec::new();
    let mut seen = 0;
    while seen < MOST {
        let round = [in_a_row(true)?, in_a_row(false)?, by_logins()?];
        rounds.push(round);
        let [quick, slow, many] = round;
        if slow > quick + (COMMANDS - 1) * DELAY && quick < many {
            seen += 1;
        }
        assert!(
            rounds.len() < MOST + seen,
            "with it, without it, by logins: {rounds:?}"
        );
    }
    Ok(())
}

fn timed(run: impl Fn() -> Measured) -> Measured<Duration> {
    let start = Instant::now();
    run()?;
    Ok(start.elapsed())
}

fn login(server: &Server, nodelay: bool) -> Measured<Session> {
    let stream = TcpStream::connect(server.local_addr())?;
    stream.set_nodelay(nodelay)?;
    let session = shaken_over(stream)?;
    session.userauth_password(server.user(), server.password())?;
    Ok(session)
}

fn command(session: &Session) -> Measured {
    let mut channel = session.channel_session()?;
    channel.exec("echo hi")?;
    let mut output = String::new();
    channel.read_to_string(&mut output)?;
    assert_eq!(output, "hi\n");
    Ok(())
}
