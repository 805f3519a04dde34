//! Run one command on many hosts, a few at a time, with a result for each.
//!
//!     cargo run -p ch05-ssh --bin ssh-fleet -- [FILE] [KEY] [COMMAND] \
//!         [ADDR]...

use std::env;
use std::io;
use std::path::Path;
use std::process;
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use ch05_ssh::plain;

/// What login and command of one host may cost, once it is connected to, and
/// how many are asked at a time.
const PATIENCE: Duration = Duration::from_secs(4);
const AT_A_TIME: usize = 4;

fn main() {
    let args: Vec<String> = env::args().skip(1).collect();
    let arg = |at: usize, or| args.get(at).map_or(or, String::as_str);
    let file = arg(0, "target/lab/known_hosts");
    let key = arg(1, "target/lab/id_open");
    let command = arg(2, "echo hello");
    let default = ["127.0.0.1:7550".to_string()];
    let addrs = match args.get(3..) {
        Some(addrs @ [_, ..]) => addrs,
        _ => &default,
    };

    let results = ask_all(addrs, |addr| ask(addr, file, key, command));
    let mut all_well = true;
    for (addr, result) in addrs.iter().zip(results) {
        match result {
            Ok(line) => println!("{addr}: {line}"),
            Err(error) => {
                all_well = false;
                eprintln!("ssh-fleet: {addr}: {error}");
            }
        }
    }
    if !all_well {
        process::exit(1);
    }
}

/// Each thread takes the next address that is left, until none is.
fn ask_all<T: Send>(
    addrs: &[String],
    ask: impl Fn(&str) -> T + Sync,
) -> Vec<T> {
    let left = Mutex::new(addrs.iter().enumerate());
    let done = Mutex::new(Vec::new());
    thread::scope(|scope| {
        for _ in 0..AT_A_TIME.min(addrs.len()) {
            scope.spawn(|| {
                loop {
                    let next = left
                        .lock()
                        .unwrap_or_else(PoisonError::into_inner)
                        .next();
                    let Some((at, addr)) = next else { break };
                    let result = ask(addr);
                    done.lock()
                        .unwrap_or_else(PoisonError::into_inner)
                        .push((at, result));
                }
            });
        }
    });
    let mut done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
    done.sort_by_key(|(at, _)| *at);
    done.into_iter().map(|(_, result)| result).collect()
}

fn ask(addr: &str, file: &str, key: &str, command: &str) -> io::Result<String> {
    let connection = ch05_ssh::connect_verified(addr, file)?;
    let deadline = connection.deadline(PATIENCE)?;
    let output = connection
        .session
        .userauth_pubkey_file("lab", None, Path::new(key), None)
        .map_err(io::Error::from)
        .and_then(|()| ch05_ssh::run(&connection, command))
        .map_err(|error| deadline.explain(error))?;
    output.success()?;
    let text = String::from_utf8_lossy(&output.stdout);
    Ok(plain(text.lines().next().unwrap_or_default()))
}
