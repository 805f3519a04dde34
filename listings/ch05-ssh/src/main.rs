//! SSH from the host key to the exit status, against a server of the lab.
//!
//!     cargo run -p ch05-ssh

use std::env;
use std::fs;
use std::io::{self, BufRead, BufReader};
use std::path::Path;
use std::process::{self, Child, Command, Stdio};
use std::time::Duration;

use ch05_ssh::{Output, connect, connect_verified, run};

/// The longest that a login and its command may take together.
const PATIENCE: Duration = Duration::from_secs(4);

fn main() {
    if env::args().len() > 1 {
        eprintln!("usage: ch05-ssh (the tour takes no arguments)");
        process::exit(2);
    }
    let folder = env::temp_dir().join(format!("ch05-ssh-{}", process::id()));
    let result = fs::create_dir_all(&folder).and_then(|()| tour(&folder));
    let _ = fs::remove_dir_all(&folder);
    if let Err(error) = result {
        eprintln!("ch05-ssh: {error}");
        process::exit(1);
    }
}

fn tour(folder: &Path) -> io::Result<()> {
    let file = folder.join("known_hosts");
    let file = file.to_string_lossy();
    let lab = Lab::start(&file)?;
    compare_fingerprints(&lab)?;
    refuse_unknown(&lab, &folder.join("empty").to_string_lossy())?;
    refuse_password(&lab, &file)?;
    show("both", &exec(&lab, &file, "both")?);
    show("kill TERM", &exec(&lab, &file, "kill TERM")?);
    lab.end()
}

/// The server, and what it has said of itself on its standard output.
struct Lab {
    child: Child,
    lines: Vec<String>,
}

impl Lab {
    fn start(file: &str) -> io::Result<Self> {
        eprintln!("starting the server; its first build takes 1-2 minutes");
        let cargo = env::var_os("CARGO").unwrap_or("cargo".into());
        let mut child = Command::new(&cargo)
            .args(["lab", "ssh", "127.0.0.1:0", file])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|error| other(format!("cannot run cargo: {error}")))?;
        let stdout = child.stdout.take().expect("stdout is piped");
        let mut lab = Self {
            child,
            lines: Vec::new(),
        };
        for line in BufReader::new(stdout).lines() {
            lab.lines.push(line?);
            if lab.get("listening on ").is_ok() {
                return Ok(lab);
            }
        }
        Err(other("`cargo lab ssh` ended before it served".into()))
    }

    /// What follows `label` in the first line that begins so.
    fn get(&self, label: &str) -> io::Result<&str> {
        let mut values =
            self.lines.iter().filter_map(|l| l.strip_prefix(label));
        values
            .next()
            .ok_or_else(|| other(format!("the server has not said {label:?}")))
    }

    /// `wait` closes the server's standard input, and that ends it.
    fn end(mut self) -> io::Result<()> {
        println!("the server has ended: {}", self.child.wait()?);
        Ok(())
    }
}

fn compare_fingerprints(lab: &Lab) -> io::Result<()> {
    let said = lab.get("host key: ")?;
    println!("the server's console shows {said}");
    let seen = connect(lab.get("listening on ")?, &[])?.fingerprint()?;
    println!("over the network comes     {seen}");
    if said == seen {
        Ok(())
    } else {
        Err(other("somebody stands in between".into()))
    }
}

fn refuse_unknown(lab: &Lab, empty: &str) -> io::Result<()> {
    match connect_verified(lab.get("listening on ")?, empty) {
        Ok(_) => Err(other("an unknown host was accepted".into())),
        Err(_) => {
            println!("without a known_hosts file it is refused");
            Ok(())
        }
    }
}

fn refuse_password(lab: &Lab, file: &str) -> io::Result<()> {
    let connection = connect_verified(lab.get("listening on ")?, file)?;
    println!("with the server's own file it is accepted");
    let user = lab.get("user: ")?;
    match connection.session.userauth_password(user, "a guess") {
        Ok(()) => Err(other("a guessed password was accepted".into())),
        Err(error) => {
            println!("a guessed password: {}", error.message());
            Ok(())
        }
    }
}

fn exec(lab: &Lab, file: &str, command: &str) -> io::Result<Output> {
    let connection = connect_verified(lab.get("listening on ")?, file)?;
    let deadline = connection.deadline(PATIENCE)?;
    let (user, password) = (lab.get("user: ")?, lab.get("password: ")?);
    connection.session.userauth_password(user, password)?;
    run(&connection, command).map_err(|error| deadline.explain(error))
}

fn show(command: &str, output: &Output) {
    println!("the command `{command}` leaves");
    for (name, text) in [("out", &output.stdout), ("err", &output.stderr)] {
        let text = String::from_utf8_lossy(text);
        println!("  std{name}: {} bytes, {:?}", text.len(), text.trim_end());
    }
    println!("  status: {}", output.status);
    println!("  signal: {}", output.signal.as_deref().unwrap_or("none"));
}

fn other(text: String) -> io::Error {
    io::Error::other(text)
}
