//! Programs that do what no exercise asks for: each gets a verdict in time,
//! and nothing of it stays behind.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use ex::exercise;
use ex::observe::child::Target;
use ex::play::game;
use ex::play::verdict::{Failure, Verdict};

/// No check may take longer, whatever the program does; generous, since the
/// machine may be busy.
const TOO_LONG: Duration = Duration::from_secs(30);

/// Most of these programs never listen: less than a task allows is waited for
/// that. What a busy machine takes away is not counted.
const STARTS: u32 = 2;

/// Plays a check of the echo server against a shell script, and returns what
/// the failure says.
#[track_caller]
fn judged(script: &str) -> Failure {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../exercises");
    let mut exercise = exercise::read(&dir.join("tcp-01-echo")).unwrap();
    exercise.limits.starts = STARTS;
    let target = Target {
        program: PathBuf::from("sh"),
        args: vec!["-c".into(), script.into(), "sh".into()],
    };
    let check = &exercise.checks[0];
    let begun = Instant::now();
    let verdict = game::play(&exercise, check, &target, 1);
    assert!(begun.elapsed() < TOO_LONG, "{:?}", begun.elapsed());
    match verdict {
        Verdict::Fail(failure) => *failure,
        other => panic!("{other:?}"),
    }
}

#[track_caller]
fn came(script: &str, said: &str) {
    let failure = judged(script);
    assert!(failure.came.contains(said), "{}", failure.came);
}

pub fn exits_at_once() {
    came("exit 0", "your program ended (status 0)");
    came("exit 7", "your program ended with status 7");
    came("kill -9 $$", "your program was ended by signal 9");
}

pub fn complains_and_exits() {
    let failure = judged("echo 1 >&2; echo why >&2; exit 1");
    assert_eq!(failure.said, ["1", "why"]);
}

pub fn panics() {
    let panics = "echo \"thread 'main' panicked at a:1:2:\" >&2; exit 101";
    came(panics, "your program ended with a panic");
    // Whoever ends with that status and has not panicked.
    came("exit 101", "your program ended with status 101");
}

pub fn prints_no_ready_line() {
    came(
        "echo hello; exec sleep 1000",
        "the last line it printed: hello",
    );
}

pub fn closes_its_standard_output() {
    came(
        "exec >&-; exec sleep 1000",
        "it has closed its standard output",
    );
}

pub fn binds_another_address() {
    came(
        "echo listening on 0.0.0.0:5000; exec sleep 1000",
        "an address of",
    );
    came("echo listening on $1; exec sleep 1000", "local_addr()");
}

pub fn says_that_it_listens_and_does_not() {
    // A port that this test holds and nobody listens on.
    let port = lab::hostile::Refusing::tcp().unwrap();
    let script = format!("echo listening on {}; exec sleep 1000", port.addr);
    let failure = judged(&script);
    assert!(failure.expected.contains("somebody listens"), "{failure:?}");
}

pub fn floods_its_standard_output() {
    came("exec yes", "the last line it printed: y");
}

#[cfg(target_os = "linux")]
pub mod leaves_nothing_behind {
    use super::*;

    /// Plays a script that says in a file which process it leaves, and
    /// checks that this one is gone.
    #[track_caller]
    fn gone(script: &str) {
        let file = tempfile::NamedTempFile::new().unwrap();
        let path = file.path().display().to_string();
        judged(&script.replace("FILE", &path));
        let pid = std::fs::read_to_string(file.path()).unwrap();
        let pid: u32 = pid.trim().parse().unwrap();
        // Its number may be given to another process at once.
        let environ = std::fs::read(format!("/proc/{pid}/environ"));
        let environ = environ.unwrap_or_default();
        let marked = environ.windows(7).any(|text| text == b"EX_RUN=");
        let own = String::from_utf8_lossy(&environ)
            .contains(&format!("EX_RUN={}-", std::process::id()));
        assert!(!(marked && own), "{pid} still runs");
    }

    pub fn a_child() {
        gone("sleep 1000 & echo $! >FILE; exit 0");
    }

    pub fn who_ignores_signals() {
        let ignoring = "trap '' TERM INT HUP; echo $$ >FILE; \
                        while :; do sleep 1000; done";
        gone(ignoring);
    }

    pub fn a_session_of_its_own() {
        gone("setsid sh -c 'echo $$ >FILE; exec sleep 1000'");
    }

    pub fn who_forks_twice() {
        let twice = "(setsid sh -c 'echo $$ >FILE; exec sleep 1000' & ); \
                     while [ ! -s FILE ]; do :; done; exit 0";
        gone(twice);
    }

    pub fn who_holds_the_pipe_open() {
        gone("sleep 1000 & echo $! >FILE; echo no; exit 3");
    }
}
