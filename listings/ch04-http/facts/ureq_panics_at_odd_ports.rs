//! ureq with its cookie jar panics at a URL that `Url::parse` refuses,
//! `http://127.0.0.1:74500/` or `http://:80/`, and at the second in a
//! `Location` too.

use std::panic::{AssertUnwindSafe, catch_unwind};

use trials::Measured;
use url::Url;

use super::requests_sends_a_field_twice::answering;

pub fn run() -> Measured {
    for url in ["http://127.0.0.1:74500/", "http://:80/"] {
        assert!(Url::parse(url).is_err());
        assert!(panics(url), "{url}");
    }
    let there = "HTTP/1.1 302 Found\r\nLocation: http://:80/\r\n\
                 Content-Length: 0\r\n\r\n";
    let here = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
    for (answer, wanted) in [(there, true), (here, false)] {
        let (addr, server) = answering(&[answer])?;
        assert_eq!(panics(&format!("http://{addr}/")), wanted);
        server.join().expect("the server does not panic")?;
    }
    Ok(())
}

fn panics(url: &str) -> bool {
    let agent = ureq::Agent::config_builder()
        .proxy(None)
        .build()
        .new_agent();
    catch_unwind(AssertUnwindSafe(|| agent.get(url).call())).is_err()
}
