//! Put a file on a server: under another name first, then renamed.
//!
//!     cargo run -p ch05-ssh --bin ssh-sftp-put -- [ADDR] [FILE] [PATH]

use std::env;
use std::io::{self, Read, Write};
use std::path::Path;
use std::process;
use std::time::Duration;

use ch05_ssh::Connection;
use ssh2::{File, OpenFlags, OpenType, RenameFlags};

const PATIENCE: Duration = Duration::from_secs(8);

/// Each call waits for answers, so the pieces are large.
const PIECE: usize = 1 << 20;

fn main() {
    let mut args = env::args().skip(1);
    let addr = args.next().unwrap_or("127.0.0.1:7550".into());
    let file = args.next().unwrap_or("target/lab/known_hosts".into());
    let path = args.next().unwrap_or("inbox/note".into());

    let login = (&*addr, &*file, "lab");
    match ch05_ssh::logged_in(login, PATIENCE, |c| put(c, &path)) {
        Ok(bytes) => println!("{bytes} bytes are {path}"),
        Err(error) => {
            eprintln!("ssh-sftp-put: {addr}: {error}");
            process::exit(1);
        }
    }
}

/// What comes on standard input becomes the file, all of it or nothing.
fn put(connection: &Connection, path: &str) -> io::Result<u64> {
    let sftp = connection.session.sftp()?;
    let part = format!("{path}.part");
    // One that is there is somebody's: it is left as it is.
    let flags = OpenFlags::WRITE | OpenFlags::CREATE | OpenFlags::EXCLUSIVE;
    let file = sftp.open_mode(Path::new(&part), flags, 0o600, OpenType::File);
    let file = file.map_err(|error| named(&part, error))?;
    let result = write(file).and_then(|bytes| {
        // No flag for overwriting: version 3 of the protocol has none.
        let (from, to) = (Path::new(&part), Path::new(path));
        let renamed = sftp.rename(from, to, Some(RenameFlags::empty()));
        renamed.map_err(|error| named(path, error))?;
        Ok(bytes)
    });
    if result.is_err() {
        let _ = sftp.unlink(Path::new(&part));
    }
    result
}

fn write(mut file: File) -> io::Result<u64> {
    let (mut input, mut bytes) = (io::stdin().lock(), 0);
    let mut piece = Vec::with_capacity(PIECE);
    while input.by_ref().take(PIECE as u64).read_to_end(&mut piece)? > 0 {
        file.write_all(&piece)?;
        bytes += piece.len() as u64;
        piece.clear();
    }
    // An error that the server keeps for the end is told here.
    file.close()?;
    Ok(bytes)
}

fn named(name: &str, error: ssh2::Error) -> io::Error {
    io::Error::other(format!("{name}: {error}"))
}
