//! Over one session without `TCP_NODELAY` each command that follows another
//! takes about 40 ms, and with it much less; and with it five commands take
//! less time than with a connection and a login for each.

use std::fs;
use std::io::Read;
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, Instant};

use lab_ssh::Server;
use ssh2::Session;
use trials::Measured;

use super::merged_streams_come_whole::shaken_over;

const COMMANDS: usize = 5;

/// For so long at least Linux keeps back an acknowledgment: 40 ms, less a
/// tick of its clock or two.
const DELAY: Duration = Duration::from_millis(30);

/// A busy machine adds to any time, so the quickest of a few rounds is asked.
const ROUNDS: usize = 10;

pub fn run() -> Measured {
    let server = Server::start(SocketAddr::from(([127, 0, 0, 1], 0)))?;
    let slow = later_commands(&login(&server, false)?)?;
    assert!(slow.iter().all(|later| later.took > DELAY), "{slow:?}");

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
        let saves = later.iter().any(|later| later.own() < DELAY);
        if saves && one_session < by_logins {
            return Ok(());
        }
        rounds.push((later, one_session, by_logins));
    }
    panic!("with it, each later one, all, by logins: {rounds:?}")
}

/// How long a command took, and how much of that both sides, whose threads
/// are this process's, were ready and had no processor.
#[derive(Debug)]
struct Later {
    took: Duration,
    kept_waiting: Duration,
}

impl Later {
    /// What it takes where nothing else runs.
    fn own(&self) -> Duration {
        self.took.saturating_sub(self.kept_waiting)
    }
}

/// Each command but the first, counted from the end of what the one before it
/// said.
fn later_commands(session: &Session) -> Measured<Vec<Later>> {
    command(session)?;
    (1..COMMANDS)
        .map(|_| {
            let (start, before) = (Instant::now(), kept_waiting()?);
            command(session)?;
            let took = start.elapsed();
            let kept_waiting = kept_waiting()?.saturating_sub(before);
            Ok(Later { took, kept_waiting })
        })
        .collect()
}

/// The second number of each thread's `schedstat`, in nanoseconds.
fn kept_waiting() -> Measured<Duration> {
    let mut all = 0;
    for thread in fs::read_dir("/proc/self/task")? {
        // One that has ended meanwhile waits for nothing.
        let text = fs::read_to_string(thread?.path().join("schedstat"));
        let text = text.unwrap_or_default();
        let waited = text.split(' ').nth(1).and_then(|n| n.parse().ok());
        all += waited.unwrap_or(0);
    }
    Ok(Duration::from_nanos(all))
}

fn login(server: &Server, nodelay: bool) -> Measured<Session> {
    let stream = TcpStream::connect(server.local_addr())?;
    stream.set_nodelay(nodelay)?;
    let session = shaken_over(stream)?;
    session.userauth_password(server.user(), server.password())?;
    Ok(session)
}

/// Runs a command, to the end of what it has to say.
fn command(session: &Session) -> Measured {
    let mut channel = session.channel_session()?;
    channel.exec("echo hi")?;
    let mut output = String::new();
    channel.read_to_string(&mut output)?;
    assert_eq!(output, "hi\n");
    Ok(())
}
