//! Log in with a password, run one command, and show all it leaves behind.
//!
//!     cargo run -p ch05-ssh --bin ssh-exec -- [ADDR] [FILE] [USER] [COMMAND]

use std::env;
use std::io;
use std::process;
use std::time::Duration;

use ch05_ssh::{Output, plain};

/// The longest that the login and the command may take together.
const PATIENCE: Duration = Duration::from_secs(4);

fn main() {
    let args: Vec<String> = env::args().skip(1).collect();
    let arg = |at: usize, or| args.get(at).map_or(or, String::as_str);
    let addr = arg(0, "127.0.0.1:7550");
    let file = arg(1, "target/lab/known_hosts");
    let user = arg(2, "lab");

    let result = exec(addr, file, user, &command(&args));
    match result.and_then(|output| show(&output)) {
        // The command's status, as `ssh` does it, for a script to know. What
        // a byte cannot hold must not end up as the 0 of a success.
        Ok(status) => process::exit(status.min(255) as i32),
        Err(error) => {
            eprintln!("ssh-exec: {addr}: {error}");
            process::exit(1);
        }
    }
}

/// What stands behind address, file and user, as one string.
fn command(args: &[String]) -> String {
    match args.get(3..) {
        Some(words @ [_, ..]) => words.join(" "),
        _ => "both".into(),
    }
}

fn exec(
    addr: &str,
    file: &str,
    user: &str,
    command: &str,
) -> io::Result<Output> {
    let connection = ch05_ssh::connect_verified(addr, file)?;
    let password = ch05_ssh::password(user)?;

    let deadline = connection.deadline(PATIENCE)?;
    connection
        .session
        .userauth_password(user, &password)
        .map_err(io::Error::from)
        .and_then(|()| ch05_ssh::run(&connection, command))
        .map_err(|error| deadline.explain(error))
}

fn show(output: &Output) -> io::Result<u32> {
    for (name, text) in [("out", &output.stdout), ("err", &output.stderr)] {
        for line in String::from_utf8_lossy(text).lines() {
            println!("{name}: {}", plain(line));
        }
    }
    // A killed command has no status: the 0 that is read then is nobody's.
    if let Some(signal) = &output.signal {
        let signal = plain(signal);
        return Err(io::Error::other(format!("killed by {signal}")));
    }
    // A server need not send a status, and then ssh2 says 0 as well.
    match output.status {
        0 => println!("exit status 0, or none was sent"),
        status => println!("exit status {status}"),
    }
    Ok(output.status)
}
