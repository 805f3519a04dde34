//! What the relay does to datagrams and streams between two sockets.

use std::io::{self, ErrorKind, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::sync::mpsc::{self, Receiver};
use std::time::{Duration, Instant};

use super::*;

/// Longer than anything here takes; it only ends what has gone wrong.
const PATIENCE: Duration = Duration::from_secs(30);

/// Options behind the two addresses, and what it says.
fn relay(to: SocketAddr, words: &str) -> (SocketAddr, Receiver<String>) {
    let (own, to) = ("127.0.0.1:0", to.to_string());
    let rest: Vec<&str> = words.split_whitespace().collect();
    let options = Options::parse(&[&[own, &to], &rest[..]].concat()).unwrap();
    let relay = Relay::bind(options).unwrap();
    let addr = relay.local_addr().unwrap();
    let (say, said) = mpsc::channel();
    thread::spawn(move || {
        relay.serve(move |line| {
            // Not every test listens to the end.
            let _ = say.send(line);
        })
    });
    (addr, said)
}

fn socket() -> UdpSocket {
    let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
    socket.set_read_timeout(Some(PATIENCE)).unwrap();
    socket
}

/// What comes through of so many numbered datagrams, and what was said.
fn through(words: &str, count: u32) -> (Vec<Vec<u8>>, Vec<String>) {
    let server = socket();
    let (addr, said) = relay(server.local_addr().unwrap(), words);
    let client = socket();
    client.connect(addr).unwrap();
    let mut lines = Vec::new();
    for n in 0..count {
        client.send(format!("datagram {n:3}").as_bytes()).unwrap();
        // One at a time: a socket's queue would lose some of its own.
        lines.push(said.recv_timeout(PATIENCE).unwrap());
    }
    let lost = |line: &&String| line.ends_with("lost");
    let twice = |line: &&String| line.contains("twice");
    let expected = lines.len() - lines.iter().filter(lost).count()
        + lines.iter().filter(twice).count();
    let mut buffer = [0; 64];
    let received = (0..expected).map(|_| {
        let n = server.recv(&mut buffer).unwrap();
        buffer[..n].to_vec()
    });
    (received.collect(), lines)
}

#[test]
fn without_faults_both_directions_are_whole() {
    let server = socket();
    let (addr, said) = relay(server.local_addr().unwrap(), "");
    let client = socket();
    client.connect(addr).unwrap();
    client.send(b"there").unwrap();
    let mut buffer = [0; 64];
    let (n, from) = server.recv_from(&mut buffer).unwrap();
    assert_eq!(&buffer[..n], b"there");
    server.send_to(b"", from).unwrap();
    assert_eq!(client.recv(&mut buffer).unwrap(), 0);
    assert_eq!(said.recv().unwrap(), "> 1: 5 bytes");
    assert_eq!(said.recv().unwrap(), "< 1: 0 bytes");
}

#[test]
fn the_seed_decides_and_nothing_else() {
    let words = "--loss 30 --dup 20 --corrupt 10 --seed 5";
    let (received, lines) = through(words, 200);
    let (again, same) = through(words, 200);
    assert_eq!(lines, same);
    assert_eq!(received, again);
    assert_ne!(lines, through("--loss 30 --dup 20 --corrupt 10", 200).1);
    for what in ["lost", "twice", "altered"] {
        let count = lines.iter().filter(|l| l.contains(what)).count();
        assert!((5..100).contains(&count), "{count} {what}");
    }
}

#[test]
fn what_is_held_back_is_overtaken() {
    let (received, lines) = through("--reorder 20 --seed 3", 60);
    assert!(lines.iter().any(|line| line.ends_with("held back")));
    assert_ne!(received, through("--seed 3", 60).0, "all in order");
    let mut sorted = received;
    sorted.sort();
    assert_eq!(sorted, through("--seed 3", 60).0, "nothing is lost");
}

#[test]
fn it_takes_its_time() {
    let begun = Instant::now();
    through("--delay 50", 1);
    assert!(begun.elapsed() >= Duration::from_millis(50));
    let begun = Instant::now();
    // 12 bytes each, so 20 of them are 240.
    through("--rate 1000", 20);
    assert!(begun.elapsed() >= Duration::from_millis(200));
}

/// A connection through the relay: the client's end, and the server's.
fn streams(words: &str) -> (TcpStream, TcpStream, Receiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let (addr, said) = relay(listener.local_addr().unwrap(), words);
    let client = TcpStream::connect(addr).unwrap();
    let (server, _) = listener.accept().unwrap();
    for stream in [&client, &server] {
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
    }
    (client, server, said)
}

fn all(stream: &mut TcpStream) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes)?;
    Ok(bytes)
}

#[test]
fn a_stream_comes_in_slices_and_is_whole() {
    let (mut client, mut server, said) = streams("--slice 2");
    client.write_all(b"hello").unwrap();
    client.shutdown(Shutdown::Write).unwrap();
    assert_eq!(all(&mut server).unwrap(), b"hello");
    assert_eq!(said.recv().unwrap(), "stream 1 >: ended after 5 bytes");
    server.write_all(b"bye").unwrap();
    drop(server);
    assert_eq!(all(&mut client).unwrap(), b"bye");
}

#[test]
fn a_stream_is_cut_where_it_was_asked() {
    let (client, mut server, said) = streams("--cut 3");
    (&client).write_all(b"hello").unwrap();
    assert_eq!(all(&mut server).unwrap(), b"hel");
    assert_eq!(said.recv().unwrap(), "stream 1 >: cut after 3 bytes");
}

#[test]
fn a_stream_is_reset_on_both_sides() {
    let (mut client, mut server, said) = streams("--reset 3");
    client.write_all(b"hello").unwrap();
    assert_eq!(said.recv().unwrap(), "stream 1 >: reset after 3 bytes");
    for side in [&mut client, &mut server] {
        let error = all(side).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::ConnectionReset);
    }
}

#[test]
fn a_stalled_stream_is_silent() {
    let (client, mut server, said) = streams("--stall 3");
    (&client).write_all(b"hello").unwrap();
    let mut three = [0; 3];
    server.read_exact(&mut three).unwrap();
    assert_eq!(said.recv().unwrap(), "stream 1 >: stalled after 3 bytes");
    server
        .set_read_timeout(Some(Duration::from_millis(100)))
        .unwrap();
    let kind = server.read(&mut three).unwrap_err().kind();
    assert!([ErrorKind::WouldBlock, ErrorKind::TimedOut].contains(&kind));
}

#[test]
fn what_it_does_not_know_is_told() {
    let (own, to) = ("127.0.0.1:0", "127.0.0.1:7300");
    let problem = |rest: &[&str]| {
        Options::parse(&[&[own, to], rest].concat()).unwrap_err()
    };
    assert!(problem(&["--loss", "101"]).contains("0 to 100"));
    assert!(problem(&["--lose", "1"]).contains("no such option"));
    assert!(problem(&["--loss"]).contains("value is missing"));
    assert!(problem(&["--slice", "0"]).contains("at least 1"));
    let outside = Options::parse(&[own, "192.0.2.1:7300"]).unwrap_err();
    assert!(outside.contains("loopback only"));
}
