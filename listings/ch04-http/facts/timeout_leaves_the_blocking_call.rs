//! A timeout of tokio around `spawn_blocking` gives up the waiting and not
//! the call, which goes on to its end.

use std::io::{self, Read};
use std::net::TcpListener;
use std::sync::mpsc;
use std::time::Duration;

use tokio::runtime::Builder;
use tokio::{task, time};
use trials::Measured;
use ureq::Agent;

pub fn run() -> Measured {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let url = format!("http://{}/", listener.local_addr()?);
    let agent = Agent::config_builder().proxy(None).build().new_agent();
    let (done, result) = mpsc::channel();
    let runtime = Builder::new_current_thread().enable_time().build()?;
    runtime.block_on(async {
        let call = move || done.send(agent.get(url).call().is_ok());
        let call = task::spawn_blocking(call);
        let given_up = time::timeout(Duration::from_millis(50), call).await;
        assert!(given_up.is_err());
    });
    // Nobody waits any more, and the request is there all the same.
    let (mut stream, _) = listener.accept()?;
    let mut head = [0; 14];
    stream.read_exact(&mut head)?;
    assert_eq!(&head, b"GET / HTTP/1.1");
    assert!(result.try_recv().is_err(), "the call has not returned");
    // It ends when the server does what ends it.
    drop(stream);
    let answered = result.recv().map_err(io::Error::other)?;
    assert!(!answered);
    Ok(())
}
