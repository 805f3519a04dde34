//! ureq takes a head of 128 fields and fails with one of 129, however short
//! they are.

use trials::Measured;

use super::requests_sends_a_field_twice::answering;

pub fn run() -> Measured {
    let answers = [128, 129].map(|n| {
        // The length of the body is one of them.
        let fields = "a: b\r\n".repeat(n - 1);
        format!("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n{fields}\r\n")
    });
    let (addr, _server) = answering(&answers.each_ref().map(|a| a.as_str()))?;
    let agent = ureq::Agent::config_builder()
        .proxy(None)
        .max_idle_connections(0)
        .build()
        .new_agent();
    let get = || agent.get(format!("http://{addr}/")).call();

    assert_eq!(get()?.headers().len(), 128);
    assert!(get().is_err());
    Ok(())
}
