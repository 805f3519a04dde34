//! A program whose last calls are recorded is left as it is.
#![cfg(target_os = "linux")]

use std::env;
use std::fs;
use std::net::TcpListener;
use std::process::Command;

/// Set for the program that is traced: this test's own.
const TRACED: &str = "CALLS_LAST_TRACED";

#[test]
fn it_keeps_its_output_and_its_status_and_its_calls_are_written() {
    if env::var_os(TRACED).is_some() {
        return program();
    }
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("last");
    let name = "it_keeps_its_output_and_its_status_and_its_calls_are_written";
    let output = Command::new(env!("CARGO_BIN_EXE_calls"))
        .arg("last")
        .arg(&file)
        .arg(env::current_exe().unwrap())
        .args(["--exact", name, "--nocapture"])
        .env(TRACED, "yes")
        .output()
        .unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let (out, err) = (text(&output.stdout), text(&output.stderr));
    if err.contains("no program can be traced here")
        && env::var("WIRE").as_deref() != Ok("required")
    {
        return;
    }
    assert_eq!(output.status.code(), Some(3), "{out}{err}");
    assert!(out.contains("this is the program"), "{out}{err}");
    let steps = fs::read_to_string(&file).unwrap();
    let line = |part: &str| steps.lines().find(|line| line.contains(part));
    let bind = line("] bind(").expect(&steps);
    assert!(bind.contains(", 127.0.0.1:0) = 0  "), "{bind}");
    assert!(bind.contains(" program:"), "{bind}");
    assert!(steps.lines().last().unwrap().ends_with(" ends"), "{steps}");
}

fn program() {
    let _listener = TcpListener::bind("127.0.0.1:0").unwrap();
    println!("this is the program");
    std::process::exit(3);
}
