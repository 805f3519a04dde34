//! `Agent::shutdown` ends a call of that agent that has no limit in time and
//! waits for an answer.

use std::io::{self, Read};
use std::net::TcpListener;
use std::sync::mpsc;
use std::thread;

use trials::Measured;
use ureq::Agent;

pub fn run() -> Measured {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let url = format!("http://{}/", listener.local_addr()?);
    let agent = Agent::config_builder().proxy(None).build().new_agent();
    let same = agent.clone();
    let (done, result) = mpsc::channel();
    let call = move || done.send(same.get(url).call().is_ok());
    let calling = thread::spawn(call);

    // The question is here, and will have no answer.
    let (mut stream, _) = listener.accept()?;
    let mut head = [0; 14];
    stream.read_exact(&mut head)?;
    assert_eq!(&head, b"GET / HTTP/1.1");
    assert!(result.try_recv().is_err(), "the call has not returned");
    agent.shutdown();
    let answered = result.recv().map_err(io::Error::other)?;
    assert!(!answered);
    calling.join().expect("it has not panicked")?;
    Ok(())
}
