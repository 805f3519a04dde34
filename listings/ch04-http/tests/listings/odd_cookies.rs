//! Servers whose `Set-Cookie` is odd, and what the two programs that keep
//! cookies make of it: no more than a line, no character that a terminal
//! obeys, and no request that says what a cookie may not.

use std::collections::BTreeSet;

use trials::{Chapter, TempDir};

use crate::hostile::{JAR, for_each};
use crate::server::Server;
use crate::{COOKIES, check, refused, run};

/// What is set, and whether a later request may hold it as it stands.
const ODD: [(&[u8], bool); 16] = [
    (b"", false),
    (b"=value", false),
    (b"name", false),
    (b"key=a b", false),
    (b"key=a,b", false),
    (b"key=a\tb", false),
    (b"key=\"a", false),
    (b"key=caf\xc3\xa9", false),
    (b"\xff=\xfe", false),
    (b"key=a; Max-Age=-1", false),
    (b"key=a; Path=/elsewhere", false),
    (b"key=a; Domain=", true),
    (b"key=a; Expires=never; Max-Age=soon", true),
    (b"key=a; Max-Age=99999999999999999999", true),
    (b"key=a;;;; =; =", true),
    (b"key=a; Expires=Thu, 01 Jan 99999 00:00:00 GMT", true),
];

pub fn trials(chapter: Chapter) -> Chapter {
    let chapter = check(chapter, "cookies::odd ones", odd);
    check(chapter, "cookies::one with an escape", escape)
}

fn answers(set: &[u8]) -> Server {
    let head = b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\
                 Connection: close\r\nSet-Cookie: ";
    Server::start(vec![[head, set, b"\r\n\r\nok\n"].concat(); 4])
}

fn odd() {
    for_each(&[COOKIES, JAR], |client| {
        for (set, may_be_sent) in ODD {
            let shown = set.escape_ascii();
            let server = answers(set);
            let dir = TempDir::new().expect("a folder");
            let jar = dir.path().join("jar.json");
            let url = server.url("/cookies");
            let output = match client {
                JAR => run(JAR, [url.as_ref(), jar.as_os_str()]),
                _ => run(client, [url]),
            };
            assert_eq!(output.status.code(), Some(0), "{shown}: {output:?}");
            assert!(output.stderr.is_empty(), "{shown}: {output:?}");
            let said = String::from_utf8(output.stdout).expect("UTF-8");
            let obeyed = |c: char| c.is_control() && c != '\n' && c != '\t';
            assert!(!said.contains(obeyed), "{shown}: {said:?}");

            let requests = server.requests().concat().to_ascii_lowercase();
            let sent: BTreeSet<_> = requests
                .lines()
                .filter_map(|line| line.strip_prefix("cookie: "))
                .collect();
            let may: &[&str] = if may_be_sent { &["key=a"] } else { &[] };
            assert!(sent.iter().all(|s| may.contains(s)), "{shown}: {sent:?}");
        }
    });
}

/// RFC 9110 §5.5: such a field is no field, and ureq takes nothing of it.
fn escape() {
    for client in [COOKIES, JAR] {
        let server = answers(b"key=a\x1b[31mb");
        let dir = TempDir::new().expect("a folder");
        let jar = dir.path().join("jar.json");
        let url = server.url("/cookies");
        let output = run(client, [url.as_ref(), jar.as_os_str()]);
        refused(output, "invalid header value");
    }
}
