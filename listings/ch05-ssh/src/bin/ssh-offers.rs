//! Read which algorithms an SSH server offers, packet and all, by hand.
//!
//!     cargo run -p ch05-ssh --bin ssh-offers -- [ADDR]

use std::env;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::process;
use std::time::Duration;

const PATIENCE: Duration = Duration::from_secs(4);
const LIMIT: u64 = 4 << 10;

/// The largest packet that everybody has to take (RFC 4253 §6.1).
const PACKET: u32 = 35_000;

/// The message that begins a key exchange, and the lists in it (§7.1).
const KEXINIT: u8 = 20;
const LISTS: [&str; 10] = [
    "key exchange",
    "host keys",
    "ciphers >",
    "ciphers <",
    "MACs >",
    "MACs <",
    "compression >",
    "compression <",
    "languages >",
    "languages <",
];

fn main() {
    let addr = env::args().nth(1).unwrap_or("127.0.0.1:7550".into());
    if let Err(error) = show(&addr) {
        eprintln!("ssh-offers: {addr}: {error}");
        process::exit(1);
    }
}

fn show(addr: &str) -> io::Result<()> {
    let (mut stream, deadline) = ch05_ssh::reach(addr, PATIENCE)?;
    let server = stream.try_clone()?.take(LIMIT + u64::from(PACKET));
    let mut server = BufReader::new(server);
    let hello = identification(&mut server).map_err(|e| deadline.explain(e))?;
    stream.write_all(b"SSH-2.0-byhand\r\n")?;
    let payload = payload(&mut server).map_err(|e| deadline.explain(e))?;
    let lists = offers(&payload).ok_or_else(|| invalid("no KEXINIT"))?;
    println!("{hello}");
    for (name, list) in LISTS.into_iter().zip(lists) {
        println!("{name:<14} {}", ch05_ssh::plain(&list));
    }
    Ok(())
}

fn identification(server: &mut impl BufRead) -> io::Result<String> {
    loop {
        let mut line = Vec::new();
        if server.read_until(b'\n', &mut line)? == 0 {
            return Err(invalid("it ends before it names SSH"));
        }
        let line = String::from_utf8_lossy(&line);
        if line.starts_with("SSH-") && line.ends_with('\n') {
            return Ok(ch05_ssh::plain(line.trim_end()));
        }
    }
}

/// Length, length of the padding, payload, padding (RFC 4253 §6).
fn payload(server: &mut impl Read) -> io::Result<Vec<u8>> {
    let mut head = [0; 5];
    server.read_exact(&mut head)?;
    let [a, b, c, d, padding] = head;
    let length = u32::from_be_bytes([a, b, c, d]);
    if length > PACKET || length <= u32::from(padding) + 1 {
        return Err(invalid("a packet of a length that is not taken"));
    }
    let mut rest = vec![0; length as usize - 1];
    server.read_exact(&mut rest)?;
    rest.truncate(rest.len() - usize::from(padding));
    Ok(rest)
}

/// Ten lists of names after the message's number and 16 random bytes.
fn offers(payload: &[u8]) -> Option<Vec<String>> {
    let mut rest = payload.strip_prefix(&[KEXINIT])?.get(16..)?;
    let mut lists = Vec::new();
    for _ in LISTS {
        let (length, text) = rest.split_first_chunk()?;
        let length = u32::from_be_bytes(*length) as usize;
        lists.push(String::from_utf8_lossy(text.get(..length)?).into());
        rest = &text[length..];
    }
    Some(lists)
}

fn invalid(text: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, text)
}
