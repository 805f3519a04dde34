//! Replaces the directives of pages by what they name.

use crate::html::escape;
use crate::item;
use crate::problem::{Fault, Problem, Problems, did_you_mean};
use crate::shown::Shown;
use crate::tree::{Kind, Source, Tree};
use crate::{
    cargo_add, console, errors, exercise, fence, figure, first_run, items,
    listing, page, wire,
};
use record::{Record, Trace};
use std::collections::HashMap;

/// Weaves pages, and knows at the end what no page has shown.
pub struct Weaver<'t> {
    tree: &'t Tree,
    /// The repository's address, for links to its files.
    repository: String,
    /// Which page shows what, for the indexes.
    shown: Shown,
    /// The first place at which a file is shown: by its path.
    whole: HashMap<&'t str, (String, usize)>,
    /// Libraries of which a page shows at least an item.
    parts: Vec<&'t str>,
    problems: Vec<Problem>,
}

impl<'t> Weaver<'t> {
    /// Weaves from a tree; links go to files of the repository.
    pub fn new(tree: &'t Tree, repository: &str, shown: Shown) -> Weaver<'t> {
        Weaver {
            tree,
            shown,
            repository: repository.trim_end_matches('/').to_string(),
            whole: HashMap::new(),
            parts: Vec::new(),
            problems: tree.problems(),
        }
    }

    /// A page's Markdown with every directive replaced. What cannot be
    /// replaced is kept in mind for [`Weaver::finish`].
    pub fn page(&mut self, file: &str, text: &str) -> String {
        let page = page::read(file, text, &mut self.problems);
        let mut woven = String::new();
        for (index, line) in page.lines.iter().enumerate() {
            let drawn = page.figures.iter().find(|f| f.0.contains(&index));
            if let Some((lines, kind)) = drawn {
                if lines.start == index {
                    let inside = index + 1..lines.end - 1;
                    let inside = page.lines.get(inside).unwrap_or_default();
                    woven += &self.fence(file, index + 1, *kind, inside);
                }
                continue;
            }
            let fenced = page.fences.iter().any(|f| f.contains(&index));
            match self.line(file, index + 1, line, fenced) {
                Ok(Some(html)) => {
                    // Blank lines around it: HTML beside a paragraph.
                    woven.push_str(&format!("\n{html}\n\n"));
                }
                Ok(None) => {
                    woven.push_str(line);
                    woven.push('\n');
                }
                Err((what, remedy)) => {
                    let problem = Problem::at(file, index + 1, what, remedy);
                    self.problems.push(problem);
                }
            }
        }
        woven
    }

    /// A figure for what is not recorded.
    fn fence(
        &mut self,
        file: &str,
        line: usize,
        kind: fence::Kind,
        inside: &[String],
    ) -> String {
        match fence::figure(kind, inside) {
            Ok(html) => format!("\n{html}\n\n"),
            Err((number, (what, remedy))) => {
                let line = line + number;
                self.problems.push(Problem::at(file, line, what, remedy));
                String::new()
            }
        }
    }

    /// # Errors
    /// Everything that was wrong with the tree and the pages, and every
    /// file that no page has shown.
    pub fn finish(mut self) -> Result<(), Problems> {
        for source in &self.tree.sources {
            let path = source.path.as_str();
            let shown = self.whole.contains_key(path)
                || (source.kind == Kind::Library && self.parts.contains(&path));
            if !shown {
                self.problems.push(unseen(source));
            }
        }
        Problems::none_of(self.problems)
    }

    fn line(
        &mut self,
        file: &str,
        number: usize,
        line: &str,
        fenced: bool,
    ) -> Result<Option<String>, Fault> {
        if !line.contains("{{#") {
            return Ok(None);
        }
        let directive = Directive::parse(line)?;
        if fenced {
            return Err((
                "a directive stands inside a code block".into(),
                "take it out; it brings its own block".into(),
            ));
        }
        self.replace(directive, (file, number)).map(Some)
    }

    fn replace(
        &mut self,
        directive: Directive,
        place: (&str, usize),
    ) -> Result<String, Fault> {
        match directive {
            Directive::Listing(name, item) => self.listing(name, item, place),
            Directive::Step(name, before) => {
                let source = self.show(Kind::Listing, name, place)?;
                let before = self.tree.find(Kind::Listing, before)?;
                Ok(listing::step(source, before, &self.repository))
            }
            Directive::Console(name) => {
                let source = self.show(Kind::Record, name, place)?;
                // What it cannot read the tree has reported.
                let record = Record::parse(&source.text).unwrap_or_default();
                Ok(console::figure(source, &record))
            }
            Directive::Twin(name) => {
                let source = self.show(Kind::Twin, name, place)?;
                Ok(listing::twin(source, &self.repository))
            }
            Directive::Items => items::index(self.tree, &self.shown, place.0),
            Directive::Errors => errors::index(self.tree, &self.shown, place.0),
            Directive::CargoAdd(name) => cargo_add::figure(self.tree, name),
            Directive::FirstRun(name) => {
                first_run::figure(self.tree, name, &self.repository)
            }
            Directive::Wire(name, options) => {
                let source = match options.drawing {
                    true => self.tree.find(Kind::Wire, name)?,
                    false => self.show(Kind::Wire, name, place)?,
                };
                let trace = Trace::parse(&source.text).unwrap_or_default();
                wire::figure(name, &trace, &options)
            }
            Directive::Exercise(name, part) => {
                exercise::part(&self.tree.exercises, name, part)
            }
            Directive::Exercises => Ok(exercise::list(&self.tree.exercises)),
            Directive::Figure(name) => {
                let source = self.show(Kind::Figure, name, place)?;
                figure::figure(name, &source.text).map_err(|(what, to)| {
                    (what, format!("{}: {to}", source.path))
                })
            }
        }
    }

    fn listing(
        &mut self,
        name: &str,
        item: Option<&str>,
        place: (&str, usize),
    ) -> Result<String, Fault> {
        let kind = match name.ends_with("/lib") {
            true => Kind::Library,
            false => Kind::Listing,
        };
        let Some(item) = item else {
            let source = self.show(kind, name, place)?;
            return Ok(listing::whole(source, &self.repository));
        };
        let source = self.tree.find(kind, name)?;
        self.parts.push(&source.path);
        let code = item::find(&source.text, item)
            .map_err(|missing| no_item(source, item, &missing))?;
        Ok(listing::part(source, &self.repository, item, &code))
    }

    /// Finds a file that is shown whole, and once.
    fn show(
        &mut self,
        kind: Kind,
        name: &str,
        (file, line): (&str, usize),
    ) -> Result<&'t Source, Fault> {
        let source = self.tree.find(kind, name)?;
        let place = (file.to_string(), line);
        let first = self.whole.entry(&source.path).or_insert(place.clone());
        if *first == place {
            return Ok(source);
        }
        let link = format!("#{}", listing::anchor(source));
        Err((
            format!(
                "the {} `{name}` is shown whole already, at {}:{}",
                kind.word(),
                first.0,
                first.1
            ),
            format!("show an item of it here, or link to `{link}` there"),
        ))
    }
}

