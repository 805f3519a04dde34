//! Real peers: programs that others wrote and that may not be installed.

use std::collections::BTreeMap;
use std::env;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

use lab::process::{Program, WATCHDOG};

use crate::Outcome;

/// The path of an installed program, or what becomes of a trial without
/// it: ignored, or failed with `PEERS=required`.
///
/// # Errors
/// The outcome to return.
pub fn peer(name: &str) -> Result<PathBuf, Outcome> {
    let path = env::var_os("PATH").unwrap_or_default();
    // Debian keeps servers where only root looks.
    let also = ["/usr/sbin", "/sbin"].map(PathBuf::from);
    let file = format!("{name}{}", env::consts::EXE_SUFFIX);
    env::split_paths(&path)
        .chain(also)
        .map(|dir| dir.join(&file))
        .find(|path| path.is_file())
        .ok_or_else(|| {
            let reason = format!("{name} is not installed (see ci/peers)");
            Outcome::unless_required("PEERS", reason)
        })
}

/// A Python that has these modules: the one that `ci/peers` made, or else
/// the machine's own.
///
/// # Errors
/// The outcome to return where there is none.
pub fn python(modules: &'static [&'static str]) -> Result<PathBuf, Outcome> {
    // A Python takes longer to start than most twins to run, and a shim
    // that looks for the real one longer still.
    static FOUND: Mutex<BTreeMap<&[&str], Option<PathBuf>>> =
        Mutex::new(BTreeMap::new());
    let mut found = FOUND.lock().unwrap_or_else(PoisonError::into_inner);
    let python = found.entry(modules).or_insert_with(|| find(modules));
    python.clone().ok_or_else(|| {
        let reason = match modules {
            [] => "Python 3 is not installed".to_string(),
            _ => {
                format!("no Python with {} (see ci/peers)", modules.join(", "))
            }
        };
        Outcome::unless_required("PEERS", reason)
    })
}

fn find(modules: &[&str]) -> Option<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let own = root.join("target/peers/venv/bin/python3");
    let names = ["python3", "python"].into_iter().map(peer);
    let found = names.filter_map(|path| path.ok());
    let mut candidates = [own].into_iter().chain(found);
    candidates.find_map(|python| itself(&python, modules))
}

/// Where the Python lies that this command starts, if it has the modules.
fn itself(python: &Path, modules: &[&str]) -> Option<PathBuf> {
    // Found, and not imported: that takes requests a tenth of a second.
    let script = "import importlib.util, sys\n\
                  assert sys.version_info >= (3, 9)\n\
                  assert all(map(importlib.util.find_spec, sys.argv[1:]))\n\
                  print(sys.executable)\n";
    let mut command = Command::new(python);
    command.args(["-c", script]).args(modules);
    let output = command.output().ok()?;
    let path = String::from_utf8(output.stdout).ok()?;
    let path = PathBuf::from(path.trim());
    (output.status.success() && path.is_file()).then_some(path)
}

/// A server that said `listening on ADDR`. Dropping it ends it.
#[derive(Debug)]
pub struct Server {
    /// Where it listens.
    pub addr: SocketAddr,
    /// All lines up to and including `listening on`.
    pub lines: Vec<String>,
    /// The process.
    pub program: Program,
}

impl Server {
    /// Starts the command and waits until it listens.
    ///
    /// # Errors
    /// Where it ends before, with what it said.
    pub fn start(command: Command) -> Result<Server, String> {
        let name = command.get_program().display().to_string();
        let program = Program::start(command).map_err(|e| e.to_string())?;
        let address = |line: &String| -> Option<SocketAddr> {
            line.strip_prefix("listening on ")?.parse().ok()
        };
        let deadline = Instant::now() + WATCHDOG;
        let (seen, _) = program.wait_until(deadline, |seen| {
            seen.ended || seen.lines.iter().any(|l| address(l).is_some())
        });
        match seen.lines.iter().find_map(address) {
            Some(addr) => Ok(Server {
                addr,
                lines: seen.lines,
                program,
            }),
            None => Err(format!(
                "{name} never said `listening on ADDR`; it said:\n{}",
                seen.lines.join("\n")
            )),
        }
    }
}
