//! A signal ends what was started, too. This program is also the one that is
//! ended.

use libtest_mimic::{Arguments, Trial};

#[cfg(unix)]
fn main() {
    unix::child_if_asked();
    let trial = Trial::test("a_signal_ends_all", || {
        unix::a_signal_ends_all();
        Ok(())
    });
    libtest_mimic::run(&Arguments::from_args(), vec![trial]).exit();
}

#[cfg(not(unix))]
fn main() {
    libtest_mimic::run(&Arguments::from_args(), Vec::<Trial>::new()).exit();
}

#[cfg(unix)]
mod unix {
    use std::env;
    use std::io::{BufRead, BufReader, Read};
    use std::process::{self, Command, Stdio};

    /// Set in the program that is ended.
    const CHILD: &str = "SHAKE_CHILD";

    /// Starts one that a signal ends by itself, then one that ignores it.
    pub fn child_if_asked() {
        if env::var_os(CHILD).is_none() {
            return;
        }
        shake::ending::end_with_this().unwrap();
        for script in [
            "kill -TERM $$; echo 'the signal was kept from it'",
            "trap '' TERM INT; echo ready; exec sleep 1000",
        ] {
            // Whoever ends all may have reaped it: then nobody else has it.
            let _ = Command::new("sh").args(["-c", script]).status();
        }
        shake::ending::unless_ending();
        process::exit(7);
    }

    pub fn a_signal_ends_all() {
        let mut child = Command::new(env::current_exe().unwrap())
            .env(CHILD, "yes")
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut out = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        out.read_line(&mut line).unwrap();
        assert_eq!(line, "ready\n");
        let pid = child.id().to_string();
        let kill = ["-c", "kill -TERM \"$0\"", &pid];
        let sent = Command::new("sh").args(kill).status();
        assert!(sent.unwrap().success());
        assert_eq!(child.wait().unwrap().code(), Some(1));
        // Whoever had the other end of the pipe is gone.
        out.read_to_string(&mut line).unwrap();
        assert_eq!(line, "ready\n");
    }
}
