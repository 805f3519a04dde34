//! Breaks on purpose what the trials promise to notice.
//!
//! Each trial makes a small chapter of shell scripts, and this test binary,
//! started anew with `FIXTURE` set, is that chapter's tests.

#[cfg(unix)]
fn main() {
    match std::env::var_os("FIXTURE") {
        Some(dir) => fixture::as_chapter(dir.as_ref()),
        None => promises::test(),
    }
}

#[cfg(not(unix))]
fn main() {
    println!("ignored: the fixture's programs are shell scripts");
}

#[cfg(unix)]
mod fixture {
    use std::env;
    use std::fs;
    use std::os::unix::fs::PermissionsExt;
    use std::path::{Path, PathBuf};
    use std::process::Command;

    use trials::TempDir;

    const MANIFEST: &str = "\
[package]
name = \"ch00-fixture\"
[[bin]]
name = \"hello\"
";
    const HELLO: &str = "\
#!/bin/sh
[ $# = 0 ] && echo hello && exit 0
echo 'hello: too many arguments' >&2
exit 2
";
    pub const HELLO_BY_DATAGRAM: &str = "\
#!/bin/sh
[ $# = 0 ] || { echo 'hello: too many arguments' >&2; exit 2; }
exec python3 -c 'import socket
client = socket.socket(type=socket.SOCK_DGRAM)
client.sendto(b\"12345\", (\"127.0.0.1\", 9))'
";
    pub const RECORD: &str = "\
[shell]
$ cargo run -p ch00-fixture --bin hello
hello
";

    /// A chapter in which all is well, to be broken.
    pub struct Fixture(TempDir);

    /// What its tests came to.
    pub struct Verdict {
        pub passed: bool,
        pub text: String,
    }

    impl Fixture {
        pub fn new() -> Fixture {
            let fixture = Fixture(TempDir::new().unwrap());
            fixture.write("Cargo.toml", MANIFEST);
            fixture.write("recorded/hello.console", RECORD);
            fixture.write(
                "tests/bad-input.toml",
                "[hello]\nkind = \"self-contained\"\n",
            );
            fixture.program("hello", HELLO);
            fixture
        }

        pub fn path(&self, name: &str) -> PathBuf {
            self.0.path().join("listings/ch00-fixture").join(name)
        }

        pub fn write(&self, name: &str, text: &str) {
            let path = self.path(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }

        pub fn program(&self, name: &str, script: &str) {
            self.write(&format!("../../bin/{name}"), script);
            let mode = fs::Permissions::from_mode(0o755);
            let path = self.path(&format!("../../bin/{name}"));
            fs::set_permissions(path, mode).unwrap();
        }

        pub fn read(&self, name: &str) -> String {
            fs::read_to_string(self.path(name)).unwrap()
        }

        /// `cargo test` in the chapter, or `BLESS=1 cargo test`.
        pub fn test(&self, bless: bool) -> Verdict {
            let mut command = Command::new(env::current_exe().unwrap());
            command.env("FIXTURE", self.path(""));
            for all in ["BLESS", "AGAIN", "THOROUGH"] {
                command.env_remove(all);
            }
            if bless {
                command.env("BLESS", "1");
            }
            let output = command.output().unwrap();
            let text = String::from_utf8(output.stdout).unwrap();
            Verdict {
                passed: output.status.success(),
                text,
            }
        }
    }

    pub fn as_chapter(dir: &Path) -> ! {
        let dir = dir.to_str().expect("a temporary folder's name is text");
        let dir = dir.trim_end_matches('/');
        trials::chapter(dir, &format!("{dir}/../../bin/tour")).run()
    }
}

#[cfg(unix)]
mod promises {
    use crate::fixture::{Fixture, HELLO_BY_DATAGRAM, RECORD};
    use libtest_mimic::{Arguments, Trial};

    type Check = fn(&Fixture);

    const PROMISES: [(&str, Check); 11] = [
        ("all is well to begin with", all_is_well),
        ("a record that no longer matches fails", stale_record),
        ("also where all had passed before", stale_later),
        ("BLESS mends it, and nothing else", bless),
        ("BLESS mends no renamed binary", renamed_binary),
        ("BLESS refuses what no two runs agree on", unstable),
        ("a failing program is not recorded as a success", failing),
        ("what tshark reads of a record is the record's", packets),
        ("an unclassified binary fails", unclassified),
        ("a panic is no message for people", panics),
        ("a twin that prints something else fails", twin),
    ];

    pub fn test() {
        let trials = PROMISES.map(|(name, check)| {
            Trial::test(name, move || {
                check(&Fixture::new());
                Ok(())
            })
        });
        libtest_mimic::run(&Arguments::from_args(), trials.into()).exit()
    }

    /// The tests fail, and say all of this.
    #[track_caller]
    fn fails_saying(fixture: &Fixture, bless: bool, words: &[&str]) {
        let verdict = fixture.test(bless);
        assert!(!verdict.passed, "{}", verdict.text);
        for word in words {
            assert!(verdict.text.contains(word), "{word}:\n{}", verdict.text);
        }
    }

    fn all_is_well(fixture: &Fixture) {
        let verdict = fixture.test(false);
        assert!(verdict.passed, "{}", verdict.text);
        assert!(verdict.text.contains("2 passed"), "{}", verdict.text);
    }

    fn stale_record(fixture: &Fixture) {
        let stale = RECORD.replace("\nhello\n", "\ngoodbye\n");
        fixture.write("recorded/hello.console", &stale);
        let remedy = "BLESS=1 cargo test -p ch00-fixture";
        let file = "listings/ch00-fixture/recorded/hello.console";
        let difference = "- goodbye\n+ hello";
        fails_saying(fixture, false, &[file, difference, remedy]);
        assert_eq!(fixture.read("recorded/hello.console"), stale);
    }

    fn stale_later(fixture: &Fixture) {
        all_is_well(fixture);
        // The first of each kind have the first turn.
        all_is_well(fixture);
        let later = fixture.test(false);
        assert!(later.passed, "{}", later.text);
        assert!(later.text.contains("0 passed"), "{}", later.text);
        stale_record(fixture);
    }

    fn bless(fixture: &Fixture) {
        let stale = RECORD.replace("\nhello\n", "\ngoodbye\n");
        fixture.write("recorded/hello.console", &stale);
        let classes = fixture.read("tests/bad-input.toml");
        let verdict = fixture.test(true);
        assert!(verdict.passed, "{}", verdict.text);
        assert_eq!(fixture.read("recorded/hello.console"), RECORD);
        assert_eq!(fixture.read("tests/bad-input.toml"), classes);
        assert!(fixture.test(false).passed);
    }

    fn renamed_binary(fixture: &Fixture) {
        let renamed = fixture.read("Cargo.toml").replace("hello", "hi");
        fixture.write("Cargo.toml", &renamed);
        fixture
            .write("tests/bad-input.toml", "[hi]\nkind = \"self-contained\"\n");
        fixture.program("hi", &fixture.read("../../bin/hello"));
        // The old program still lies where it was built.
        let told = "`hello` is no [[bin]] of ch00-fixture; it has hi";
        fails_saying(fixture, false, &[told]);
        fails_saying(fixture, true, &[told, "recorded/hello.console"]);
        assert_eq!(fixture.read("recorded/hello.console"), RECORD);
    }

    fn unstable(fixture: &Fixture) {
        fixture.program("hello", "#!/bin/sh\necho $$\n");
        fails_saying(fixture, true, &["two runs differ", "hello.console"]);
        assert_eq!(fixture.read("recorded/hello.console"), RECORD);
    }

    fn failing(fixture: &Fixture) {
        fixture.program("hello", "#!/bin/sh\necho hello\nexit 1\n");
        fails_saying(fixture, false, &["+ ? 1"]);
    }

    /// The program sends one datagram to a closed port, and only tshark says
    /// what is quoted in the refusal.
    fn packets(fixture: &Fixture) {
        if trials::peer("tshark").is_err() || trials::python(&[]).is_err() {
            println!("no tshark or no Python here: a record says so itself");
            return;
        }
        fixture.program("hello", HELLO_BY_DATAGRAM);
        let read = "tshark -r sent.pcap -Y icmp -T fields -e udp.length";
        let record = |length: &str| {
            let run = "[shell]\n$ cargo run -p ch00-fixture --bin hello\n";
            format!("{run}\n[tshark]\n$ {read}\n{length}\n")
        };
        let path = "recorded/hello.console";
        fixture.write(path, &record("14"));
        let verdict = fixture.test(false);
        let told = ["- 14", "+ 13"].iter().all(|w| verdict.text.contains(w));
        let no_namespace = verdict.text.contains("... ignored");
        assert!(told || no_namespace, "{}", verdict.text);
        fixture.test(true);
        let wanted = if no_namespace { "14" } else { "13" };
        assert_eq!(fixture.read(path), record(wanted));
        fixture.write("recorded/hello.wire", "");
        let verdict = fixture.test(true);
        let told = verdict.text.contains("show it in a record of its own");
        assert!(told || no_namespace, "{}", verdict.text);
    }

    fn unclassified(fixture: &Fixture) {
        fixture.write("tests/bad-input.toml", "");
        let told = "does not say what `hello` is; add [hello]";
        fails_saying(fixture, false, &["bad-input.toml", told]);
    }

    fn panics(fixture: &Fixture) {
        let script = fixture.read("../../bin/hello");
        let script = script.replace("hello: too", "thread panicked: too");
        fixture.program("hello", &script);
        fails_saying(fixture, false, &["a message for people"]);
    }

    fn twin(fixture: &Fixture) {
        if trials::python(&[]).is_err() {
            println!("no Python here: a twin is ignored, as it says itself");
            return;
        }
        let refuses = "import sys\nif len(sys.argv) > 1: sys.exit('too')\n";
        let write = |text: &str| fixture.write("python/hello.py", text);
        write(&format!("{refuses}print('hullo')\n"));
        let told = "python/hello.py in place of `hello`";
        fails_saying(fixture, false, &[told, "- hello\n+ hullo"]);
        write("print('hello')\n");
        let told = "hello.py 'surplus': has nothing against them";
        fails_saying(fixture, false, &[told]);
        write(&format!("{refuses}print('hello')\n"));
        let verdict = fixture.test(false);
        assert!(verdict.passed, "{}", verdict.text);
        fixture.write("python/nobody.py", "print('hello')\n");
        fails_saying(fixture, false, &["nobody.py has no record"]);
    }
}
