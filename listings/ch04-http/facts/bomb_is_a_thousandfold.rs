//! The 65,034 bytes of the lab's `/bomb` are whole to another unpacker,
//! Python's, which checks sum and length, and become 67,080,001 zeros.

use std::net::TcpListener;
use std::thread;

use trials::{Measured, python_prints};

const SCRIPT: &str = "
import gzip, sys
from urllib.request import ProxyHandler, build_opener

page = build_opener(ProxyHandler({})).open(sys.argv[1], timeout=10).read()
zeros = gzip.decompress(page)
print(len(page), len(zeros), zeros.count(0))
";

pub fn run() -> Measured {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let url = format!("http://{}/bomb", listener.local_addr()?);
    thread::spawn(move || lab::http::serve(listener));
    let printed = python_prints(&[], SCRIPT, &[&url])?;
    assert_eq!(printed, "65034 67080001 67080001\n");
    Ok(())
}
