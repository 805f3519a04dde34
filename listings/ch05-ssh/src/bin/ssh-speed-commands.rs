//! Measure what a connection and a command cost with a server of yours.
//!
//!     cargo run --release -p ch05-ssh --bin ssh-speed-commands -- \
//!         [ADDR] [FILE] [USER] [KEY] [AT_ONCE]

use std::env;
use std::io;
use std::process;
use std::thread;
use std::time::{Duration, Instant};

use ch05_ssh::{Connection, KeyLogin, logged_in_by_key, number, run};

const PATIENCE: Duration = Duration::from_secs(60);

fn main() {
    let args: Vec<String> = env::args().skip(1).collect();
    let arg = |at: usize, or| args.get(at).map_or(or, String::as_str);
    let login = KeyLogin {
        addr: arg(0, "127.0.0.1:7550"),
        file: arg(1, "target/lab/known_hosts"),
        user: arg(2, "lab"),
        key: arg(3, "target/lab/id_open"),
    };
    let many = number(arg(4, "20"));
    if let Err(error) = many.and_then(|many| measure(&login, many)) {
        eprintln!("ssh-speed-commands: {}: {error}", login.addr);
        process::exit(1);
    }
}

fn measure(login: &KeyLogin, many: usize) -> io::Result<()> {
    let one = || logged_in_by_key(login, PATIENCE, hello);
    timed("10 connections, a command each", || {
        (0..10).try_for_each(|_| one())
    })?;
    timed(&format!("{many} of them at once"), || at_once(many, one))?;
    logged_in_by_key(login, PATIENCE, |connection| {
        timed("10 commands, one session", || {
            (0..10).try_for_each(|_| hello(connection))
        })
    })
}

fn hello(connection: &Connection) -> io::Result<()> {
    run(connection, "echo hello").map(|_| ())
}

fn at_once(
    many: usize,
    run: impl Fn() -> io::Result<()> + Sync,
) -> io::Result<()> {
    thread::scope(|scope| {
        let start = |_| scope.spawn(&run);
        let threads: Vec<_> = (0..many).map(start).collect();
        threads.into_iter().try_for_each(|thread| {
            let result = thread.join();
            result.unwrap_or_else(|_| Err(io::Error::other("a thread died")))
        })
    })
}

fn timed(what: &str, run: impl FnOnce() -> io::Result<()>) -> io::Result<()> {
    let start = Instant::now();
    run()?;
    println!("{what}: {:.1} ms", start.elapsed().as_secs_f64() * 1000.0);
    Ok(())
}
