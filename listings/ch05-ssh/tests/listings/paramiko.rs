//! Each call of paramiko's `SSHClient` and `SFTPClient`, and what the page
//! says stands for it in `ssh2`: both are run, and must give the same.

use std::error::Error;
use std::fs;
use std::io::Read;
use std::path::Path;

use ch05_ssh::{Connection, connect_or_ask, connect_verified, run};
use lab_ssh::Server;
use ssh2::{DisconnectCode, FileStat, KnownHostFileKind, Sftp, TraceFlags};
use trials::{Chapter, Outcome, TempDir, python};

use crate::{Checked, start};

/// What Python has and `ssh2` has no call for: the page says so.
const ONLY_PYTHON: [&str; 2] = ["get_channel", "posix_rename"];

const SCRIPT: &str = include_str!("paramiko.py");

pub fn trials(chapter: Chapter) -> Chapter {
    chapter.trial(
        "paramiko::each call gives what ssh2 gives",
        || match python(&["paramiko"]) {
            Ok(python) => Outcome::from(compare(&python)),
            Err(outcome) => outcome,
        },
    )
}

fn compare(python: &Path) -> Checked {
    let page = Path::new(env!("CARGO_MANIFEST_DIR"));
    let page = page.join("../../book/ch05-ssh/paramiko.md");
    let page = fs::read_to_string(page)?;
    let rust = in_rust()?;
    let mut compared = Vec::new();
    for line in in_python(python)?.lines() {
        let (name, result) = line.split_once(": ").ok_or(line.to_string())?;
        if !page.contains(&format!("\n| `{name}` |")) {
            return Err(format!("the page has no row for {name}").into());
        }
        let own = rust.iter().find(|(own, _)| *own == name);
        match own {
            Some((own, result_here)) if result_here == result => {
                compared.push(*own);
            }
            None if ONLY_PYTHON.contains(&name) => {}
            own => return Err(format!("{line}, and in Rust {own:?}").into()),
        }
    }
    // Both classes have a `close`.
    let missing = rust.iter().find(|(own, _)| !compared.contains(own));
    match missing {
        None => Ok(()),
        Some((name, _)) => Err(format!("Python has no {name}").into()),
    }
}

/// The script also fails where a class has a method that it does not call.
fn in_python(python: &Path) -> Result<String, Box<dyn Error>> {
    let (server, dir) = prepared()?;
    let output = std::process::Command::new(python)
        .args(["-c", SCRIPT, server.password()])
        .arg(server.local_addr().port().to_string())
        .current_dir(dir.path())
        .output()?;
    if output.status.success() {
        Ok(String::from_utf8(output.stdout)?)
    } else {
        Err(String::from_utf8_lossy(&output.stderr).into())
    }
}

fn prepared() -> Result<(Server, TempDir), Box<dyn Error>> {
    let (server, dir) = (start()?, TempDir::new()?);
    fs::write(dir.path().join("known"), server.known_hosts())?;
    fs::write(dir.path().join("local"), "four")?;
    Ok((server, dir))
}

