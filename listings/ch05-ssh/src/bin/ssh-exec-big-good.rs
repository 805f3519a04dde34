//! Read both streams as they come, however much there is of either.
//!
//!     cargo run -p ch05-ssh --bin ssh-exec-big-good -- [ADDR] [FILE] [MIB]

use std::env;
use std::io;
use std::process;
use std::time::Duration;

const PATIENCE: Duration = Duration::from_secs(4);

fn main() {
    let mut args = env::args().skip(1);
    let addr = args.next().unwrap_or("127.0.0.1:7550".into());
    let file = args.next().unwrap_or("target/lab/known_hosts".into());
    let mib = args.next().unwrap_or("3".into());

    if let Err(error) = exec(&addr, &file, &mib) {
        eprintln!("ssh-exec-big-good: {addr}: {error}");
        process::exit(1);
    }
}

fn exec(addr: &str, file: &str, mib: &str) -> io::Result<()> {
    let connection = ch05_ssh::connect_verified(addr, file)?;
    let password = ch05_ssh::password("lab")?;

    let deadline = connection.deadline(PATIENCE)?;
    let command = format!("flood stderr {mib}");
    let output = connection
        .session
        .userauth_password("lab", &password)
        .map_err(io::Error::from)
        .and_then(|()| ch05_ssh::run(&connection, &command))
        .map_err(|error| deadline.explain(error))?;
    println!("{} bytes of stdout", output.stdout.len());
    println!("{} bytes of stderr", output.stderr.len());
    Ok(())
}
