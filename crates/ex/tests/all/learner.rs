//! A learner's first minutes: start, fail, a hint, the solution, pass.

use std::fs;

use crate::checkout::{ANY, Checkout, ID, put};

pub fn from_the_start_to_a_pass() {
    let checkout = Checkout::new();
    checkout.says(&[], 0, "0 of 1 exercises done");
    checkout.says(&["check"], 2, "begin with `cargo ex start tcp-01-echo`");
    checkout.says(
        &["start", "tcp-01"],
        0,
        "edit   work/tcp-01-echo/src/main.rs",
    );
    checkout.says(&["check"], 1, "FAIL tcp-01-echo: echo.rounds");
    checkout.says(&["hint"], 0, "Hint 1 of 3");
    checkout.says(&["hint"], 0, "Hint 2 of 3");
    checkout.says(&["solution"], 1, "--give-up");
    checkout.says(&["talk", "--only", "echo.count"], 0, "c1 half-close");

    // The wrong one of two files that look the same.
    let starter = checkout.author("../src/main.rs");
    let text = fs::read_to_string(&starter).unwrap();
    fs::write(&starter, format!("{text}// mine\n")).unwrap();
    checkout.says(&["check"], 1, "has been edited, and your copy has not");
    fs::write(&starter, text).unwrap();

    // The seed and the check of a failure play it again.
    fs::copy(checkout.author("wrong/limited.rs"), checkout.main()).unwrap();
    let again = ["check", "--only", "echo.million", "--seed", "42"];
    checkout.says(&again, 1, "--only echo.million --seed 42");
    let transcript = checkout.root.join("work/.ex/last/tcp-01-echo.txt");
    assert!(
        fs::read_to_string(transcript)
            .unwrap()
            .contains("c1 connects")
    );

    fs::copy(checkout.author("solution.rs"), checkout.main()).unwrap();
    checkout.says(&["check"], 0, "checks pass: tcp-01-echo is done");
    checkout.says(&["list"], 0, "done     tcp-01-echo");
    checkout.says(&["solution"], 0, "fn serve");
    checkout.says(&["reset"], 0, "The starter of tcp-01-echo is back");
    checkout.says(&["list"], 0, "done     tcp-01-echo");
}

pub fn another_program_may_be_judged_and_none_replaces_it() {
    let checkout = Checkout::with(&[ANY]);
    checkout.says(&["start", ANY], 0, "is ready");
    // Whatever stands beside it in a shared target folder, the learner's
    // own program is judged: it is the only one of this name.
    fs::copy(checkout.author("solution.rs"), checkout.main()).unwrap();
    let target = checkout.root.join("target/debug");
    fs::create_dir_all(&target).unwrap();
    fs::write(target.join("ip-02-cidr-starter"), "").unwrap();
    checkout.says(&["check"], 0, "checks pass: ip-02-cidr is done");
    let program = target.join("ip-02-cidr");
    let command = program.display().to_string();
    checkout.says(&["check", "--cmd", &command], 0, "is done by `");
    checkout.says(&["check", "--cmd", "/nowhere/x"], 2, "nothing against you");
    checkout.says(&["check", "--cmd", "python3 no.py"], 2, "no file no.py");
    checkout.says(&["list"], 0, &format!(" by {command}"));
    checkout.says(&["help", "check"], 0, "--only CHECK");
    checkout.says(&["check", "--only", "cidr.x"], 2, "no check cidr.x");
}

/// What records is built in the checkout. Here that is a program which writes
/// what it was asked to record, and becomes that.
#[cfg(unix)]
pub fn a_failure_is_shown_with_the_last_calls() {
    let checkout = Checkout::new();
    let calls = checkout.root.join("crates/calls");
    put(
        &calls.join("Cargo.toml"),
        "[package]\nname = \"calls\"\nedition = \"2024\"\n[workspace]\n",
    );
    put(&calls.join("src/main.rs"), RECORDER);
    checkout.says(&["start", ID], 0, "is ready");
    fs::copy(checkout.author("wrong/limited.rs"), checkout.main()).unwrap();
    let check = ["check", "--only", "echo.million", "--seed", "42"];
    let with = [&check[..], &["--calls"]].concat();
    checkout.says(&with, 1, "    recvfrom(4, 9 bytes) sleeps");
    // The program itself was played: it fails as before.
    let file = checkout.root.join("work/.ex/last/tcp-01-echo.calls");
    let text = fs::read_to_string(file).unwrap();
    assert!(text.contains("target/debug/tcp-01-echo"), "{text}");
    fs::write(calls.join("src/main.rs"), "fn main() {}").unwrap();
    checkout.says(&with, 2, "--calls: none was recorded");
    fs::copy(checkout.author("solution.rs"), checkout.main()).unwrap();
    checkout.says(&["check", "--calls"], 0, "checks pass");
}

#[cfg(unix)]
const RECORDER: &str = r#"
use std::os::unix::process::CommandExt;

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    assert_eq!(args[0], "last");
    let steps = "[program] starts\n[program] recvfrom(4, 9 bytes) sleeps\n";
    std::fs::write(&args[1], format!("{steps}# {}\n", args[2])).unwrap();
    let mut command = std::process::Command::new(&args[2]);
    panic!("{}", command.args(&args[3..]).exec());
}
"#;

pub fn what_does_not_compile_is_cargos_to_tell() {
    let checkout = Checkout::new();
    checkout.says(&["start", ID], 0, "is ready");
    fs::write(checkout.main(), "fn main() { nonsense }").unwrap();
    checkout.says(&["check"], 1, "cannot find value `nonsense`");
}
