//! Other pages than the lab's: a handler, its connections and its limits.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::mpsc::channel;
use std::thread;
use std::time::Duration;

use super::{GET, GET_CLOSE, connect, read_all};
use crate::http::{Answer, Limits, Request, Response, Status, serve_with};

fn start(
    limits: Limits,
    handler: impl Fn(&Request) -> Answer + Send + Sync + 'static,
) -> SocketAddr {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let addr = listener.local_addr().unwrap();
    thread::spawn(move || serve_with(&listener, limits, handler));
    addr
}

fn ask(addr: SocketAddr, request: &str) -> TcpStream {
    let mut stream = connect(addr);
    stream.write_all(request.as_bytes()).unwrap();
    stream
}

#[test]
fn a_handler_gets_what_was_sent() {
    let (sender, requests) = channel();
    let addr = start(Limits::LAB, move |request| {
        let target = &request.target;
        let host = request.fields.values("host").collect::<String>();
        let seen = (
            request.method.clone(),
            target.path.clone(),
            target.query.clone(),
            host,
            request.body.clone(),
        );
        sender.send(seen).unwrap();
        Response::empty(Status(204)).into()
    });
    let mut stream = ask(
        addr,
        "PUT http://lab/%41?b=%43 HTTP/1.1\r\nHost: other\r\n\
         Connection: close\r\nContent-Length: 2\r\n\r\nhi",
    );
    let answer = read_all(&mut stream);
    assert!(
        answer.starts_with("HTTP/1.1 204 No Content\r\n"),
        "{answer:?}"
    );
    let seen = requests.recv().unwrap();
    assert_eq!(
        seen,
        (
            "PUT".into(),
            "/%41".into(),
            Some("b=%43".into()),
            "other".into(),
            b"hi".to_vec()
        )
    );
}

#[test]
fn an_answer_that_says_close_is_the_last() {
    let addr = start(Limits::LAB, |_| {
        let response = Response::text(Status(200), "once\n");
        response.with("Connection", "close").into()
    });
    // No close is asked for, and the second request is not answered.
    let answer = read_all(&mut ask(addr, &format!("{GET}{GET}")));
    assert_eq!(answer.matches("Connection: close\r\n").count(), 1);
    assert!(answer.ends_with("\r\n\r\nonce\n"), "{answer:?}");
}

#[test]
fn a_body_may_be_sent_by_whoever_takes_the_connection() {
    let addr = start(Limits::LAB, |_| {
        Answer::TakeOver(Box::new(|mut stream| {
            let response = Response::text(Status(200), "").unframed();
            stream.write_all(response.head(false).as_bytes())?;
            stream.write_all(b"in its ")?;
            stream.write_all(b"own time\n")
        }))
    });
    let answer = read_all(&mut ask(addr, GET));
    assert!(!answer.contains("Content-Length"), "{answer:?}");
    assert!(
        answer.ends_with("Connection: close\r\n\r\nin its own time\n"),
        "{answer:?}"
    );
}

#[test]
fn no_more_connections_than_allowed() {
    let limits = Limits {
        connections: 2,
        ..Limits::LAB
    };
    let addr =
        start(limits, |_| Response::text(Status(200), "served\n").into());
    let mut one = ask(addr, GET);
    let mut two = ask(addr, GET);
    // Both have a thread once they are answered.
    for stream in [&mut one, &mut two] {
        let mut byte = [0];
        stream.read_exact(&mut byte).unwrap();
    }
    let mut three = connect(addr);
    let _ = three.write_all(GET_CLOSE.as_bytes());
    let mut answer = Vec::new();
    // A close with the request unread is a reset.
    let _ = three.read_to_end(&mut answer);
    assert_eq!(answer, b"");
    // A place is free again when its client has gone.
    drop(one);
    loop {
        let mut stream = connect(addr);
        let _ = stream.write_all(GET_CLOSE.as_bytes());
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        if answer.ends_with(b"served\n") {
            break;
        }
    }
}

#[test]
fn idle_and_slow_clients_have_their_own_times() {
    let answer =
        |limits| start(limits, |_| Response::empty(Status(204)).into());
    let idle = answer(Limits {
        idle: Duration::from_millis(50),
        ..Limits::LAB
    });
    assert_eq!(read_all(&mut connect(idle)), "");
    let slow = answer(Limits {
        request: Duration::from_millis(50),
        ..Limits::LAB
    });
    let answer = read_all(&mut ask(slow, "GET / HT"));
    assert!(answer.starts_with("HTTP/1.1 408 "), "{answer:?}");
}
