//! The lines of a page that stand for something else.

use crate::problem::{Fault, did_you_mean};
use crate::web::exercise::Part;
use crate::web::wire;
use std::fmt;

/// One line of a page that stands for something else.
#[derive(Debug, PartialEq, Eq)]
pub enum Directive<'a> {
    /// A listing by name, whole or one item of it.
    Listing(&'a str, Option<&'a str>),
    /// A whole listing, and the one before it.
    Step(&'a str, &'a str),
    /// A record by its stem.
    Console(&'a str),
    /// A Python twin by name.
    Twin(&'a str),
    /// What a reader adds to a package to have a chapter's crates.
    CargoAdd(&'a str),
    /// The commands from nothing to a package's first run.
    FirstRun(&'a str),
    /// A wire record by its stem.
    Wire(&'a str, wire::Options),
    /// A drawing that stands beside the page.
    Figure(&'a str),
    /// A part of an exercise by its id.
    Exercise(&'a str, Part),
    /// The list of all exercises.
    Exercises,
    /// The index of what the listings use.
    Items,
    /// The index of the errors that records show.
    Errors,
}

impl<'a> Directive<'a> {
    /// # Errors
    /// What is wrong with the line, and the remedy.
    pub fn parse(line: &'a str) -> Result<Directive<'a>, Fault> {
        let text = line.trim_end();
        let inner = text.strip_prefix("{{#");
        let inner = inner.and_then(|rest| rest.strip_suffix("}}"));
        let Some(inner) = inner.filter(|inner| !inner.contains("{{")) else {
            return Err((
                format!("the directive is not alone on its line: `{text}`"),
                "give it a line of its own, without indentation".into(),
            ));
        };
        let mut words = inner.splitn(3, ' ');
        let directive = words.next().unwrap_or_default();
        let name = words.next().filter(|name| !name.is_empty());
        let rest = words.next();
        match (directive, name, rest) {
            ("listing", Some(name), Some(rest))
                if let Some(before) = rest.strip_prefix("since ") =>
            {
                Ok(Directive::Step(name, before))
            }
            ("listing", Some(name), item) if item.is_none_or(is_item) => {
                Ok(Directive::Listing(name, item))
            }
            ("console", Some(name), None) => Ok(Directive::Console(name)),
            ("twin", Some(name), None) => Ok(Directive::Twin(name)),
            ("cargo-add", Some(name), None) => Ok(Directive::CargoAdd(name)),
            ("first-run", Some(name), None) => Ok(Directive::FirstRun(name)),
            ("figure", Some(name), None) => Ok(Directive::Figure(name)),
            ("task", Some(name), None) => {
                Ok(Directive::Exercise(name, Part::Task))
            }
            ("checks", Some(name), None) => {
                Ok(Directive::Exercise(name, Part::Checks))
            }
            ("hints", Some(name), None) => {
                Ok(Directive::Exercise(name, Part::Hints))
            }
            ("exercises", None, None) => Ok(Directive::Exercises),
            ("items", None, None) => Ok(Directive::Items),
            ("errors", None, None) => Ok(Directive::Errors),
            ("wire", Some(name), options) => {
                let options = wire::Options::parse(options.unwrap_or_default());
                options
                    .map(|options| Directive::Wire(name, options))
                    .ok_or_else(|| malformed(text, directive))
            }
            _ => Err(malformed(text, directive)),
        }
    }
}

/// As it is written on a page.
impl fmt::Display for Directive<'_> {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let (directive, name) = match self {
            Directive::Listing(name, _) | Directive::Step(name, _) => {
                ("listing", name)
            }
            Directive::Console(name) => ("console", name),
            Directive::Twin(name) => ("twin", name),
            Directive::CargoAdd(name) => ("cargo-add", name),
            Directive::FirstRun(name) => ("first-run", name),
            Directive::Wire(name, _) => ("wire", name),
            Directive::Figure(name) => ("figure", name),
            Directive::Exercise(id, Part::Task) => ("task", id),
            Directive::Exercise(id, Part::Checks) => ("checks", id),
            Directive::Exercise(id, Part::Hints) => ("hints", id),
            Directive::Exercises => return f.write_str("{{#exercises}}"),
            Directive::Items => return f.write_str("{{#items}}"),
            Directive::Errors => return f.write_str("{{#errors}}"),
        };
        write!(f, "{{{{#{directive} {name}")?;
        match self {
            Directive::Listing(_, Some(item)) => write!(f, " {item}")?,
            Directive::Step(_, before) => write!(f, " since {before}")?,
            Directive::Wire(_, options) => write!(f, "{options}")?,
            _ => {}
        }
        f.write_str("}}")
    }
}

/// True for what looks like an item: `fn run`, `impl A for B`.
fn is_item(item: &str) -> bool {
    let kinds = [
        "fn", "struct", "enum", "trait", "impl", "const", "static", "mod",
        "type",
    ];
    item.split_once(' ')
        .is_some_and(|(kind, name)| kinds.contains(&kind) && !name.is_empty())
}

fn malformed(text: &str, directive: &str) -> Fault {
    let forms = "the directives are `{{#listing NAME}}`, \
                 `{{#listing NAME fn ITEM}}` (or struct, enum, trait, impl, \
                 const, static, mod, type), `{{#listing NAME since NAME}}`, \
                 `{{#console NAME}}`, \
                 `{{#twin NAME}}`, `{{#cargo-add PACKAGE}}`, \
                 `{{#first-run PACKAGE}}`, `{{#wire NAME}}` \
                 (then ` states`, then ` bytes 1,4`), `{{#figure NAME}}`, \
                 `{{#task ID}}`, `{{#checks ID}}` and `{{#hints ID}}` of an \
                 exercise, `{{#exercises}}`, `{{#items}}`, \
                 `{{#errors}}`";
    let known = [
        "listing",
        "console",
        "twin",
        "cargo-add",
        "first-run",
        "wire",
        "figure",
        "task",
        "checks",
        "hints",
        "exercises",
        "items",
        "errors",
    ];
    let remedy = match known.contains(&directive) {
        true => forms.to_string(),
        false => did_you_mean(directive, known, forms),
    };
    (format!("no directive is written `{text}`"), remedy)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn directives() {
        for (text, directive) in [
            ("{{#listing a}}", Directive::Listing("a", None)),
            (
                "{{#listing a fn b}} ",
                Directive::Listing("a", Some("fn b")),
            ),
            (
                "{{#listing a/lib impl A<B> for C}}",
                Directive::Listing("a/lib", Some("impl A<B> for C")),
            ),
            ("{{#listing a since b}}", Directive::Step("a", "b")),
            ("{{#console a}}", Directive::Console("a")),
            ("{{#twin a_b}}", Directive::Twin("a_b")),
            ("{{#cargo-add a}}", Directive::CargoAdd("a")),
            ("{{#first-run a}}", Directive::FirstRun("a")),
            ("{{#figure a}}", Directive::Figure("a")),
            ("{{#items}}", Directive::Items),
            ("{{#errors}}", Directive::Errors),
            ("{{#checks a}}", Directive::Exercise("a", Part::Checks)),
            ("{{#exercises}}", Directive::Exercises),
            (
                "{{#wire a}}",
                Directive::Wire("a", wire::Options::default()),
            ),
            (
                "{{#wire a states bytes 1,4}}",
                Directive::Wire(
                    "a",
                    wire::Options {
                        drawing: false,
                        states: true,
                        open: vec![1, 4],
                    },
                ),
            ),
        ] {
            assert_eq!(directive.to_string(), text.trim_end());
            assert_eq!(Directive::parse(text), Ok(directive));
        }
    }

    #[test]
    fn what_is_no_directive_says_what_would_be() {
        for (text, said) in [
            ("see {{#listing a}}", "alone on its line"),
            ("  {{#listing a}}", "without indentation"),
            ("{{#listing a}} {{#listing b}}", "alone on its line"),
            ("{{#listing}}", "{{#listing NAME}}"),
            ("{{#listing a main}}", "{{#listing NAME fn ITEM}}"),
            ("{{#console a b}}", "{{#console NAME}}"),
            ("{{#wire a bytes}}", "` bytes 1,4`"),
            ("{{#lsting a}}", "did you mean `listing`?"),
            ("{{#include a.rs}}", "the directives are"),
        ] {
            let (what, remedy) = Directive::parse(text).unwrap_err();
            let both = format!("{what} {remedy}");
            assert!(both.contains(said), "{text}: {both}");
        }
    }
}
