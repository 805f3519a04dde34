//! What small programs of the shell show, and how they end.

use super::*;

fn shell(script: &str) -> Program {
    let mut command = Command::new("sh");
    command.args(["-c", script]);
    Program::start(command).unwrap()
}

fn soon() -> Instant {
    Instant::now() + WATCHDOG
}

#[test]
fn both_streams_keep_their_order() {
    let mut program = shell("echo 1; echo 2 >&2; echo 3; exit 7");
    let (seen, enough) = program.wait_until(soon(), |seen| seen.ended);
    assert!(enough);
    assert_eq!(seen.lines, ["1", "2", "3"]);
    assert_eq!(program.exit_status(soon()).unwrap(), Some(7));
}

#[test]
fn the_streams_can_be_kept_apart() {
    let mut command = Command::new("sh");
    command.args(["-c", "echo 1; echo 2 >&2"]);
    let mut program = Program::start_apart(command).unwrap();
    let (seen, _) = program.wait_until(soon(), |seen| seen.ended);
    assert_eq!(seen.lines, ["1"]);
    assert_eq!(program.exit_status(soon()).unwrap(), Some(0));
    while !program.errors().ended {
        thread::yield_now();
    }
    assert_eq!(program.errors().lines, ["2"]);
}

#[test]
fn what_is_typed_arrives_and_input_ends() {
    let mut program = shell("cat; echo end");
    program.type_text("hello\n");
    program.wait_until(soon(), |seen| seen.lines == ["hello"]);
    program.end_input();
    let (seen, _) = program.wait_until(soon(), |seen| seen.ended);
    assert_eq!(seen.lines, ["hello", "end"]);
    assert!(!seen.unfinished);
}

#[test]
fn an_interrupt_has_the_status_that_a_shell_reports() {
    let mut program = shell("echo ready; exec sleep 1000");
    program.wait_until(soon(), |seen| seen.lines == ["ready"]);
    program.interrupt().unwrap();
    program.wait_until(soon(), |seen| seen.ended);
    assert_eq!(program.exit_status(soon()).unwrap(), Some(130));
}

#[test]
fn a_program_that_runs_on_is_killed() {
    let mut program = shell("echo ready; exec sleep 1000");
    program.wait_until(soon(), |seen| seen.lines == ["ready"]);
    assert_eq!(program.exit_status(Instant::now()).unwrap(), None);
    assert_eq!(program.kill(soon()).lines, ["ready"]);
    assert_eq!(program.exit_status(soon()).unwrap(), Some(137));
}

#[test]
fn control_characters_are_shown() {
    let program = shell("printf 'a\\033[1mb\\tc\\r\\n'");
    let (seen, _) = program.wait_until(soon(), |seen| seen.ended);
    assert_eq!(seen.lines, ["a\\u{1b}[1mb\tc"]);
}
