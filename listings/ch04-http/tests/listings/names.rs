//! Names with two addresses, and an address with a zone.

use std::io::{self, Read, Write};
use std::net::TcpListener;
use std::process::Output;
use std::thread;

use trials::{Chapter, Outcome};

use crate::two_addresses::{self, First, NAME};
use crate::{BY_HAND, GET, run};

const PORT: u16 = 7449;

pub fn trials(chapter: Chapter) -> Chapter {
    chapter
        .trial(
            "names::the server is at the second address, by hand",
            || {
                let addr = format!("{NAME}:{PORT}");
                second_address([BY_HAND, &addr]).unwrap_or_else(|it| it)
            },
        )
        .trial(
            "names::the server is at the second address, by ureq",
            || {
                let url = format!("http://{NAME}:{PORT}/hello");
                second_address([GET, &url]).unwrap_or_else(|it| it)
            },
        )
        .trial("names::a zone does not leave the machine", || {
            match TcpListener::bind("[::1]:0") {
                _ if !cfg!(target_os = "linux") => {
                    Outcome::Ignored("zone 1 is Linux's loopback".into())
                }
                Ok(listener) => Outcome::from(zone(listener)),
                Err(error) => Outcome::Ignored(format!("no ::1: {error}")),
            }
        })
}

fn second_address(client: [&str; 2]) -> Result<Outcome, Outcome> {
    for first in [First::Absent, First::Silent] {
        let output = two_addresses::run(first, PORT, "http", &client)?;
        if !output.stdout.ends_with(b"hello, world\n") {
            return Err(Outcome::Failed(format!("{output:?}")));
        }
    }
    Ok(Outcome::Passed)
}

fn zone(listener: TcpListener) -> Result<(), String> {
    let addr = listener.local_addr().map_err(|error| error.to_string())?;
    let serving = thread::spawn(move || {
        let (mut stream, _) = listener.accept()?;
        let mut request = [0; 512];
        let n = stream.read(&mut request)?;
        stream.write_all(b"HTTP/1.1 204 None\r\n\r\n")?;
        io::Result::Ok(String::from_utf8_lossy(&request[..n]).into_owned())
    });
    let output: Output = run(BY_HAND, [format!("[::1%1]:{}", addr.port())]);
    if !output.status.success() {
        return Err(format!("{output:?}"));
    }
    let request = serving.join().map_err(|_| "the server panicked")?;
    let request = request.map_err(|error| error.to_string())?;
    if request.contains(&format!("\r\nHost: [::1]:{}\r\n", addr.port())) {
        Ok(())
    } else {
        Err(request)
    }
}
