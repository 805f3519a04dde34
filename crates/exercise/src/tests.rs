//! What is read, and what is refused, with its line.

use super::*;

const GOOD: &str = "\
id = 'tcp-01-echo'
title = 'Echo'
chapter = 'ch02-tcp'
minutes = 20
needs = ['ch02-tcp/server.md', 'ip-02-cidr']
role = 'server'
editable = ['src/main.rs']
starter = 'echo.count'

[[check]]
id = 'echo.count'
rule = 'A `0` ends it.'
book = 'ch02-tcp/server.md'
cause = \"\"\"
You read
once.\"\"\"
script = 'c1 connect'

[[wrong]]
name = 'lines'
fails = ['echo.count']
why = 'It reads lines.'
";
const HINTS: &str = "# Hints\n\n## 1 Where\n\nHere.\n\n## 2 How\n\nSo.\n";

fn read(toml: &str) -> Result<Exercise, Problem> {
    Exercise::parse(Path::new("exercises/tcp-01-echo"), toml, HINTS)
}

#[test]
fn a_folder_is_read_whatever_its_line_ends() {
    for text in [GOOD.to_string(), GOOD.replace('\n', "\r\n")] {
        let exercise = read(&text).unwrap();
        assert_eq!(exercise.checks[0].cause, "You read\nonce.");
        assert_eq!(exercise.role, Role::Server);
        let page = Need::Page("ch02-tcp/server.md".into());
        let other = Need::Exercise("ip-02-cidr".into());
        assert_eq!(exercise.needs, [page, other]);
        assert_eq!(exercise.hints[1].title, "How");
        assert_eq!(exercise.hints[1].text, "So.");
        assert!(exercise.is_called("tcp-01") && !exercise.is_called("tcp-0"));
    }
}

#[test]
fn what_is_wrong_has_its_line() {
    for (good, bad, line, what) in [
        ("title = 'Echo'\n", "", 1, "missing field `title`"),
        ("why = 'It", "reason = 'It", 22, "unknown field `reason`"),
        ("minutes = 20", "minutes = 'many'", 4, "expected u32"),
        ("'server'\n", "'peer'\n", 6, "`server` or `command`"),
        ("'A `0` ends it.'", "' '", 12, "the text is empty"),
        ("cause = ", "because = ", 14, "unknown field `because`"),
        ("book = 'ch02-tcp/server.md'\n", "", 10, "field `book`"),
        ("fails =", "fails", 21, "expected `=`"),
    ] {
        let problem = read(&GOOD.replacen(good, bad, 1)).unwrap_err();
        assert_eq!(problem.line, Some(line), "{problem}");
        assert!(problem.what.contains(what), "{problem}");
        assert!(problem.to_string().contains("crates/exercise/src/lib.rs"));
    }
}

#[test]
fn exercises_stand_in_the_books_order() {
    let named = |chapter: &str, id: &str| {
        let text = GOOD.replace("ch02-tcp'", &format!("{chapter}'"));
        read(&text.replace("tcp-01-echo", id)).unwrap()
    };
    let mut all = [named("ch02-tcp", "a-01-b"), named("ch01-basics", "z-01-b")];
    sort(&mut all);
    assert_eq!(all[0].id, "z-01-b");
}
