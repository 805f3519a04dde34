//! What is wrong with the book, said so that an author can mend it.

use std::error::Error;
use std::fmt;

/// One thing that is wrong, where it is, and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The file, from the repository's root, with `/` between folders.
    pub file: String,
    /// The line of that file, from 1, where one can be named.
    pub line: Option<usize>,
    /// What is wrong.
    pub what: String,
    /// The next step.
    pub remedy: String,
}

impl Problem {
    /// A problem on one line of a file.
    pub fn at(
        file: &str,
        line: usize,
        what: impl Into<String>,
        remedy: impl Into<String>,
    ) -> Problem {
        Problem {
            line: Some(line),
            ..Problem::of(file, what, remedy)
        }
    }

    /// A problem of a whole file.
    pub fn of(
        file: &str,
        what: impl Into<String>,
        remedy: impl Into<String>,
    ) -> Problem {
        Problem {
            file: file.into(),
            line: None,
            what: what.into(),
            remedy: remedy.into(),
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "{}", self.file)?;
        if let Some(line) = self.line {
            write!(f, ":{line}")?;
        }
        write!(f, ": {}\n    {}", self.what, self.remedy)
    }
}

/// A problem whose place is not known yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// What is wrong.
    pub what: String,
    /// The next step.
    pub remedy: String,
}

impl Fault {
    /// What is wrong, and the next step.
    pub fn new(what: impl Into<String>, remedy: impl Into<String>) -> Fault {
        Fault {
            what: what.into(),
            remedy: remedy.into(),
        }
    }

    /// It is on one line of this file.
    pub fn at(self, file: &str, line: usize) -> Problem {
        Problem::at(file, line, self.what, self.remedy)
    }

    /// It is this whole file's.
    pub fn of(self, file: &str) -> Problem {
        Problem::of(file, self.what, self.remedy)
    }
}

/// Everything that was found wrong, reported together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problems(pub Vec<Problem>);

impl Problems {
    /// Nothing where the list is empty.
    ///
    /// # Errors
    /// The whole list, where it is not.
    pub fn none_of(problems: Vec<Problem>) -> Result<(), Problems> {
        if problems.is_empty() {
            Ok(())
        } else {
            Err(Problems(problems))
        }
    }
}

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        for problem in &self.0 {
            writeln!(f, "{problem}")?;
        }
        let s = if self.0.len() == 1 { "" } else { "s" };
        write!(f, "{} problem{s}; the book is not built", self.0.len())
    }
}

impl Error for Problems {}

/// The remedy for an unknown name: the nearest known one, or where names
/// come from.
pub fn did_you_mean<'a>(
    name: &str,
    known: impl IntoIterator<Item = &'a str>,
    otherwise: &str,
) -> String {
    match nearest(name, known) {
        Some(near) => format!("did you mean `{near}`? {otherwise}"),
        None => otherwise.to_string(),
    }
}

fn nearest<'a>(
    name: &str,
    known: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    let allowed = (name.len() / 3).max(2);
    known
        .into_iter()
        .map(|candidate| (distance(name, candidate), candidate))
        .filter(|(distance, _)| *distance <= allowed)
        .min()
        .map(|(_, candidate)| candidate)
}

/// How many single characters must be added, removed or changed.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let changed = diagonal + usize::from(x != *y);
            diagonal = row[j + 1];
            row[j + 1] = changed.min(diagonal + 1).min(row[j] + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_typing_error_finds_its_name() {
        let known = ["tcp-echo-server", "tcp-echo-client", "udp-echo"];
        let near = |name| nearest(name, known);
        assert_eq!(near("tcp-ehco-server"), Some("tcp-echo-server"));
        assert_eq!(near("tcp-echo-cliant"), Some("tcp-echo-client"));
        assert_eq!(near("http-get"), None);
    }

    #[test]
    fn distances() {
        assert_eq!(distance("", "abc"), 3);
        assert_eq!(distance("kitten", "sitting"), 3);
        assert_eq!(distance("same", "same"), 0);
    }

    #[test]
    fn a_problem_names_file_line_fault_and_remedy() {
        let problem = Problem::at("book/a.md", 7, "no such thing", "add it");
        let text = Problems(vec![problem]).to_string();
        assert_eq!(
            text,
            "book/a.md:7: no such thing\n    add it\n\
             1 problem; the book is not built"
        );
    }
}
