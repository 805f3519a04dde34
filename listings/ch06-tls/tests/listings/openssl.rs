//! OpenSSL as a server of what the lab cannot be: with a key that is too
//! weak, with SHA-1, with TLS 1.1. It does all three at its security level 0
//! alone.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use lab::process::Program;
use trials::{Chapter, Outcome, TempDir, peer, program};

const CLIENT: &str = env!("CARGO_BIN_EXE_tls-echo-client");
const SERVER: &str = env!("CARGO_BIN_EXE_tls-echo-server");

/// What is sent, and not to whom is refused.
const LINE: &str = "in confidence";

/// Longer than anything here takes; it only ends what has gone wrong.
const TIMEOUT: Duration = Duration::from_secs(20);

/// A key's kind, how the certificate is signed, what the server does, and
/// how the client's line goes on behind the server's name and address.
const REFUSED: [(&str, &str, &[&str], &str); 3] = [
    (
        "rsa:1024",
        "-sha256",
        &[],
        ": signature: it is wrong, or made with too weak",
    ),
    ("ec", "-sha1", &[], ": signature: "),
    ("ec", "-sha256", &["-tls1_1"], ": alert: "),
];

type Checked<T> = Result<T, String>;

pub fn trials(chapter: Chapter) -> Chapter {
    chapter
        .trial("openssl::what is weak is refused", || with(refused))
        .trial("openssl::serves the client", || with(served))
        .trial("openssl::is served", || with(serves))
}

fn with(check: fn(&Path) -> Checked<()>) -> Outcome {
    match peer("openssl") {
        Ok(openssl) => match check(&openssl) {
            Ok(()) => Outcome::Passed,
            Err(problem) => Outcome::Failed(problem),
        },
        Err(absent) => absent,
    }
}

fn run(mut command: Command) -> Checked<String> {
    let output = command.output().map_err(|e| e.to_string())?;
    let said = [output.stdout, output.stderr].concat();
    let said = String::from_utf8_lossy(&said).into_owned();
    if output.status.success() {
        Ok(said)
    } else {
        Err(said)
    }
}

/// An authority and a certificate of its for good.example, in a folder.
struct Made {
    openssl: PathBuf,
    dir: TempDir,
}

impl Made {
    fn new(openssl: &Path, key: &str, digest: &str) -> Checked<Self> {
        let made = Self {
            openssl: openssl.to_path_buf(),
            dir: TempDir::new().map_err(|e| e.to_string())?,
        };
        let usage = "keyUsage=critical,keyCertSign";
        made.request("ca", "ec", &["-addext", usage])?;
        made.request(
            "server",
            key,
            &[
                "-CA",
                &made.path("ca.pem"),
                "-CAkey",
                &made.path("ca.key"),
                digest,
                "-addext",
                "subjectAltName=DNS:good.example",
                "-addext",
                "basicConstraints=critical,CA:FALSE",
            ],
        )?;
        Ok(made)
    }

    fn path(&self, name: &str) -> String {
        self.dir.path().join(name).display().to_string()
    }

    fn request(&self, name: &str, key: &str, more: &[&str]) -> Checked<()> {
        let mut command = program(&self.openssl);
        command.args(["req", "-x509", "-noenc", "-days", "2"]);
        command.args(["-subj", &format!("/CN={name}"), "-newkey", key]);
        if key == "ec" {
            command.args(["-pkeyopt", "ec_paramgen_curve:P-256"]);
        }
        command.args(["-keyout", &self.path(&format!("{name}.key"))]);
        command.args(["-out", &self.path(&format!("{name}.pem"))]);
        command.args(more);
        run(command)
            .map(drop)
            .map_err(|e| format!("openssl req: {e}"))
    }

