//! Where a response is dropped with its body unread, ureq closes the
//! connection, and the next request gets a new one.

use std::net::TcpListener;
use std::thread;

use trials::Measured;

pub fn run() -> Measured {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let addr = listener.local_addr()?;
    thread::spawn(move || lab::http::serve(listener));
    let agent = ureq::Agent::config_builder()
        .proxy(None)
        .build()
        .new_agent();
    let port = || -> Result<String, ureq::Error> {
        let mut response = agent.get(format!("http://{addr}/port")).call()?;
        response.body_mut().read_to_string()
    };

    let first = port()?;
    assert_eq!(port()?, first, "what was read to its end shares");
    let large = agent.get(format!("http://{addr}/bytes/3000000")).call()?;
    drop(large);
    let after = port()?;
    assert_ne!(after, first, "the connection of what was dropped is gone");
    assert_eq!(port()?, after);
    Ok(())
}
