//! What a table of the book says of the speed of these programs, beside
//! paramiko and OpenSSH, measured anew. Only `ci/ssh-speed` asks for it: the
//! programs have to be optimized.

use std::collections::BTreeMap;
use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use trials::{Chapter, python};

use crate::more_peers::{FILES, beside_sshd};
use crate::openssh::with_sshd;
use crate::{Checked, told};

/// Where the optimized programs are.
const PROGRAMS: &str = "SSH_SPEED";

const PAGE: &str = "/../../book/ch05-ssh/speed.md";
const TWINS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/python");
const OPENSSH: &str = include_str!("openssh_speed.py");
const PROCESSOR: &str = include_str!("processor.py");

/// The columns of the page.
const SIDES: [&str; 3] = ["ssh2", "paramiko", "OpenSSH"];

/// So often all is measured at most, until the page is right: what counts is
/// the least time of all rounds, and a busy machine needs some of them.
const ROUNDS: usize = 6;

/// A figure of the page may be off by this factor, either way: processors and
/// ciphers differ by as much.
const ROOM: f64 = 2.0;

pub fn trials(chapter: Chapter) -> Chapter {
    if env::var_os(PROGRAMS).is_none() {
        return chapter;
    }
    chapter.trial("speed::as the page has it", || {
        with_sshd(|sshd, user, _| measure(sshd, user))
    })
}

/// Milliseconds by side and by what was done.
type Times = BTreeMap<(usize, String), f64>;

fn measure(sshd: &Path, user: &str) -> Checked {
    let python = python(&["paramiko"]).map_err(|_| "no paramiko")?;
    let programs = PathBuf::from(env::var_os(PROGRAMS).unwrap_or_default());
    let script = script(&python, &programs, user);
    let options = format!("{FILES} -o AuthorizedKeysFile=$PWD/id.pub");
    let options = options + " -o MaxStartups=100";
    let page = [env!("CARGO_MANIFEST_DIR"), PAGE].concat();
    let rows = rows(&fs::read_to_string(page)?);
    if rows.is_empty() {
        return Err("the page has no table of figures".into());
    }
    let mut times = Times::new();
    for round in 1..=ROUNDS {
        let output = beside_sshd(sshd, &options, &script, "")?;
        if !output.status.success() {
            return Err(told(&output));
        }
        read(&String::from_utf8_lossy(&output.stdout), &mut times);
        let (shown, problems) = compare(&rows, &times)?;
        println!("{shown}");
        if problems.is_empty() {
            return Ok(());
        }
        if round == ROUNDS {
            return Err((shown + &problems).into());
        }
    }
    Ok(())
}

/// The table as it is now, and what is wrong with the page's.
fn compare(
    rows: &[(String, [f64; 3])],
    times: &Times,
) -> Result<(String, String), String> {
    let (mut shown, mut problems) = (String::new(), String::new());
    for (what, says) in rows {
        let time = |side| times.get(&(side, what.clone())).copied();
        let [Some(rust), Some(paramiko), Some(openssh)] = [0, 1, 2].map(time)
        else {
            return Err(format!("{what}: not measured in {times:?}"));
        };
        let ratios = [1.0, paramiko / rust, openssh / rust];
        let [_, one, other] = ratios;
        shown += &format!("| {what} | 1 | {one:.1} | {other:.1} |");
        shown += &format!(" {rust:.0} ms\n");
        for side in [1, 2] {
            let (is, was) = (ratios[side], says[side]);
            if is > was * ROOM || is < was / ROOM {
                problems += &format!(
                    "{what}: {} takes {is:.2} times as long, the page has \
                     {was}\n",
                    SIDES[side]
                );
            }
        }
    }
    Ok((shown, problems))
}

/// `== N` and a line for each thing done, for each side.
fn script(python: &Path, programs: &Path, user: &str) -> String {
    let (python, programs) = (python.display(), programs.display());
    let login = format!("127.0.0.1:7559 known {user} id");
    let zeros = "100 'head -c 104857600 /dev/zero'";
    format!(
        "mkdir -p inbox
        chown {user} . inbox
        ssh-keygen -q -t ed25519 -N '' -f id
        echo 'Host lab
            HostName 127.0.0.1
            Port 7559
            User {user}
            IdentityFile id
            IdentitiesOnly yes
            UserKnownHostsFile known
            GlobalKnownHostsFile /dev/null
            LogLevel ERROR' >config
        cat >openssh.py <<'END'\n{OPENSSH}END
        cat >processor.py <<'END'\n{PROCESSOR}END
        echo == 0
        {programs}/ssh-speed-commands {login}
        {python} processor.py {programs}/ssh-speed-commands {login}
        {programs}/ssh-speed-bytes {login} {zeros}
        echo == 1
        {python} {TWINS}/ssh_speed_commands.py {login}
        {python} processor.py {python} {TWINS}/ssh_speed_commands.py {login}
        {python} {TWINS}/ssh_speed_bytes.py {login} {zeros}
        echo == 2
        {python} openssh.py config {zeros}"
    )
}

/// Keeps the least of what was measured.
fn read(text: &str, times: &mut Times) {
    let mut side = 0;
    for line in text.lines() {
        if let Some(number) = line.strip_prefix("== ") {
            side = number.parse().unwrap_or(0);
        } else if let Some((what, time)) = line.split_once(": ") {
            let time = time.trim_end_matches(" ms").parse();
            let least = times.entry((side, what.into())).or_insert(f64::MAX);
            *least = least.min(time.unwrap_or(f64::MAX));
        }
    }
}

/// The table's rows: what is done, and the figures of the sides.
fn rows(page: &str) -> Vec<(String, [f64; 3])> {
    let row = |line: &str| {
        let cells: Vec<&str> = line.split('|').map(str::trim).collect();
        let [_, what, one, two, three, _] = cells[..] else {
            return None;
        };
        let figures = [one, two, three].map(str::parse);
        let [Ok(one), Ok(two), Ok(three)] = figures else {
            return None;
        };
        Some((what.to_string(), [one, two, three]))
    };
    page.lines().filter_map(row).collect()
}
