//! requests sends a field name with a blank in it, and a value with a zero
//! byte, which HTTP forbids; ureq refuses both, and each refuses a line end.

use std::time::Duration;

use trials::{Measured, python_prints};

use super::requests_sends_a_field_twice::answering;

const SCRIPT: &str = r"
import requests, sys
session = requests.Session()
session.trust_env = False
for headers in {'X Lab': 'one'}, {'X-Lab': 'a\0b'}, {'X-Lab': 'a\r\nb: c'}:
    try:
        answer = session.get(sys.argv[1], headers=headers, timeout=10)
        print(answer.status_code)
    except requests.exceptions.InvalidHeader:
        print('refused')
";

pub fn run() -> Measured {
    let empty = "HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n";
    let (addr, server) = answering(&[empty, empty])?;
    let url = format!("http://{addr}/");
    let printed = python_prints(&["requests"], SCRIPT, &[&url])?;
    assert_eq!(printed, "204\n204\nrefused\n");
    let heads = server.join().expect("the server does not panic")?;
    assert!(heads[0].contains("\r\nX Lab: one\r\n"), "{heads:?}");
    assert!(heads[1].contains("\r\nX-Lab: a\0b\r\n"), "{heads:?}");

    let agent: ureq::Agent = ureq::Agent::config_builder()
        .timeout_global(Some(Duration::from_secs(10)))
        .build()
        .into();
    for (name, value) in [("X Lab", "1"), ("X-Lab", "a\0b"), ("X-Lab", "a\r\n")]
    {
        // Nobody listens any more, so that one which was sent is told apart.
        let asked = agent.get(&url).header(name, value).call();
        let refused = matches!(asked, Err(ureq::Error::Http(_)));
        assert!(refused, "{name:?}, {value:?} are not refused");
    }
    Ok(())
}
