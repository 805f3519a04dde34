//! Programs of a reader's own: those that fork, fail, or are none at all.
#![cfg(target_os = "linux")]

use std::process::{Command, Output, Stdio};
use std::time::Duration;
use std::{env, fs, thread};

fn run(args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_calls"));
    command.args(args).output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// Whether this machine lacks a namespace or a tracer, and may.
fn is_lacking(output: &Output) -> bool {
    let err = text(&output.stderr);
    let lacks = err.contains("no private network namespace here")
        || err.contains("no program can be traced here");
    lacks && env::var("WIRE").as_deref() != Ok("required")
}

#[test]
fn a_program_that_forks_goes_on_when_its_children_have_ended() {
    let script = "word=$(echo one | cat); (exit 3); echo $word $?; exec 1>&-";
    let output = run(&["calls", "--", "sh", "-c", script]);
    if is_lacking(&output) {
        return;
    }
    let (out, err) = (text(&output.stdout), text(&output.stderr));
    assert_eq!(err, "");
    // What goes into a pipe is not printed.
    let prints: Vec<_> = out.lines().filter(|l| l.contains("print")).collect();
    assert_eq!(prints, ["[sh] prints 1"], "{out}");
    assert!(out.contains("\n    one 3\n"), "{out}");
    // Each process has a number of its own.
    let mut who: Vec<_> = out
        .lines()
        .filter_map(|line| line.strip_suffix("] ends"))
        .collect();
    assert_eq!(who.pop(), Some("[sh"), "{out}");
    let ended = who.len();
    who.sort();
    who.dedup();
    assert_eq!((who.len(), ended >= 3), (ended, true), "{out}");
    assert!(who.iter().all(|name| name.starts_with("[sh, process ")));
}

#[test]
fn help_is_no_program_and_a_name_that_is_none_is_told() {
    for args in [&["--help"][..], &["calls", "--help"], &["wire", "-h"]] {
        let output = run(args);
        assert_eq!(output.status.code(), Some(0), "{args:?}");
        assert!(text(&output.stdout).starts_with("usage: "), "{args:?}");
    }
    let output = run(&["calls", "--", "./no-such-program"]);
    if is_lacking(&output) {
        return;
    }
    assert_eq!(output.status.code(), Some(1));
    let err = text(&output.stderr);
    assert!(err.starts_with("calls: ./no-such-program: "), "{err}");
    assert_eq!(err.lines().count(), 1, "{err}");
}

#[test]
fn an_interrupt_ends_a_program_without_end_and_shows_its_calls() {
    let dir = tempfile::tempdir().unwrap();
    let begun = dir.path().join("begun");
    let script = format!("> {}; while :; do :; done", begun.display());
    let mut calls = Command::new(env!("CARGO_BIN_EXE_calls"))
        .args(["calls", "--", "sh", "-c", &script])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let id = calls.id();
    while calls.try_wait().unwrap().is_none()
        && !(begun.exists() && notes_interrupts(id))
    {
        thread::sleep(Duration::from_millis(5));
    }
    // Where nothing can be recorded it has ended already.
    let _ = Command::new("kill")
        .args(["-INT", &id.to_string()])
        .output();
    let output = calls.wait_with_output().unwrap();
    if is_lacking(&output) {
        return;
    }
    assert_eq!(output.status.code(), Some(130), "{}", text(&output.stderr));
    assert_eq!(text(&output.stdout), "[sh] starts\n");
}

#[test]
fn the_status_is_that_of_the_last_program() {
    let fails: &[_] = &["sh", "-c", "exit 7"];
    let listens: &[_] = &["sh", "-c", "echo listening on x; exec sleep 600"];
    let killed: &[_] = &["sh", "-c", "kill -9 $$"];
    let ended: &[_] = &["sh", "-c", "kill -TERM $$"];
    for (name, words, status) in [
        ("calls", vec![fails], 7),
        ("wire", vec![fails], 7),
        ("calls", vec![killed], 137),
        ("calls", vec![ended], 143),
        ("calls", vec![listens, &["+"], fails], 7),
        ("calls", vec![fails, &["+", "true"]], 0),
        ("calls", vec![listens], 0),
    ] {
        let words = words.concat();
        let output = run(&[&[name, "--"], &*words].concat());
        if is_lacking(&output) {
            return;
        }
        let err = text(&output.stderr);
        assert_eq!(output.status.code(), Some(status), "{words:?}: {err}");
        assert_eq!(err, "", "{words:?}");
    }
}

/// Whether a process catches SIGINT (`proc_pid_status(5)`).
fn notes_interrupts(id: u32) -> bool {
    let status = fs::read_to_string(format!("/proc/{id}/status"));
    let status = status.unwrap_or_default();
    let mask = status.lines().find_map(|line| line.strip_prefix("SigCgt:"));
    let mask = mask.and_then(|m| u64::from_str_radix(m.trim(), 16).ok());
    mask.is_some_and(|mask| mask & 0b10 != 0)
}
