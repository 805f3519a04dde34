//! What keeps a learner's work from being lost or misjudged, from outside:
//! several terminals, a full disk, a terminal that closes, folders that were
//! copied, moved or removed.

use std::fs;
use std::io::{BufRead, BufReader, Lines};
use std::process::{Child, ChildStdout, Command, Stdio};

use crate::checkout::{Checkout, ID, put, says};

/// A watching `cargo ex`; ended with the test.
struct Watcher {
    child: Child,
    lines: Lines<BufReader<ChildStdout>>,
}

impl Watcher {
    fn start(mut command: Command) -> Watcher {
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
        let out = child.stdout.take().unwrap();
        let lines = BufReader::new(out).lines();
        Watcher { child, lines }
    }

    /// Waits until it has judged and waits itself; what it said.
    fn until_it_waits(&mut self) -> String {
        let mut said = String::new();
        for line in self.lines.by_ref() {
            let line = line.unwrap();
            if line.starts_with("Waiting for you to save") {
                return said;
            }
            said += &format!("{line}\n");
        }
        panic!("it has ended:\n{said}");
    }
}

impl Drop for Watcher {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn signal(name: &str, child: &Child) {
    let pid = child.id().to_string();
    let sent = Command::new("kill").args([name, &pid]).status().unwrap();
    assert!(sent.success());
}

pub fn a_watcher_keeps_what_other_terminals_do() {
    let checkout = Checkout::with(&[ID, "udp-01-time"]);
    let program = checkout.root.join("a space/mine.sh");
    put(&program, "exit 3");
    let command = format!("sh '{}'", program.display());
    let watch = ["check", ID, "--watch", "--cmd", &command];
    // As nohup does, so that the signal below must change nothing.
    let mut ignoring = Command::new("sh");
    ignoring
        .args(["-c", "trap '' HUP; exec \"$@\"", "sh"])
        .arg(env!("CARGO_BIN_EXE_ex"))
        .args(watch);
    checkout.place(&mut ignoring);
    let mut watcher = Watcher::start(ignoring);
    let said = watcher.until_it_waits();
    assert!(said.contains("your program ended with status 3"), "{said}");
    let again = format!("--cmd \"{command}\"");
    assert!(said.contains(&again), "{said}");

    checkout.says(&["hint", "udp-01"], 0, "Hint 1 of 3");
    signal("-HUP", &watcher.child);
    put(&program, "exit 44");
    let said = watcher.until_it_waits();
    assert!(said.contains("your program ended with status 44"), "{said}");
    checkout.says(&["hint", "udp-01"], 0, "Hint 2 of 3");
}

pub fn eight_hints_at_once_are_eight() {
    let checkout = Checkout::new();
    let hint = || {
        let mut command = checkout.command(&["hint", ID]);
        command.stdout(Stdio::piped()).spawn().unwrap()
    };
    let hints: Vec<Child> = (0..8).map(|_| hint()).collect();
    let mut said = String::new();
    for hint in hints {
        let output = hint.wait_with_output().unwrap();
        assert!(output.status.success());
        said += &String::from_utf8(output.stdout).unwrap();
    }
    // Three show one each, and five show all of them.
    assert_eq!(said.matches("These are all the hints").count(), 5);
    for number in 1..=3 {
        let heading = format!("Hint {number} of 3");
        assert_eq!(said.matches(&heading).count(), 6, "{said}");
    }
}

pub fn progress_that_cannot_be_read_is_put_aside() {
    let checkout = Checkout::new();
    let state = checkout.work().join(".ex/state.toml");
    let text = b"# J\xfc\n[exercise.tcp-01-echo]\npassed = 1\n";
    fs::create_dir_all(state.parent().unwrap()).unwrap();
    fs::write(&state, text).unwrap();
    checkout.says(&[], 0, "state-damaged-1.toml");
    checkout.says(&["hint", ID], 0, "Hint 1 of 3");
    let aside = state.with_file_name("state-damaged-1.toml");
    assert_eq!(fs::read(aside).unwrap(), text);
}

pub fn done_keeps_its_day_and_a_later_failure_is_said() {
    let checkout = Checkout::new();
    let state = checkout.work().join(".ex/state.toml");
    put(&state, "[exercise.tcp-01-echo]\npassed = 1709164800\n");
    checkout.says(&["list"], 0, "(on 2024-02-29)\n");
    let check = ["check", ID, "--cmd", "sh -c 'exit 1'"];
    // Another program than the one that has passed.
    checkout.says(&check, 1, "FAIL");
    checkout.says(&["list"], 0, "(on 2024-02-29)\n");
    put(&checkout.main(), "fn main() {}");
    let exercise = "command = \"sh -c 'exit 1'\"\npassed = 1709164800\n";
    put(&state, &format!("[exercise.tcp-01-echo]\n{exercise}"));
    checkout.says(&check, 1, "FAIL");
    let done = "on 2024-02-29 by sh -c 'exit 1', fails now";
    checkout.says(&["list"], 0, &format!("({done})\n"));
    checkout.says(&[], 0, &format!("tcp-01-echo was done {done}"));
}

/// `cargo ex` where no file can be written beyond so many blocks: as on a
/// full disk, a write fails after the file was made.
fn full(checkout: &Checkout, blocks: u32, args: &[&str]) -> Command {
    let limit =
        format!("trap '' XFSZ; ulimit -f {blocks} && exec \"$0\" \"$@\"");
    let mut command = Command::new("sh");
    command.args(["-c", &limit, env!("CARGO_BIN_EXE_ex")]);
    command.args(args);
    checkout.place(&mut command);
    command
}

pub fn a_full_disk_leaves_what_was_there() {
    let checkout = Checkout::new();
    let folder = checkout.work().join(ID);
    for blocks in [0, 1] {
        says(full(&checkout, blocks, &["start", ID]), 2, "make room");
        assert!(!folder.exists(), "{blocks}");
    }
    checkout.says(&["start", ID], 0, "is ready");
    fs::write(checkout.main(), "fn main() {} // mine").unwrap();
    checkout.says(&["hint"], 0, "Hint 1 of 3");
    let state = checkout.work().join(".ex/state.toml");
    let before = fs::read(&state).unwrap();
    says(full(&checkout, 0, &["hint"]), 2, "make room");
    says(full(&checkout, 0, &["reset"]), 2, "make room");
    let check = ["check", ID, "--cmd", "sh -c 'exit 1'"];
    says(full(&checkout, 0, &check), 2, "this verdict is not kept");
    assert_eq!(fs::read(&state).unwrap(), before);
    let main = fs::read_to_string(checkout.main()).unwrap();
    assert_eq!(main, "fn main() {} // mine");
    checkout.says(&["hint"], 0, "Hint 2 of 3");
}

#[cfg(target_os = "linux")]
pub fn output_that_is_lost_is_a_failure() {
    let checkout = Checkout::new();
    // A submission without its file needs no build.
    fs::create_dir_all(checkout.work().join(ID)).unwrap();
    let grade = ["grade", "work", "--format", "junit"];
    checkout.says(&grade, 0, "<testsuite");
    // Where nothing can be built, nothing is said of the submission.
    let mut nowhere = checkout.command(&grade);
    nowhere.env("TMPDIR", "/proc/nowhere");
    says(nowhere, 2, "cargo ex: /proc/nowhere");
    for args in [&grade[..], &["list"], &["--help"]] {
        let mut command = checkout.command(args);
        let full = fs::File::options().write(true).open("/dev/full");
        command.stdout(full.unwrap());
        let output = command.stderr(Stdio::piped()).output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{args:?}: {said}");
        assert!(said.contains("not whole"), "{args:?}: {said}");
    }
}

pub fn a_reader_who_leaves_changes_no_verdict() {
    let checkout = Checkout::new();
    let check = ["check", ID, "--cmd", "sh -c 'exit 1'"];
    let mut command = checkout.command(&check);
    let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    assert_eq!(child.wait().unwrap().code(), Some(1));
    let state = fs::read_to_string(checkout.work().join(".ex/state.toml"));
    let state = state.unwrap();
    assert!(state.contains("attempts = 1"), "{state}");
}

pub fn every_command_has_help_and_knows_its_flags() {
    let checkout = Checkout::new();
    for command in [
        "",
        "check",
        "start",
        "hint",
        "solution",
        "reset",
        "talk",
        "list",
        "grade",
        "author",
        "author check",
        "author new",
    ] {
        let words: Vec<&str> = command.split_whitespace().collect();
        for flag in ["--help", "-h"] {
            let help = [&words[..], &[flag]].concat();
            checkout.says(&help, 0, "usage: cargo ex");
        }
        let wrong = [&words[..], &["--lod"]].concat();
        checkout.says(&wrong, 2, "--lod");
    }
    checkout.says(&["author", "check", "tcp-99"], 2, "no exercise tcp-99");
    assert!(!checkout.work().exists());
}

#[cfg(target_os = "linux")]
pub fn a_terminal_that_closes_ends_what_a_check_started() {
    let checkout = Checkout::new();
    let pids = checkout.root.join("pids");
    let program = checkout.root.join("mine.sh");
    // It works, so that no verdict comes before the terminal is closed: who
    // waits is told so within a tenth of a second.
    let loops = "while :; do :; done";
    let script = format!("echo $$ >>'{}'; {loops}", pids.display());
    put(&program, &script);
    let command = format!("sh '{}'", program.display());
    // Whoever runs these tests under `nohup` hands on that it is ignored.
    let mut env = Command::new("env");
    env.args(["--default-signal=HUP", env!("CARGO_BIN_EXE_ex")]);
    env.args(["check", ID, "--cmd", &command]);
    checkout.place(&mut env);
    let mut child = env.stdout(Stdio::null()).spawn().unwrap();
    let started = || fs::read_to_string(&pids).unwrap_or_default();
    while !started().contains('\n') {
        std::thread::sleep(std::time::Duration::from_millis(1));
    }
    signal("-HUP", &child);
    assert_eq!(child.wait().unwrap().code(), Some(130));
    // What was ended proves nothing against the program.
    assert!(!checkout.work().join(".ex/state.toml").exists());
    let marker = format!("EX_RUN={}-", child.id());
    for pid in started().lines() {
        // Its number may be given to another process at once.
        let environ = fs::read(format!("/proc/{pid}/environ"));
        let environ = environ.unwrap_or_default();
        let environ = String::from_utf8_lossy(&environ);
        assert!(!environ.contains(&marker), "{pid} lives on");
    }
}

/// Waits until a process has said this on standard error, and lets it go on.
#[track_caller]
fn complains(mut command: Command, words: &str, go_on: impl FnOnce()) -> i32 {
    let mut child = command
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
    let mut lines = lines.by_ref().map_while(Result::ok);
    assert!(lines.any(|line| line.contains(words)), "no {words}");
    go_on();
    lines.for_each(drop);
    child.wait().unwrap().code().unwrap_or(-1)
}

pub fn who_waits_says_for_what() {
    let checkout = Checkout::new();
    checkout.says(&["start", ID], 0, "is ready");
    let lock = ex::desk::lock::Lock::hold(&checkout.work()).unwrap();
    let hint = checkout.command(&["hint"]);
    let writing = "another `cargo ex` is writing";
    assert_eq!(complains(hint, writing, || drop(lock)), 0);

    // A cargo that waits for its lock until it is told not to, and fails.
    let go = checkout.root.join("go");
    let script = "#!/bin/sh\nwhile [ ! -e go ]; do sleep 0.01; done; exit 101";
    let mut check = checkout.command(&["check"]);
    check.env("CARGO", cargo(&checkout, script));
    let building = "cargo is building, or waits for another one";
    let status = complains(check, building, || put(&go, ""));
    assert_eq!(status, 1);
}

/// A program that takes cargo's place. It is run in `work/`.
pub fn cargo(checkout: &Checkout, script: &str) -> std::path::PathBuf {
    use std::os::unix::fs::PermissionsExt;
    let path = checkout.root.join("cargo.sh");
    put(&path, &script.replace(" go ", " ../go "));
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    path
}
