//! Records whose commands are shell scripts, played.

use super::*;

/// Plays a record whose commands are shell scripts.
fn played(text: &str) -> Result<Record, Failure> {
    let record = Record::parse(text).unwrap();
    let programs = |command: &Command| {
        let (Command::Lab(args)
        | Command::Run { args, .. }
        | Command::Tshark { args, .. }) = command;
        let mut process = Process::new("sh");
        process.arg("-c").arg(args.join(" "));
        Ok(process)
    };
    let dir = std::env::temp_dir();
    let played = play(&record, &programs, Ports::literal(), dir, &Nobody);
    played.map(|played| played.record)
}

#[track_caller]
fn plays_as_written(text: &str) {
    assert_eq!(played(text).unwrap().to_string(), text);
}

#[test]
fn a_program_that_ends() {
    plays_as_written("[a]\n$ cargo lab 'echo 1; echo 2 >&2'\n1\n2\n");
    plays_as_written("[a]\n$ cargo lab 'exit 3'\n? 3\n");
}

#[test]
fn a_server_is_waited_for_and_what_it_says_later_too() {
    plays_as_written(
        "[server]\n\
         $ cargo lab 'echo listening on x; read a; echo got $a; cat'\n\
         listening on x\n\
         \n\
         [client]\n\
         $ cargo lab 'echo hi'\n\
         hi\n\
         \n\
         [server]\n\
         < hello\n\
         got hello\n",
    );
}

#[test]
fn a_line_too_many_from_a_server_is_written_down() {
    let script = "trap \"echo more\" EXIT; echo listening on x; read a";
    let text = format!("[a]\n$ cargo lab '{script}'\nlistening on x\n^D\n");
    let actual = played(&text).unwrap();
    assert_eq!(actual.blocks[1].output, ["more"]);
    assert_eq!(actual.blocks[1].status, Some(1));
}

#[test]
fn interrupted() {
    plays_as_written(
        "[a]\n$ cargo lab 'echo listening on x; exec sleep 1000'\n\
         listening on x\n^C\n? 130\n",
    );
}

#[test]
fn ports_that_the_kernel_picks_are_masked() {
    plays_as_written(
        "[a]\n$ cargo lab 'echo 127.0.0.1:4$((0000))'\n127.0.0.1:40\n",
    );
    let text = "[a]\n$ cargo lab 'echo 127.0.0.1:40123'\n…\n";
    let actual = played(text).unwrap();
    assert_eq!(actual.blocks[0].output, ["127.0.0.1:«port»"]);
}

#[test]
fn a_password_is_handed_over() {
    plays_as_written(
        "[server]\n\
         $ cargo lab 'echo password: s3cret; echo listening on x; cat'\n\
         password: «password»\n\
         listening on x\n\
         \n\
         [client]\n\
         $ cargo lab 'read p; echo got $p'\n\
         < «password»\n\
         got «password»\n",
    );
}

#[test]
fn what_cannot_be_started_names_the_line() {
    let failure = played("[a]\n< hi\n").unwrap_err();
    assert_eq!(failure.line, 2);
    assert!(failure.to_string().contains("$ command"), "{failure}");
    let failure = played(
        "[a]\n$ cargo lab 'echo listening on x; cat'\n\
         $ cargo lab 'true'\n",
    );
    assert!(failure.unwrap_err().to_string().contains("^C"));
}
