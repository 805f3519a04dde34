//! List a folder of a server, and take no name for a name untested.
//!
//!     cargo run -p ch05-ssh --bin ssh-sftp-list -- [ADDR] [FILE] [USER] [DIR]

use std::env;
use std::io;
use std::path::Path;
use std::process;
use std::time::Duration;

use ch05_ssh::{Connection, plain};
use ssh2::{ErrorCode, FileStat, FileType};

const PATIENCE: Duration = Duration::from_secs(8);

/// How ssh2 says that there are no more names.
const END: ErrorCode = ErrorCode::Session(-16);

/// More entries than anybody looks at.
const ENTRIES: usize = 1000;

fn main() {
    let mut args = env::args().skip(1);
    let addr = args.next().unwrap_or("127.0.0.1:7550".into());
    let file = args.next().unwrap_or("target/lab/known_hosts".into());
    let user = args.next().unwrap_or("lab".into());
    let folder = args.next().unwrap_or(".".into());

    let login = (&*addr, &*file, &*user);
    let result = ch05_ssh::logged_in(login, PATIENCE, |c| list(c, &folder));
    if let Err(error) = result {
        eprintln!("ssh-sftp-list: {addr}: {folder}: {error}");
        process::exit(1);
    }
}

fn list(connection: &Connection, folder: &str) -> io::Result<()> {
    let sftp = connection.session.sftp()?;
    let mut folder = sftp.opendir(Path::new(folder))?;
    let mut refused = 0;
    for _ in 0..ENTRIES {
        let (path, stat) = match folder.readdir() {
            Err(error) if error.code() == END => return done(refused),
            result => result?,
        };
        let name = path.to_string_lossy();
        if matches!(&*name, "." | "..") {
            // The folder itself, and that above: many servers name them.
        } else if let Some(name) = path.to_str().and_then(file_name) {
            println!("{} {name}", describe(&stat));
        } else {
            refused += 1;
            println!("refused, no name: {}", plain(&name));
        }
    }
    Err(io::Error::other("more entries than wanted"))
}

fn done(refused: usize) -> io::Result<()> {
    match refused {
        0 => Ok(()),
        n => Err(io::Error::other(format!("{n} of the names are none"))),
    }
}

/// A name that leads to no other folder, on no system.
fn file_name(name: &str) -> Option<&str> {
    let special = |c: char| c.is_control() || "/\\:".contains(c);
    let is_name = !matches!(name, "" | "." | "..") && !name.contains(special);
    is_name.then_some(name)
}

/// Whether it is a folder, a link or neither, and what owner, group and
/// others may, with the letters of `ls -l`.
fn describe(stat: &FileStat) -> String {
    let mode = stat.perm.unwrap_or(0);
    let kind = match stat.file_type() {
        FileType::Directory => 'd',
        FileType::Symlink => 'l',
        _ => '-',
    };
    let may = |bit: u32| match mode >> bit & 1 {
        0 => '-',
        _ => ['x', 'w', 'r'][bit as usize % 3],
    };
    let mode: String = (0..9).rev().map(may).collect();
    format!("{kind}{mode} {:>8}", stat.size.unwrap_or(0))
}
