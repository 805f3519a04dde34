//! The lab as a reader meets it: as a program in a terminal.

use std::process::Command;
use std::time::Instant;

use lab::process::{Program, WATCHDOG};

fn lab(args: &[&str]) -> Program {
    let mut command = Command::new(env!("CARGO_BIN_EXE_lab"));
    command.args(args);
    Program::start(command).unwrap()
}

/// All that it says, and its exit status.
fn to_the_end(mut program: Program) -> (Vec<String>, Option<i32>) {
    let deadline = Instant::now() + WATCHDOG;
    let (seen, _) = program.wait_until(deadline, |seen| seen.ended);
    (seen.lines, program.exit_status(deadline).unwrap())
}

#[test]
fn alone_it_lists_the_peers() {
    let (lines, status) = to_the_end(lab(&[]));
    assert_eq!(status, Some(0));
    let own = lab::cli::packages().map(|(name, _)| name);
    for peer in ["tcp-echo", "udp-echo", "http"].into_iter().chain(own) {
        let named = |line: &String| line.trim_start().starts_with(peer);
        assert!(lines.iter().any(named), "{peer}: {lines:?}");
    }
}

#[test]
fn bad_arguments_get_one_line_and_status_2() {
    for args in [&["nobody"][..], &["tcp-echo", "127.0.0.1:0", "more"]] {
        let (lines, status) = to_the_end(lab(args));
        assert_eq!(status, Some(2));
        assert_eq!(lines.len(), 1, "{lines:?}");
    }
}

#[test]
fn an_address_that_cannot_be_had_gets_one_line_and_status_1() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let taken = taken.local_addr().unwrap().to_string();
    for addr in [taken.as_str(), "0.0.0.0:0", "nonsense"] {
        let (lines, status) = to_the_end(lab(&["tcp-echo", addr]));
        assert_eq!(status, Some(1));
        assert_eq!(lines.len(), 1, "{lines:?}");
        assert!(lines[0].contains(addr), "{lines:?}");
    }
}

#[cfg(unix)]
#[test]
fn an_interrupt_is_a_clean_end() {
    for peer in ["tcp-echo", "tcp-silent", "udp-echo", "udp-silent", "http"] {
        let mut program = lab(&[peer, "127.0.0.1:0"]);
        let deadline = Instant::now() + WATCHDOG;
        let (_, ready) = program.wait_until(deadline, |seen| {
            let said = |line: &String| line.starts_with("listening on 127");
            seen.lines.iter().any(said)
        });
        assert!(ready, "{peer}");
        program.interrupt().unwrap();
        let (lines, status) = to_the_end(program);
        assert_eq!(status, Some(0), "{peer}");
        assert_eq!(lines.len(), 1, "{lines:?}");
    }
}
