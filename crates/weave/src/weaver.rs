//! Replaces the directives of pages by what they name.

use crate::directive::Directive;
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
        let kind = Kind::of_listing(name);
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
