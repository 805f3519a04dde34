//! ureq sends the user and the password of a URL as an `Authorization`
//! field.

use trials::Measured;

use super::requests_sends_a_field_twice::answering;

pub fn run() -> Measured {
    let empty = "HTTP/1.1 204 No Content\r\n\r\n";
    let (addr, server) = answering(&[empty, empty])?;
    let agent = ureq::Agent::config_builder()
        .proxy(None)
        .max_idle_connections(0)
        .build()
        .new_agent();
    agent.get(format!("http://user:secret@{addr}/")).call()?;
    agent.get(format!("http://{addr}/")).call()?;

    let heads = server.join().expect("the server does not panic")?;
    let sent = heads.iter().map(|head| {
        let mut lines = head.lines().map(str::to_ascii_lowercase);
        lines.find(|line| line.starts_with("authorization: "))
    });
    // user:secret, in Base64, which hides nothing.
    let basic = "authorization: basic dxnlcjpzzwnyzxq=";
    assert_eq!(sent.collect::<Vec<_>>(), [Some(basic.into()), None]);
    Ok(())
}
