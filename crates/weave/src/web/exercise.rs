//! What a page says of an exercise, made from the exercise's own folder:
//! the checks that are listed are the checks that are played.

use super::console::{command, terminal};
use super::html::{code_block, escape};
use crate::page::directive::Section;
use crate::problem::{Fault, did_you_mean};
use crate::read::files::{entries, read};
use mdbook_preprocessor::errors::{Error, Result};
use std::fs;
use std::path::Path;
use toml::{Table, Value};

/// An exercise as its pages need it.
pub struct Exercise {
    id: String,
    title: String,
    chapter: String,
    minutes: i64,
    needs: Vec<Need>,
    editable: String,
    checks: Vec<Check>,
    hints: String,
}

/// What comes before: a link and its words.
struct Need {
    to: String,
    words: String,
}

struct Check {
    id: String,
    rule: String,
    script: String,
}

/// Every exercise below the root, in the book's order.
///
/// # Errors
/// A file that cannot be read, or is no TOML.
pub fn scan(root: &Path) -> Result<Vec<Exercise>> {
    let mut all = Vec::new();
    // A book without exercises is a book.
    let folder = root.join("exercises");
    let folders = match folder.is_dir() {
        true => entries(&folder)?,
        false => Vec::new(),
    };
    for folder in folders {
        let path = folder.join("exercise.toml");
        if path.is_file() {
            let table: Table = read(&path)?.parse().map_err(|error| {
                Error::msg(format!("{}: {error}", path.display()))
            })?;
            let hints = read(&folder.join("hints.md"))?;
            all.push(exercise(root, &table, hints));
        }
    }
    all.sort_by(|a, b| (&a.chapter, &a.id).cmp(&(&b.chapter, &b.id)));
    Ok(all)
}

/// What is missing is found by the exercise's own gate.
fn exercise(root: &Path, table: &Table, hints: String) -> Exercise {
    let text = |table: &Table, key: &str| {
        let value = table.get(key).and_then(Value::as_str);
        value.unwrap_or_default().trim().replace('\n', " ")
    };
    let list = |key: &str| {
        let array = table.get(key).and_then(Value::as_array);
        array.cloned().unwrap_or_default()
    };
    let checks = list("check");
    let checks = checks
        .iter()
        .filter_map(Value::as_table)
        .map(|check| Check {
            id: text(check, "id"),
            rule: text(check, "rule"),
            script: match check.get("script").and_then(Value::as_str) {
                Some(script) => script.trim().to_string(),
                None => String::new(),
            },
        });
    let needs = list("needs");
    let needs = needs.iter().filter_map(Value::as_str);
    let editable = list("editable");
    Exercise {
        id: text(table, "id"),
        title: text(table, "title"),
        chapter: text(table, "chapter"),
        minutes: table
            .get("minutes")
            .and_then(Value::as_integer)
            .unwrap_or(0),
        needs: needs.map(|name| need(root, name)).collect(),
        editable: editable
            .first()
            .and_then(Value::as_str)
            .map(String::from)
            .unwrap_or_default(),
        checks: checks.collect(),
        hints,
    }
}

/// A page by its title, an exercise by its id.
fn need(root: &Path, name: &str) -> Need {
    if !name.ends_with(".md") {
        return Need {
            to: format!("{name}.md"),
            words: format!("`{name}`"),
        };
    }
    let text = fs::read_to_string(root.join("book").join(name));
    let text = text.unwrap_or_default();
    let title = text.lines().find_map(|line| line.strip_prefix("# "));
    Need {
        to: format!("../{}", name.replace("README.md", "index.md")),
        words: title.unwrap_or(name).to_string(),
    }
}

/// The exercise that a directive names.
///
/// # Errors
/// What is wrong and the remedy: an unknown id.
pub fn find<'e>(
    all: &'e [Exercise],
    id: &str,
) -> std::result::Result<&'e Exercise, Fault> {
    let found = all.iter().find(|exercise| exercise.id == id);
    found.ok_or_else(|| {
        let ids = all.iter().map(|exercise| exercise.id.as_str());
        (
            format!("there is no exercise `{id}`"),
            did_you_mean(id, ids, "an exercise is `exercises/ID`"),
        )
    })
}

/// The Markdown for one part of an exercise.
pub fn part(exercise: &Exercise, section: Section) -> String {
    match section {
        Section::Task => exercise.task(),
        Section::Checks => exercise.checks.iter().map(Check::folded).collect(),
        Section::Hints => exercise.folded_hints(),
    }
}

