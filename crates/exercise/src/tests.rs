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
limits = { starts = 10, answers = 2, memory = 64 }

[[rule]]
says = 'The count ends it.'
checks = ['echo.count']

[[check]]
id = 'echo.count'
rule = \"\"\"
A `0`
ends it.\"\"\"
book = 'ch02-tcp/server.md'
script = 'c1 connect'
causes.held-back = 'You read once.'

[[wrong]]
name = 'lines'
fails = ['echo.count']
symptom = 'line-end'
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
        let check = &exercise.checks[0];
        assert_eq!(check.rule, "A `0`\nends it.");
        assert_eq!(check.causes[&Symptom::HeldBack], "You read once.");
        assert_eq!(exercise.wrong[0].symptom, Symptom::LineEnd);
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
        ("why = 'It", "reason = 'It", 28, "unknown field `reason`"),
        ("'line-end'", "'sad'", 27, "unknown variant `sad`"),
        ("memory = 64", "speed = 64", 9, "unknown field `speed`"),
        ("minutes = 20", "minutes = 'many'", 4, "expected u32"),
        ("'server'\n", "'peer'\n", 6, "`server` or `command`"),
        ("'The count ends it.'", "' '", 12, "the text is empty"),
        ("causes.held", "causes.behind", 22, "unknown variant"),
        ("book = 'ch02-tcp/server.md'\n", "", 15, "field `book`"),
        ("fails =", "fails", 26, "expected `=`"),
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

#[test]
fn a_symptom_is_read_by_the_name_that_it_shows() {
    let named =
        |name: &str| read(&GOOD.replace("'line-end'", &format!("'{name}'")));
    for symptom in [Symptom::Nothing, Symptom::NoReadyLine, Symptom::AsText] {
        let read = named(&symptom.to_string()).unwrap();
        assert_eq!(read.wrong[0].symptom, symptom);
    }
}