    /// A server that shows what it gets and sends what is typed.
    fn serve(&self, options: &[&str]) -> Checked<(Program, String)> {
        let mut command = program(&self.openssl);
        command.args(["s_server", "-accept", "127.0.0.1:0"]);
        command.args(["-cipher", "DEFAULT@SECLEVEL=0"]);
        command.args(["-cert", &self.path("server.pem")]);
        command
            .args(["-key", &self.path("server.key")])
            .args(options);
        let server = Program::start(command).map_err(|e| e.to_string())?;
        let accept =
            |line: &String| line.strip_prefix("ACCEPT ").map(str::to_string);
        let deadline = Instant::now() + TIMEOUT;
        let (seen, _) = server.wait_until(deadline, |seen| {
            seen.ended || seen.lines.iter().any(|line| accept(line).is_some())
        });
        match seen.lines.iter().find_map(accept) {
            Some(addr) => Ok((server, addr)),
            None => Err(format!("openssl s_server: {:?}", seen.lines)),
        }
    }

    fn client(&self, addr: &str) -> Command {
        let mut client = program(CLIENT);
        client.args([addr, "good.example", LINE, &self.path("ca.pem")]);
        client
    }
}

fn refused(openssl: &Path) -> Checked<()> {
    for (key, digest, options, check) in REFUSED {
        let shown = format!("{key} {digest} {options:?}");
        let made = Made::new(openssl, key, digest)?;
        let (mut server, addr) = made.serve(options)?;
        let Err(said) = run(made.client(&addr)) else {
            return Err(format!("{shown} was accepted"));
        };
        if said.lines().count() != 1 || !said.contains(check) {
            return Err(format!("{shown}: not one line with {check}: {said}"));
        }
        // It says so of each handshake that fails: after that nothing comes.
        let deadline = Instant::now() + TIMEOUT;
        let (seen, failed) = server.wait_until(deadline, |seen| {
            seen.lines.iter().any(|line| line == "ERROR")
        });
        if !failed {
            return Err(format!("{shown} shook hands: {:?}", seen.lines));
        }
        let seen = server.kill(deadline);
        if seen.lines.iter().any(|line| line.contains(LINE)) {
            return Err(format!("{shown}: got the line: {:?}", seen.lines));
        }
    }
    Ok(())
}

/// The same server is no obstacle where nothing is weak.
fn served(openssl: &Path) -> Checked<()> {
    let made = Made::new(openssl, "ec", "-sha256")?;
    for version in ["-tls1_3", "-tls1_2"] {
        let (mut server, addr) = made.serve(&[version])?;
        let client = Program::start(made.client(&addr));
        let mut client = client.map_err(|e| e.to_string())?;
        let deadline = Instant::now() + TIMEOUT;
        let (seen, got) = server.wait_until(deadline, |seen| {
            seen.lines.iter().any(|line| line.ends_with(LINE))
        });
        if !got {
            let said = client.kill(deadline).lines;
            return Err(format!("{version}: {said:?}, {:?}", seen.lines));
        }
        server.type_text("no answer\n");
        let (seen, _) = client.wait_until(deadline, |seen| seen.ended);
        if seen.lines != ["no answer"] {
            return Err(format!("{version}: the client: {:?}", seen.lines));
        }
    }
    Ok(())
}

/// `s_client` as a client of the chapter's server, which it verifies.
fn serves(openssl: &Path) -> Checked<()> {
    let made = Made::new(openssl, "ec", "-sha256")?;
    let mut command = program(SERVER);
    command.args(["127.0.0.1:0", &made.path("server.pem")]);
    command.arg(made.path("server.key"));
    let server = trials::Server::start(command)?;
    for version in ["-tls1_3", "-tls1_2"] {
        let mut command = program(openssl);
        command.args(["s_client", "-quiet", "-no_ign_eof", version]);
        command.args(["-connect", &server.addr.to_string()]);
        command.args(["-servername", "good.example"]);
        command.args(["-verify_hostname", "good.example"]);
        command.args(["-CAfile", &made.path("ca.pem")]);
        command.arg("-verify_return_error");
        let client = Program::start(command).map_err(|e| e.to_string())?;
        let mut client = client;
        client.type_text(format!("{LINE}\n"));
        let deadline = Instant::now() + TIMEOUT;
        let (seen, got) = client.wait_until(deadline, |seen| {
            seen.ended || seen.lines.iter().any(|line| line == LINE)
        });
        if !got || seen.lines.iter().all(|line| line != LINE) {
            return Err(format!("s_client {version}: {:?}", seen.lines));
        }
    }
    Ok(())
}
