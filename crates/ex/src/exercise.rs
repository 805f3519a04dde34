//! An exercise: its folder, and what its `exercise.toml` says.

use std::fs;
use std::path::{Path, PathBuf};

use toml::{Table, Value};

use crate::script::Script;

/// One folder of `exercises/`.
#[derive(Clone, Debug)]
pub struct Exercise {
    /// Its folder.
    pub dir: PathBuf,
    /// Its stable name, which is also the folder's: `tcp-01-echo`.
    pub id: String,
    /// Names that it had before.
    pub aliases: Vec<String>,
    /// A few words.
    pub title: String,
    /// The chapter that it belongs to: `ch02-tcp`.
    pub chapter: String,
    /// How long it takes, in minutes.
    pub minutes: i64,
    /// Exercises and pages of the book that come before it.
    pub needs: Vec<String>,
    /// How its program is started.
    pub role: Role,
    /// The files that a learner writes.
    pub editable: Vec<String>,
    /// What is checked, in order.
    pub checks: Vec<Check>,
    /// The check at which the starter fails first.
    pub starter: String,
    /// Programs that must fail, each at the checks that it names.
    pub wrong: Vec<Wrong>,
}

/// How a check starts the learner's program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// With the address to bind; it says `listening on ADDR`.
    Server,
    /// By the script's `run`, with arguments and standard input.
    Command,
}

/// One rule, and the script that tries it.
#[derive(Clone, Debug)]
pub struct Check {
    /// Its stable name: `echo.rounds`.
    pub id: String,
    /// What must hold, in a sentence.
    pub rule: String,
    /// The page of the book, from `book/`.
    pub book: String,
    /// What most often is behind a failure.
    pub cause: String,
    /// What is done and expected.
    pub script: Script,
    /// Only Linux can be made to show this.
    pub linux: bool,
}

/// A program that learners write and that is wrong.
#[derive(Clone, Debug)]
pub struct Wrong {
    /// The name of `author/wrong/NAME.rs`.
    pub name: String,
    /// The checks that it fails, all of them.
    pub fails: Vec<String>,
    /// The thought behind it.
    pub why: String,
}

/// All exercises below the root, by id.
///
/// # Errors
/// A file that cannot be read, or that does not say what it must.
pub fn all(root: &Path) -> Result<Vec<Exercise>, String> {
    let folder = root.join("exercises");
    let entries = fs::read_dir(&folder)
        .map_err(|error| format!("{}: {error}", folder.display()))?;
    let mut dirs: Vec<PathBuf> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|dir| dir.join("exercise.toml").is_file())
        .collect();
    dirs.sort();
    let mut all = Vec::new();
    for dir in dirs {
        all.push(Exercise::read(&dir)?);
    }
    // The book's order; within a chapter the names' own.
    all.sort_by(|a, b| (&a.chapter, &a.id).cmp(&(&b.chapter, &b.id)));
    Ok(all)
}

impl Exercise {
    /// Reads one folder.
    ///
    /// # Errors
    /// A file that cannot be read, or that does not say what it must.
    pub fn read(dir: &Path) -> Result<Exercise, String> {
        let path = dir.join("exercise.toml");
        let at = |problem: String| format!("{}: {problem}", path.display());
        let text = fs::read_to_string(&path).map_err(|e| at(e.to_string()))?;
        let table: Table = text.parse().map_err(|e| at(format!("{e}")))?;
        let dir = dir.to_path_buf();
        parse(dir, &Part(&table)).map_err(at)
    }

    /// Whether `name` is this exercise's, in full, its beginning up to a
    /// hyphen (`tcp-01`), or a former one.
    pub fn is_called(&self, name: &str) -> bool {
        let short = self.id.strip_prefix(name);
        short.is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
            || self.aliases.iter().any(|alias| alias == name)
    }

    /// The check of this id.
    pub fn check(&self, id: &str) -> Option<&Check> {
        self.checks.iter().find(|check| check.id == id)
    }

    /// The three hints, from `hints.md`: what follows each `## `.
    ///
    /// # Errors
    /// A file that cannot be read.
    pub fn hints(&self) -> Result<Vec<String>, String> {
        let path = self.dir.join("hints.md");
        let text = fs::read_to_string(&path)
            .map_err(|error| format!("{}: {error}", path.display()))?;
        let parts = format!("\n{text}");
        let parts = parts.split("\n## ").skip(1);
        let hints = parts.map(|part| {
            let (_, hint) = part.split_once('\n').unwrap_or((part, ""));
            hint.trim().to_string()
        });
        Ok(hints.collect())
    }
}

fn parse(dir: PathBuf, part: &Part) -> Result<Exercise, String> {
    Ok(Exercise {
        id: part.text("id")?,
        aliases: part.texts("aliases"),
        title: part.text("title")?,
        chapter: part.text("chapter")?,
        minutes: part.number("minutes")?,
        needs: part.texts("needs"),
        role: match part.text("role")?.as_str() {
            "server" => Role::Server,
            "command" => Role::Command,
            other => {
                return Err(format!(
                    "role = \"{other}\": write \"server\" or \"command\""
                ));
            }
        },
        editable: part.texts("editable"),
        checks: part.each("check", check)?,
        starter: part.text("starter")?,
        wrong: part.each("wrong", wrong)?,
        dir,
    })
}

fn check(part: &Part) -> Result<Check, String> {
    let id = part.text("id")?;
    let script = Script::parse(&part.text("script")?);
    Ok(Check {
        rule: part.text("rule")?,
        book: part.text("book")?,
        cause: part.text("cause")?,
        script: script.map_err(|error| format!("{id}: {error}"))?,
        linux: part.0.contains_key("linux"),
        id,
    })
}

fn wrong(part: &Part) -> Result<Wrong, String> {
    Ok(Wrong {
        name: part.text("name")?,
        fails: part.texts("fails"),
        why: part.text("why")?,
    })
}

/// A table, and messages that name what it lacks.
struct Part<'a>(&'a Table);

impl Part<'_> {
    fn text(&self, key: &str) -> Result<String, String> {
        let value = self.0.get(key).and_then(Value::as_str);
        let text = value.unwrap_or_default().trim();
        match text {
            "" => Err(format!("write {key} = \"…\"")),
            _ => Ok(text.to_string()),
        }
    }

    fn number(&self, key: &str) -> Result<i64, String> {
        let value = self.0.get(key).and_then(Value::as_integer);
        value.ok_or(format!("write {key} = a number"))
    }

    fn texts(&self, key: &str) -> Vec<String> {
        let array = self.0.get(key).and_then(Value::as_array);
        let texts = array.into_iter().flatten().filter_map(Value::as_str);
        texts.map(String::from).collect()
    }

    fn each<T>(
        &self,
        key: &str,
        read: fn(&Part) -> Result<T, String>,
    ) -> Result<Vec<T>, String> {
        let array = self.0.get(key).and_then(Value::as_array);
        let tables = array.into_iter().flatten().filter_map(Value::as_table);
        tables.map(|table| read(&Part(table))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_missing_is_named() {
        let read = |text: &str| {
            let table: Table = text.parse().unwrap();
            parse(PathBuf::new(), &Part(&table)).unwrap_err()
        };
        assert_eq!(read("title = \"x\""), "write id = \"…\"");
        let role = "id = \"a\"\ntitle = \"x\"\nchapter = \"c\"\n\
                    minutes = 10\nrole = \"x\"";
        assert!(read(role).contains("\"server\" or \"command\""));
    }
}
