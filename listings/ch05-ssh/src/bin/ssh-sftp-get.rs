//! Get a file from a server, and go on where an earlier try has stopped.
//!
//!     cargo run -p ch05-ssh --bin ssh-sftp-get -- [ADDR] [FILE] [USER] \
//!         [PATH] [LOCAL] [AT_MOST]

use std::env;
use std::fs::{self, File};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::process;
use std::time::Duration;

use ch05_ssh::{Connection, logged_in, number};

const PATIENCE: Duration = Duration::from_secs(8);

/// The largest file that is wanted, in bytes.
const LIMIT: u64 = 64 << 20;

/// Each call waits for answers, so the pieces are large.
const PIECE: usize = 1 << 20;

fn main() {
    let args: Vec<String> = env::args().skip(1).collect();
    let arg = |at: usize, or| args.get(at).map_or(or, String::as_str);
    let addr = arg(0, "127.0.0.1:7550");
    let login = (addr, arg(1, "target/lab/known_hosts"), arg(2, "lab"));
    let (path, local) = (arg(3, "numbers"), arg(4, "numbers"));
    let most = args.get(5).map_or(Ok(u64::MAX), |most| number(most));

    let result = most.and_then(|most| {
        logged_in(login, PATIENCE, |c| get(c, path, local, most))
    });
    if let Err(error) = result {
        eprintln!("ssh-sftp-get: {addr}: {path}: {error}");
        process::exit(1);
    }
}

fn get(link: &Connection, path: &str, to: &str, most: u64) -> io::Result<()> {
    let sftp = link.session.sftp()?;
    let mut source = sftp.open(path)?;
    let size = source.stat()?.size.unwrap_or(u64::MAX);
    if size > LIMIT {
        let text = format!("{size} bytes, it says: more than is wanted");
        return Err(io::Error::other(text));
    }
    let part = format!("{to}.part");
    // On Windows, what may only be appended to cannot be locked.
    let mut kept = File::options();
    let mut file = kept.read(true).append(true).create(true).open(&part)?;
    // Two that append to one file would each count only what is their own.
    file.try_lock()
        .map_err(|e| io::Error::other(format!("{part}: another run? {e}")))?;
    let had = file.metadata()?.len();
    source.seek(SeekFrom::Start(had))?;
    let came =
        copy(&mut source, &mut file, most.min(size + 1 - had.min(size)))?;
    println!("{had} bytes were there, {came} came");
    match had + came {
        all if all > size => {
            Err(io::Error::other("more bytes than the server has said"))
        }
        all if all < size => {
            Err(io::Error::other(format!("{} are missing", size - all)))
        }
        _ => {
            file.sync_all()?;
            fs::rename(&part, to)
        }
    }
}

fn copy(source: &mut impl Read, file: &mut File, most: u64) -> io::Result<u64> {
    let (mut source, mut bytes) = (source.take(most), 0);
    let mut piece = vec![0; PIECE];
    loop {
        match source.read(&mut piece)? {
            0 => return Ok(bytes),
            n => file.write_all(&piece[..n])?,
        }
        bytes = most - source.limit();
    }
}
