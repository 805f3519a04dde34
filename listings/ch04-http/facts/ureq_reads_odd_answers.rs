//! ureq takes `+3` for a chunk's size, a line that is no field for a trailer,
//! and LF alone for the end of the head's lines; goes by the chunks where
//! another coding follows and shows them raw in HTTP/1.0; it refuses a folded
//! line, and a chunk's line of more than 20 bytes.

use trials::Measured;

use super::requests_sends_a_field_twice::answering;

const CHUNKED: &str = "Transfer-Encoding: chunked";

/// Version, fields, what follows the head, and the body that comes of it, if
/// one does.
const CASES: [(&str, &str, &str, Option<&str>); 10] = [
    ("1.1", CHUNKED, "3\r\nabc\r\n0\r\n\r\n", Some("abc")),
    ("1.1", CHUNKED, "3\r\nabc\r\n", None),
    ("1.1", CHUNKED, "+3\r\nabc\r\n0\r\n\r\n", Some("abc")),
    ("1.1", CHUNKED, "3\r\nabc\r\n0\r\nodd\r\n\r\n", Some("abc")),
    (
        "1.1",
        CHUNKED,
        "3;a=b45678901234567890\r\nabc\r\n0\r\n\r\n",
        None,
    ),
    (
        "1.1",
        CHUNKED,
        "3;a=b456789012345678\r\nabc\r\n0\r\n\r\n",
        Some("abc"),
    ),
    (
        "1.1",
        "Transfer-Encoding: chunked, x",
        "3\r\nabc\r\n0\r\n\r\n",
        Some("abc"),
    ),
    ("1.0", CHUNKED, "3\r\nabc\r\n", Some("3\r\nabc\r\n")),
    ("1.1", "Content-Length: 3\r\nA: b\r\n c", "abc", None),
    ("1.1", "A: b\nContent-Length: 3", "abc", Some("abc")),
];

pub fn run() -> Measured {
    let answers = CASES.map(|(version, fields, rest, _)| {
        format!("HTTP/{version} 200 OK\r\n{fields}\r\n\r\n{rest}")
    });
    let (addr, _server) = answering(&answers.each_ref().map(|a| a.as_str()))?;
    let agent = ureq::Agent::config_builder()
        .proxy(None)
        .max_idle_connections(0)
        .build()
        .new_agent();
    for (answer, (.., wanted)) in answers.iter().zip(CASES) {
        let response = agent.get(format!("http://{addr}/")).call();
        let body = response.and_then(|mut r| r.body_mut().read_to_string());
        assert_eq!(body.ok().as_deref(), wanted, "{answer:?}");
    }
    Ok(())
}
