//! `println!` panics where standard output is a pipe that nobody reads any
//! more, and that ends `tcp-echo-server`.

use std::io::{BufRead, BufReader};
use std::net::TcpStream;
use std::process::Stdio;

use trials::{Measured, program};

pub fn run() -> Measured {
    let mut server = program(env!("CARGO_BIN_EXE_tcp-echo-server"))
        .arg("127.0.0.1:0")
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()?;
    let mut stdout = BufReader::new(server.stdout.take().ok_or("a pipe")?);
    let mut line = String::new();
    stdout.read_line(&mut line)?;
    drop(stdout);

    let addr = line.trim_end().strip_prefix("listening on ");
    // It says who has gone, and nobody reads that.
    drop(TcpStream::connect(addr.ok_or(&*line)?)?);
    assert_eq!(server.wait()?.code(), Some(101));
    Ok(())
}
