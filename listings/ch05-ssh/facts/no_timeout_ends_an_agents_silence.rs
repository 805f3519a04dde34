//! The timeout of a session does not end libssh2's wait for an agent: it goes
//! on until the agent says something or closes.

use std::os::unix::net::UnixListener;
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use trials::Measured;

use crate::start;

use super::merged_streams_come_whole::shaken;

/// Ten times the session's timeout, and what the agent lets pass.
const SILENCE: Duration = Duration::from_millis(200);

pub fn run() -> Measured {
    let server = start()?;
    let session = shaken(&server)?;
    session.set_timeout(20);
    let listener = UnixListener::bind("agent")?;
    let silent = thread::spawn(move || {
        let agent = listener.accept();
        // Time itself is what is measured: the session's is over long before.
        thread::sleep(SILENCE);
        drop(agent);
    });
    let mut agent = session.agent()?;
    agent.set_identity_path(Path::new("agent"))?;
    let start = Instant::now();
    agent.connect()?;
    assert!(agent.list_identities().is_err());
    assert!(start.elapsed() >= SILENCE, "{:?}", start.elapsed());
    silent.join().map_err(|_| "the agent panicked")?;
    Ok(())
}
