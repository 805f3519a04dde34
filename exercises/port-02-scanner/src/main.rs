//! Which ports of a host are open?
//!
//!     cargo run -p port-02-scanner -- [ADDRESS [FIRST-LAST]]

use std::env;
use std::net::TcpStream;

fn main() {
    let mut args = env::args().skip(1);
    let host = args.next().unwrap_or("127.0.0.1".into());
    let range = args.next().unwrap_or("7200-7209".into());
    // TODO: a line for each port of the range, first and last included:
    // open, closed, or filtered. For now, one answer for the first of them.
    let first = range.split('-').next().unwrap_or(&range);
    match TcpStream::connect(format!("{host}:{first}")) {
        Ok(_) => println!("{first} open"),
        Err(error) => println!("{first} {error}"),
    }
}
