//! The grammar of directives: the lines of a page that stand for something
//! else, read and written.

use super::wire::WireOptions;
use crate::problem::{Fault, did_you_mean};
use std::fmt;
use std::str::FromStr;

/// One line of a page that stands for something else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Directive {
    /// A listing by name, whole or in part.
    Listing(String, Part),
    /// A record, by its stem.
    Console(String),
    /// A Python twin, by its stem.
    Twin(String),
    /// What a package's listings need in a package of a reader's own.
    CargoAdd(String, Option<String>),
    /// From nothing to a package's first run.
    FirstRun(String),
    /// A wire record, by its stem.
    Wire(String, WireOptions),
    /// A drawing, by its stem.
    Figure(String),
    /// A part of an exercise, by its id.
    Exercise(String, Section),
    /// The list of all exercises.
    Exercises,
    /// The index of what the listings use.
    Items(Origin),
    /// The index of the errors that records show.
    Errors,
}

/// How much of a listing is shown. What no directive of its page shows stands
/// folded at the end of the section.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// All of it.
    Whole,
    /// Nothing of it, but what is folded stands here.
    Folded,
    /// These items, in the file's order.
    Items(Vec<String>),
    /// These items, or without any those in which something is new, and what
    /// the listing of this name has not is marked.
    Since(String, Vec<String>),
}

/// Where what the listings use comes from. One page would be too heavy for
/// all of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// The standard library.
    Std,
    /// The crates.
    Crates,
}

/// What a directive shows of an exercise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Section {
    /// Minutes, what comes before, the commands.
    Task,
    /// Each rule, its script folded.
    Checks,
    /// Each hint, folded.
    Hints,
}

/// Each directive's first word, and its forms.
const FORMS: [(&str, &str); 13] = [
    (
        "listing",
        "`{{#listing NAME}}`, `{{#listing NAME folded}}`, \
         `{{#listing NAME fn ITEM, fn ITEM}}` (or fn TYPE::ITEM, struct, \
         enum, trait, impl, const, static, mod, type), \
         `{{#listing NAME since NAME}}` (then ` fn ITEM, fn ITEM`)",
    ),
    ("console", "`{{#console NAME}}`"),
    ("twin", "`{{#twin NAME}}`"),
    (
        "cargo-add",
        "`{{#cargo-add PACKAGE}}`, or `… PACKAGE OPTIONAL-CRATE`",
    ),
    ("first-run", "`{{#first-run PACKAGE}}`"),
    (
        "wire",
        "`{{#wire NAME: TITLE}}` (before the colon ` again`, ` states`, \
         ` packets 4-6`, ` bytes 1,4`, in this order)",
    ),
    ("figure", "`{{#figure NAME}}`"),
    ("task", "`{{#task ID}}`"),
    ("checks", "`{{#checks ID}}`"),
    ("hints", "`{{#hints ID}}`"),
    ("exercises", "`{{#exercises}}`"),
    ("items", "`{{#items std}}` or `{{#items crates}}`"),
    ("errors", "`{{#errors}}`"),
];

/// The words that an item's name begins with.
const ITEMS: [&str; 9] = [
    "fn", "struct", "enum", "trait", "impl", "const", "static", "mod", "type",
];

impl Directive {
    /// Whether a line is meant as one or more directives.
    pub fn is_in(line: &str) -> bool {
        line.contains("{{#")
    }
}

impl FromStr for Directive {
    type Err = Fault;

    /// Reads a line; blanks at its end do not matter.
    fn from_str(line: &str) -> Result<Directive, Fault> {
        let text = line.trim_end();
        let inner = text.strip_prefix("{{#");
        let inner = inner.and_then(|rest| rest.strip_suffix("}}"));
        let Some(inner) = inner.filter(|inner| !inner.contains("{{")) else {
            return Err(Fault::new(
                format!("the directive is not alone on its line: `{text}`"),
                "give it a line of its own, without indentation",
            ));
        };
        if let Some(wire) = inner.strip_prefix("wire ") {
            return WireOptions::parse(wire)
                .map(|(name, options)| Directive::Wire(name, options))
                .ok_or_else(|| malformed(text, "wire"));
        }
        let (word, rest) = match inner.split_once(' ') {
            Some((word, rest)) => (word, Some(rest)),
            None => (inner, None),
        };
        let (name, rest) = match rest.and_then(|rest| rest.split_once(' ')) {
            Some((name, rest)) => (Some(name), Some(rest)),
            None => (rest, None),
        };
        let name = name.filter(|name| !name.is_empty()).map(String::from);
        parsed(word, name, rest).ok_or_else(|| malformed(text, word))
    }
}

