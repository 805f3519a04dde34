//! What a client that asks whether its body is wanted makes of other words
//! than that, and of none.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::process::Output;
use std::thread;

use lab::tcp::end_in_stages;
use trials::Chapter;

use crate::hostile::EXPECT;
use crate::server::answer;
use crate::{check, printed, refused, run};

pub fn trials(chapter: Chapter) -> Chapter {
    let chapter = check(chapter, "expect::a word and no answer", no_answer);
    check(chapter, "expect::no word", no_word)
}

fn no_answer() {
    let word = "HTTP/1.1 100 Continue\r\n\r\n";
    refused(post_to(word.into()), "does not end");
    // Another announcement asks for nothing, and then comes a refusal.
    let refusal = answer("417 Expectation Failed", "", "");
    let other = format!("HTTP/1.1 103 Early Hints\r\n\r\n{refusal}");
    let text = printed(post_to(other));
    assert_eq!(text, "HTTP/1.1 417: 0 bytes sent, 0 came\n");
}

/// Many servers know nothing of `Expect`, and wait for the body.
fn no_word() {
    let whole = answer("200 OK", "", "xxxxx");
    let text = printed(post_when(5, whole));
    assert_eq!(
        text,
        "no word for two seconds: sent unasked\n\
         HTTP/1.1 200: 5 bytes sent, 5 came\n"
    );
}

/// Asks a server that says all this as soon as a head has come.
fn post_to(answer: String) -> Output {
    post_when(0, answer)
}

/// The same, when so many bytes of the body have come, too.
fn post_when(bytes: usize, answer: String) -> Output {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let addr = listener.local_addr().expect("an address").to_string();
    thread::spawn(move || {
        let (stream, _) = listener.accept()?;
        let mut request = BufReader::new(&stream);
        let mut line = String::new();
        while request.read_line(&mut line)? > 2 {
            line.clear();
        }
        request.read_exact(&mut vec![0; bytes])?;
        (&stream).write_all(answer.as_bytes())?;
        // The body may be on its way.
        end_in_stages(stream);
        io::Result::Ok(())
    });
    run(EXPECT, [&*addr, "/", "5"])
}
