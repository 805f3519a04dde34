//! Over one session without `TCP_NODELAY` each command that follows another
//! takes about 40 ms, and with it much less; and with it five commands take
//! less time than with a connection and a login for each.

use std::io::Read;
use std::net::TcpStream;
use std::time::{Duration, Instant};

use lab_ssh::Server;
use ssh2::Session;
use trials::Measured;

use crate::start;

use super::merged_streams_come_whole::shaken_over;

const COMMANDS: usize = 5;

/// For so long at least Linux keeps back an acknowledgment: 40 ms, less a
/// tick of its clock or two.
const DELAY: Duration = Duration::from_millis(30);

/// A busy machine adds to any time, and so takes from the one behind it: one
/// of a few rounds is as it should be.
const ROUNDS: usize = 20;

pub fn run() -> Measured {
    let server = start()?;
    let mut rounds = Vec::new();
    let slow = |took: &Vec<Duration>| took.iter().all(|took| *took > DELAY);
    while !rounds.last().is_some_and(slow) {
        assert!(rounds.len() < ROUNDS, "without it: {rounds:?}");
        rounds.push(later_commands(&login(&server, false)?)?);
    }

    let mut rounds = Vec::new();
    for _ in 0..ROUNDS {
        let start = Instant::now();
        let later = later_commands(&login(&server, true)?)?;
        let one_session = start.elapsed();
        let start = Instant::now();
        for _ in 0..COMMANDS {
            command(&login(&server, true)?)?;
        }
        let by_logins = start.elapsed();
        let saves = later.iter().any(|took| *took < DELAY);
        if saves && one_session < by_logins {
            return Ok(());
        }
        rounds.push((later, one_session, by_logins));
    }
    panic!("with it, each later one, all, by logins: {rounds:?}")
}

/// How long each command but the first takes, counted from the end of what
/// the one before it said.
fn later_commands(session: &Session) -> Measured<Vec<Duration>> {
    let mut ends = Vec::new();
    for _ in 0..COMMANDS {
        ends.push(command(session)?);
    }
    Ok(ends.windows(2).map(|two| two[1] - two[0]).collect())
}

fn login(server: &Server, nodelay: bool) -> Measured<Session> {
    let stream = TcpStream::connect(server.local_addr())?;
    stream.set_nodelay(nodelay)?;
    let session = shaken_over(stream)?;
    session.userauth_password(server.user(), server.password())?;
    Ok(session)
}

/// Runs a command, and says when all it had to say was read.
fn command(session: &Session) -> Measured<Instant> {
    let mut channel = session.channel_session()?;
    channel.exec("echo hi")?;
    let mut output = String::new();
    channel.read_to_string(&mut output)?;
    assert_eq!(output, "hi\n");
    Ok(Instant::now())
}
