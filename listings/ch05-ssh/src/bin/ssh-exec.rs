//! Log in with a password, run one command, and show all it leaves behind.
//!
//!     cargo run -p ch05-ssh --bin ssh-exec -- [ADDR] [FILE] [USER] [COMMAND]

use std::env;
use std::io;
use std::process;
use std::time::Duration;

use ch05_ssh::Output;

/// The longest that the login and the command may take together.
const PATIENCE: Duration = Duration::from_secs(4);

fn main() {
    let args: Vec<String> = env::args().skip(1).collect();
    let arg = |at: usize, or| args.get(at).map_or(or, String::as_str);
    let addr = arg(0, "127.0.0.1:7550");
    let file = arg(1, "target/lab/known_hosts");
    let user = arg(2, "lab");
    let command = match args.get(3..) {
        Some(words @ [_, ..]) => words.join(" "),
        _ => "both".into(),
    };

    let result = exec(addr, file, user, &command);
    if let Err(error) = result.and_then(|output| show(&output)) {
        eprintln!("ssh-exec: {addr}: {error}");
        process::exit(1);
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

fn show(output: &Output) -> io::Result<()> {
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
    println!("exit status {}", output.status);
    Ok(())
}

/// Control characters in what a server sends would command your terminal
/// (RFC 4251 §9.2). Only the tab is kept.
fn plain(text: &str) -> String {
    let commands = |c: char| c.is_control() && c != '\t';
    text.replace(commands, "\u{fffd}")
}
