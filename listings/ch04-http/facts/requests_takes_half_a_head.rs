//! Where the connection ends within the head of an answer, requests takes
//! what has come for an answer with an empty body, unless that announces a
//! length, and ureq fails.

use trials::{Measured, python_prints};
use ureq::Agent;

use super::requests_sends_a_field_twice::answering;

/// There are more fields, one of them the body's length, and then the body.
const HALF: &str = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Le";

/// It has announced so many bytes.
const LENGTH: &str = "HTTP/1.1 200 OK\r\nContent-Length: 9\r\nContent-Ty";

const SCRIPT: &str = "
import requests, sys

session = requests.Session()
session.trust_env = False
answer = session.get(sys.argv[1], timeout=10)
answer.raise_for_status()
print(answer.status_code, answer.content, len(answer.headers))
try:
    session.get(sys.argv[1], timeout=10)
except requests.exceptions.RequestException as error:
    print(type(error).__name__)
";

pub fn run() -> Measured {
    let (addr, _server) = answering(&[HALF, LENGTH, HALF])?;
    let url = format!("http://{addr}/");
    let printed = python_prints(&["requests"], SCRIPT, &[&url])?;
    assert_eq!(printed, "200 b'' 1\nChunkedEncodingError\n");

    let agent = Agent::config_builder().proxy(None).build().new_agent();
    assert!(agent.get(url).call().is_err());
    Ok(())
}