fn parsed(
    word: &str,
    name: Option<String>,
    rest: Option<&str>,
) -> Option<Directive> {
    let Some(name) = name else {
        return match (word, rest) {
            ("exercises", None) => Some(Directive::Exercises),
            ("errors", None) => Some(Directive::Errors),
            _ => None,
        };
    };
    let directive = match (word, rest) {
        ("listing", rest) => Directive::Listing(name, part(rest)?),
        ("console", None) => Directive::Console(name),
        ("twin", None) => Directive::Twin(name),
        ("cargo-add", optional) => {
            Directive::CargoAdd(name, optional.map(String::from))
        }
        ("first-run", None) => Directive::FirstRun(name),
        ("figure", None) => Directive::Figure(name),
        ("items", None) => Directive::Items(match name.as_str() {
            "std" => Origin::Std,
            "crates" => Origin::Crates,
            _ => return None,
        }),
        ("task", None) => Directive::Exercise(name, Section::Task),
        ("checks", None) => Directive::Exercise(name, Section::Checks),
        ("hints", None) => Directive::Exercise(name, Section::Hints),
        _ => return None,
    };
    Some(directive)
}

fn part(rest: Option<&str>) -> Option<Part> {
    let Some(rest) = rest else {
        return Some(Part::Whole);
    };
    if rest == "folded" {
        return Some(Part::Folded);
    }
    let Some(rest) = rest.strip_prefix("since ") else {
        return items(rest).map(Part::Items);
    };
    let (name, rest) = match rest.split_once(' ') {
        Some((name, rest)) => (name, items(rest)?),
        None => (rest, Vec::new()),
    };
    let name = Some(name).filter(|name| !name.is_empty())?;
    Some(Part::Since(name.to_string(), rest))
}

/// `fn a, impl B<C, D>`: a comma ends an item if another follows it.
fn items(text: &str) -> Option<Vec<String>> {
    let mut items: Vec<String> = Vec::new();
    for piece in text.split(", ") {
        let is_item = piece.split_once(' ').is_some_and(|(word, name)| {
            ITEMS.contains(&word) && !name.is_empty()
        });
        if is_item {
            items.push(piece.to_string());
        } else {
            let open = items.last_mut()?;
            *open += ", ";
            *open += piece;
        }
    }
    Some(items)
}

/// The line that is read as this directive.
impl fmt::Display for Directive {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (word, name, rest) = match self {
            Directive::Listing(name, part) => {
                ("listing", name, part.to_string())
            }
            Directive::Wire(name, options) => {
                ("wire", name, options.to_string())
            }
            Directive::Console(name) => ("console", name, String::new()),
            Directive::Twin(name) => ("twin", name, String::new()),
            Directive::CargoAdd(name, optional) => {
                let rest = optional.as_ref().map(|o| format!(" {o}"));
                ("cargo-add", name, rest.unwrap_or_default())
            }
            Directive::FirstRun(name) => ("first-run", name, String::new()),
            Directive::Figure(name) => ("figure", name, String::new()),
            Directive::Exercise(id, section) => {
                let word = match section {
                    Section::Task => "task",
                    Section::Checks => "checks",
                    Section::Hints => "hints",
                };
                (word, id, String::new())
            }
            Directive::Exercises => return f.write_str("{{#exercises}}"),
            Directive::Items(Origin::Std) => {
                return f.write_str("{{#items std}}");
            }
            Directive::Items(Origin::Crates) => {
                return f.write_str("{{#items crates}}");
            }
            Directive::Errors => return f.write_str("{{#errors}}"),
        };
        write!(f, "{{{{#{word} {name}{rest}}}}}")
    }
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let items = match self {
            Part::Whole => return Ok(()),
            Part::Folded => return f.write_str(" folded"),
            Part::Items(items) => items,
            Part::Since(other, items) => {
                write!(f, " since {other}")?;
                items
            }
        };
        let space = if items.is_empty() { "" } else { " " };
        write!(f, "{space}{}", items.join(", "))
    }
}

fn malformed(text: &str, word: &str) -> Fault {
    let forms: Vec<_> = FORMS.iter().map(|(_, form)| *form).collect();
    let forms = format!("the directives are {}", forms.join(", "));
    let known = || FORMS.iter().map(|(word, _)| *word);
    let remedy = if known().any(|known| known == word) {
        forms
    } else {
        did_you_mean(word, known(), &forms)
    };
    Fault::new(format!("no directive is written `{text}`"), remedy)
}

#[cfg(test)]
mod tests;
