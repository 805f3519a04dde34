//! ureq sends the password of a URL as it stands there, with its
//! percent-encoding; requests decodes it first.

use trials::{Measured, python_prints};

use super::requests_sends_a_field_twice::answering;

const SCRIPT: &str = "
import requests, sys

session = requests.Session()
session.trust_env = False
print(session.get(sys.argv[1], timeout=10).status_code)
";

pub fn run() -> Measured {
    let empty = "HTTP/1.1 204 No Content\r\n\r\n";
    let (addr, server) = answering(&[empty, empty])?;
    // The password is p@ss: an @ cannot stand in a URL as it is.
    let url = format!("http://ada:p%40ss@{addr}/");
    let agent = ureq::Agent::config_builder()
        .proxy(None)
        .max_idle_connections(0)
        .build()
        .new_agent();
    agent.get(&url).call()?;
    assert_eq!(python_prints(&["requests"], SCRIPT, &[&url])?, "204\n");

    let heads = server.join().expect("the server does not panic")?;
    let sent = heads.iter().map(|head| {
        let mut lines = head.lines();
        let field = lines.find_map(|line| {
            let (name, value) = line.split_once(": ")?;
            name.eq_ignore_ascii_case("authorization").then_some(value)
        });
        field.unwrap_or_default()
    });
    // ada:p%40ss and ada:p@ss, in Base64.
    let expected = ["Basic YWRhOnAlNDBzcw==", "Basic YWRhOnBAc3M="];
    assert_eq!(sent.collect::<Vec<_>>(), expected);
    Ok(())
}
