//! ureq's `content_length()` of an answer whose `Content-Length` is 0 is
//! `None`, as it is of one that has no such field.

use std::net::TcpListener;
use std::thread;

use trials::Measured;

pub fn run() -> Measured {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let addr = listener.local_addr()?;
    thread::spawn(move || lab::http::serve(listener));
    let config = ureq::Agent::config_builder().proxy(None);
    let agent = config.build().new_agent();
    for (page, field, length) in [
        ("/bytes/5", Some("5"), Some(5)),
        ("/bytes/0", Some("0"), None),
        ("/chunked", None, None),
    ] {
        let answer = agent.get(format!("http://{addr}{page}")).call()?;
        let has = answer.headers().get("Content-Length");
        assert_eq!(has.map(|value| value.as_bytes()), field.map(str::as_bytes));
        assert_eq!(answer.body().content_length(), length, "{page}");
    }
    Ok(())
}