/// The Markdown for the list of all.
pub fn list(all: &[Exercise]) -> String {
    let mut rows =
        String::from("| Exercise | Minutes | After |\n|---|---|---|\n");
    for exercise in all {
        rows += &format!(
            "| [`{0}`]({0}.md) {1} | {2} | {3} |\n",
            exercise.id,
            exercise.title,
            exercise.minutes,
            exercise.after()
        );
    }
    let minutes: i64 = all.iter().map(|exercise| exercise.minutes).sum();
    format!("{rows}| all {} | {minutes} | |\n", all.len())
}

impl Exercise {
    fn task(&self) -> String {
        let commands = ["start", "check"]
            .map(|verb| command(&format!("cargo ex {verb} {}", self.id)));
        format!(
            "**{} minutes**, after {}. You write `work/{}/{}`.\n\n\
             <figure class=\"console\">\n{}</figure>\n",
            self.minutes,
            self.after(),
            self.id,
            self.editable,
            terminal("Terminal", &commands)
        )
    }

    fn after(&self) -> String {
        let links = self.needs.iter();
        let links: Vec<String> =
            links.map(|n| format!("[{}]({})", n.words, n.to)).collect();
        links.join(", ")
    }

    fn folded_hints(&self) -> String {
        let text = format!("\n{}", self.hints);
        let hints = text.split("\n## ").skip(1).map(|hint| {
            let (title, text) = hint.split_once('\n').unwrap_or((hint, ""));
            let title =
                escape(title.trim_start_matches(|c: char| {
                    c.is_ascii_digit() || c == ' '
                }));
            format!(
                "<details>\n<summary>{title}</summary>\n\n{}\n\n</details>\n\n",
                text.trim()
            )
        });
        hints.collect()
    }
}

impl Check {
    fn folded(&self) -> String {
        let label = format!("The script of {}", self.id);
        format!(
            "<details>\n<summary><code>{}</code>: {}</summary>\n\n{}\n\n\
             </details>\n\n",
            escape(&self.id),
            with_code(&self.rule),
            code_block(&label, &escape(&self.script))
        )
    }
}

/// HTML in which what stood between backticks is code.
pub fn with_code(text: &str) -> String {
    let parts = text.split('`').enumerate();
    let parts = parts.map(|(index, part)| match index % 2 {
        0 => escape(part),
        _ => format!("<code>{}</code>", escape(part)),
    });
    parts.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one() -> Vec<Exercise> {
        let table = "id = \"tcp-01-echo\"\ntitle = \"Echo\"\nminutes = 20\n\
                     needs = [\"ip-02-cidr\"]\nchapter = \"ch02-tcp\"\n\
                     editable = [\"src/main.rs\"]\n\
                     [[check]]\nid = \"echo.count\"\n\
                     rule = \"A `0`\\nends it.\"\nscript = \"c1 connect\"\n";
        let hints = "# Hints\n\n## 1 Where\n\nHere.\n\n## 2 How\n\nSo.\n";
        let table = table.parse().unwrap();
        vec![exercise(Path::new("."), &table, hints.into())]
    }

    #[test]
    fn a_check_is_its_rule_with_its_script_folded() {
        let text = part(&one()[0], Section::Checks);
        assert!(text.contains(": A <code>0</code> ends it.</summary>"));
        assert!(text.contains("c1 connect"), "{text}");
    }

    #[test]
    fn hints_are_folded_one_by_one() {
        let text = part(&one()[0], Section::Hints);
        assert_eq!(text.matches("<details>").count(), 2, "{text}");
        assert!(text.contains("<summary>Where</summary>\n\nHere."), "{text}");
    }

    #[test]
    fn the_list_has_minutes_and_what_comes_before() {
        let row = "| [`tcp-01-echo`](tcp-01-echo.md) Echo | 20 | \
                   [`ip-02-cidr`](ip-02-cidr.md) |";
        assert!(list(&one()).contains(row), "{}", list(&one()));
    }

    #[test]
    fn an_unknown_exercise_is_told() {
        let all = one();
        let (what, remedy) = find(&all, "tcp-1-echo").err().unwrap();
        assert!(what.contains("tcp-1-echo"), "{what}");
        assert!(remedy.contains("tcp-01-echo"), "{remedy}");
    }
}
