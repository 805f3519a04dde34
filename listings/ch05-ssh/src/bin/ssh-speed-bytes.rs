//! Measure how fast bytes come from a server of yours, and go there.
//!
//!     cargo run --release -p ch05-ssh --bin ssh-speed-bytes -- \
//!         [ADDR] [FILE] [USER] [KEY] [MIB] [COMMAND]

use std::env;
use std::io::{self, Read, Write};
use std::path::Path;
use std::process;
use std::time::{Duration, Instant};

use ch05_ssh::{Connection, KeyLogin, logged_in_by_key, number};
use ssh2::{ExtendedData, Sftp};

const PATIENCE: Duration = Duration::from_secs(60);
const COPY: &str = "inbox/speed";

/// Where a call waits for answers, a large piece waits less often.
const PIECE: usize = 1 << 20;

fn main() {
    let args: Vec<String> = env::args().skip(1).collect();
    let arg = |at: usize, or| args.get(at).map_or(or, String::as_str);
    let login = KeyLogin {
        addr: arg(0, "127.0.0.1:7550"),
        file: arg(1, "target/lab/known_hosts"),
        user: arg(2, "lab"),
        key: arg(3, "target/lab/id_open"),
    };
    let mib = arg(4, "1");
    let flood = format!("flood stdout {mib}");
    let command = arg(5, &flood);

    let result = number(mib).and_then(|mib: u16| {
        logged_in_by_key(&login, PATIENCE, |c| measure(c, mib.into(), command))
    });
    if let Err(error) = result {
        eprintln!("ssh-speed-bytes: {}: {error}", login.addr);
        process::exit(1);
    }
}

fn measure(link: &Connection, mib: usize, command: &str) -> io::Result<()> {
    timed("output of a command", || receive(link, command, mib << 20))?;
    let sftp = link.session.sftp()?;
    timed("a file goes there", || put(&sftp, mib))?;
    timed("it comes back", || get(&sftp, mib << 20))?;
    Ok(sftp.unlink(Path::new(COPY))?)
}

fn receive(link: &Connection, command: &str, bytes: usize) -> io::Result<()> {
    let mut channel = link.session.channel_session()?;
    // Standard error, which nobody reads here, must not fill the window.
    channel.handle_extended_data(ExtendedData::Ignore)?;
    channel.exec(command)?;
    channel.send_eof()?;
    drain(channel, bytes)
}

fn put(sftp: &Sftp, mib: usize) -> io::Result<()> {
    let mut file = sftp.create(Path::new(COPY))?;
    let piece = vec![0; PIECE];
    (0..mib).try_for_each(|_| file.write_all(&piece))?;
    Ok(file.close()?)
}

fn get(sftp: &Sftp, bytes: usize) -> io::Result<()> {
    drain(sftp.open(Path::new(COPY))?, bytes)
}

/// Takes what comes, one byte more than was promised at most, and keeps none.
fn drain(source: impl Read, bytes: usize) -> io::Result<()> {
    let mut source = source.take(bytes as u64 + 1);
    let mut piece = vec![0; PIECE];
    while source.read(&mut piece)? > 0 {}
    match source.limit() {
        1 => Ok(()),
        0 => Err(io::Error::other("more came than was promised")),
        n => Err(io::Error::other(format!("{} bytes are missing", n - 1))),
    }
}

fn timed(what: &str, run: impl FnOnce() -> io::Result<()>) -> io::Result<()> {
    let start = Instant::now();
    run()?;
    println!("{what}: {:.1} ms", start.elapsed().as_secs_f64() * 1000.0);
    Ok(())
}