type Rows = Vec<(&'static str, String)>;

fn in_rust() -> Result<Rows, Box<dyn Error>> {
    let (server, dir) = prepared()?;
    let addr = server.local_addr().to_string();
    let path = |name: &str| dir.path().join(name).display().to_string();
    let log_in = |link: Connection| -> Result<Connection, Box<dyn Error>> {
        link.session.userauth_password("lab", server.password())?;
        Ok(link)
    };
    let empty = connect_verified(&addr, &path("none"));
    let link = log_in(connect_verified(&addr, &path("known"))?)?;
    log_in(connect_or_ask(&addr, &path("new"), |_| Ok(true))?)?;
    let lines = fs::read_to_string(path("new"))?.lines().count();

    let mut known = link.session.known_hosts()?;
    let kind = KnownHostFileKind::OpenSSH;
    known.read_file(Path::new(&path("known")), kind)?;
    let name = format!("[127.0.0.1]:{}", server.local_addr().port());
    let hosts = known.hosts()?;
    let own = hosts.iter().filter(|host| host.name() == Some(&name));
    let mut rows: Rows = vec![
        ("set_missing_host_key_policy", said(empty, "connected")),
        ("load_host_keys", "connected".into()),
        ("load_system_host_keys", "connected".into()),
        ("connect", "connected".into()),
        ("save_host_keys", format!("{lines} line")),
        ("get_host_keys", own.count().to_string()),
        ("get_transport", link.session.banner().unwrap_or("-").into()),
    ];
    let output = run(&link, "echo hi")?.stdout;
    rows.push(("exec_command", String::from_utf8(output)?.trim().into()));
    let shell = link.session.channel_session()?.shell();
    rows.push(("invoke_shell", said(shell, "a shell")));
    link.session.trace(TraceFlags::empty());
    rows.push(("set_log_channel", "ok".into()));

    let sftp = link.session.sftp()?;
    let top = sftp.realpath(Path::new("."))?.display().to_string();
    rows.push(("open_sftp", top.clone()));
    rows.push(("from_transport", top));
    folders(&sftp, &mut rows)?;
    files(&sftp, &path("local"), &mut rows)?;
    let bye = Some(DisconnectCode::ByApplication);
    let closed = link.session.disconnect(bye, "done", None);
    rows.push(("close", said(closed, "ok")));
    Ok(rows)
}

fn said<T, E>(result: Result<T, E>, word: &str) -> String {
    match result {
        Ok(_) => word.into(),
        Err(_) => "refused".into(),
    }
}

fn folders(sftp: &Sftp, rows: &mut Rows) -> Result<(), Box<dyn Error>> {
    let entries = sftp.readdir(".")?;
    let names = entries.iter().map(|(path, _)| path.display().to_string());
    let mut names: Vec<_> = names
        .map(|n| n.trim_start_matches("./").to_string())
        .collect();
    names.sort();
    rows.push(("listdir", names.join(",")));
    let sizes = entries.iter().map(|(_, stat)| stat.size.unwrap_or(0));
    rows.push(("listdir_attr", sizes.sum::<u64>().to_string()));
    let mut folder = sftp.opendir(".")?;
    let mut one_by_one = 0;
    while folder.readdir().is_ok() {
        one_by_one += 1;
    }
    rows.push(("listdir_iter", one_by_one.to_string()));
    let inbox = sftp.realpath(Path::new("inbox"))?.display().to_string();
    rows.push(("chdir", "ok".into()));
    rows.push(("getcwd", inbox));
    let path = sftp.realpath(Path::new("inbox/../hello.txt"))?;
    rows.push(("normalize", path.display().to_string()));
    let new = Path::new("new");
    rows.push(("mkdir", said(sftp.mkdir(new, 0o755), "ok")));
    rows.push(("rmdir", said(sftp.rmdir(new), "ok")));
    Ok(())
}

fn files(
    sftp: &Sftp,
    local: &str,
    rows: &mut Rows,
) -> Result<(), Box<dyn Error>> {
    let mut text = String::new();
    sftp.open("hello.txt")?.take(5).read_to_string(&mut text)?;
    rows.extend([("open", text.clone()), ("file", text)]);
    let size = sftp.stat(Path::new("hello.txt"))?.size.unwrap_or(0);
    rows.push(("stat", size.to_string()));
    let size = sftp.lstat(Path::new("hello.txt"))?.size.unwrap_or(0);
    rows.push(("lstat", size.to_string()));

    let (a, b) = (Path::new("inbox/a"), Path::new("inbox/b"));
    for (name, path) in [("put", a), ("putfo", b)] {
        let mut from = fs::File::open(local)?;
        let sent = std::io::copy(&mut from, &mut sftp.create(path)?)?;
        rows.push((name, sent.to_string()));
    }
    for (name, path) in [("get", a), ("getfo", b)] {
        let mut came = String::new();
        sftp.open(path)?.take(100).read_to_string(&mut came)?;
        rows.push((name, came));
    }
    for (name, stat) in changes() {
        sftp.setstat(a, stat)?;
        let is = sftp.stat(a)?;
        rows.push((
            name,
            match name {
                "chmod" => format!("{:o}", is.perm.unwrap_or(0) & 0o777),
                "utime" => is.mtime.unwrap_or(0).to_string(),
                "truncate" => is.size.unwrap_or(0).to_string(),
                _ => "ok".into(),
            },
        ));
    }
    let c = Path::new("inbox/c");
    rows.push(("rename", said(sftp.rename(a, c, None), "ok")));
    rows.push(("symlink", said(sftp.symlink(c, a), "ok")));
    rows.push(("readlink", said(sftp.readlink(c), "ok")));
    rows.push(("remove", said(sftp.unlink(b), "ok")));
    rows.push(("unlink", said(sftp.unlink(c), "ok")));
    Ok(())
}

/// A kind that is all `None` stays as it is: so each call changes one alone.
fn changes() -> [(&'static str, FileStat); 4] {
    let none = FileStat {
        size: None,
        uid: None,
        gid: None,
        perm: None,
        atime: None,
        mtime: None,
    };
    [
        (
            "chmod",
            FileStat {
                perm: Some(0o600),
                ..none.clone()
            },
        ),
        (
            "chown",
            FileStat {
                uid: Some(1),
                gid: Some(1),
                ..none.clone()
            },
        ),
        (
            "utime",
            FileStat {
                atime: Some(1),
                mtime: Some(2),
                ..none.clone()
            },
        ),
        (
            "truncate",
            FileStat {
                size: Some(3),
                ..none
            },
        ),
    ]
}