fn no_item(source: &Source, item: &str, missing: &item::Missing) -> Fault {
    if missing.twice {
        let what = format!("`{item}` fits more than one item");
        let remedy = format!("write its header in full, as in {}", source.path);
        return (what, remedy);
    }
    let remedy = format!("its items are {}", missing.items.join(", "));
    (
        format!("{} has no `{}`", source.path, escape(item)),
        did_you_mean(item, missing.items.iter().map(|i| &**i), &remedy),
    )
}

fn unseen(source: &Source) -> Problem {
    let name = &source.name;
    let directive = match source.kind {
        Kind::Listing => format!("listing {name}"),
        Kind::Library => format!("listing {name} fn ITEM"),
        Kind::Record => format!("console {name}"),
        Kind::Twin => format!("twin {name}"),
        Kind::Wire => format!("wire {name}"),
        Kind::Figure => format!("figure {name}"),
    };
    Problem::of(
        &source.path,
        format!("no page shows this {}", source.kind.word()),
        format!("put `{{{{#{directive}}}}}` on a page, or remove the file"),
    )
}

/// One line of a page that stands for something else.
#[derive(Debug, PartialEq, Eq)]
enum Directive<'a> {
    /// A listing by name, whole or one item of it.
    Listing(&'a str, Option<&'a str>),
    /// A whole listing, and the one before it.
    Step(&'a str, &'a str),
    Console(&'a str),
    Twin(&'a str),
    CargoAdd(&'a str),
    FirstRun(&'a str),
    Wire(&'a str, wire::Options),
    Figure(&'a str),
    Exercise(&'a str, exercise::Part),
    Exercises,
    /// The index of what the listings use.
    Items,
    /// The index of the errors that records show.
    Errors,
}

impl<'a> Directive<'a> {
    fn parse(line: &'a str) -> Result<Directive<'a>, Fault> {
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
                Ok(Directive::Exercise(name, exercise::Part::Task))
            }
            ("checks", Some(name), None) => {
                Ok(Directive::Exercise(name, exercise::Part::Checks))
            }
            ("hints", Some(name), None) => {
                Ok(Directive::Exercise(name, exercise::Part::Hints))
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
            (
                "{{#checks a}}",
                Directive::Exercise("a", exercise::Part::Checks),
            ),
            ("{{#exercises}}", Directive::Exercises),
            (
                "{{#wire a}}",
                Directive::Wire("a", wire::Options::default()),
            ),
        ] {
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
