//! What each piece of a page stands for, found in the tree. Everything that
//! does not fit is a problem; what remains can be rendered without one.

mod wires;

use super::content::{Content, Contents, Measured};
use super::listings::Listings;
use super::needs;
use super::numbers::Numbers;
use super::shown::{Place, Shown};
use super::tree;
use super::twice;
use super::words;
use crate::book::Book;
use crate::index::errors::Errors;
use crate::index::items::Items;
use crate::page::directive::{Directive, Part};
use crate::page::{Page, Piece};
use crate::problem::{Fault, Problem, Problems};
use crate::read::manifest::Package;
use crate::read::source::{Kind, Source};
use std::cell::OnceCell;

/// Every page's contents, in the book's order.
///
/// # Errors
/// Everything that is wrong with the tree and the pages, and every file that
/// no page shows.
pub fn check(book: &Book) -> Result<Vec<Contents<'_>>, Problems> {
    let mut checker = Checker {
        book,
        shown: Shown::new(&book.pages),
        numbers: Numbers::default(),
        items: OnceCell::new(),
        problems: book.problems.clone(),
    };
    checker.problems.extend(book.tree.problems.iter().cloned());
    checker.problems.extend(tree::problems(&book.tree));
    checker.problems.extend(needs::problems(book));
    checker.problems.extend(words::problems(book));
    let numbered = book.pages.iter().enumerate();
    let pages = numbered.map(|(n, page)| checker.page(n, page)).collect();
    checker.unseen();
    Problems::none_of(checker.problems)?;
    Ok(pages)
}

struct Checker<'b> {
    book: &'b Book,
    shown: Shown<'b>,
    numbers: Numbers,
    /// What the listings use, once a page asks for it.
    items: OnceCell<Items<'b>>,
    problems: Vec<Problem>,
}

impl<'b> Checker<'b> {
    fn page(&mut self, number: usize, page: &'b Page) -> Contents<'b> {
        self.problems.extend(page.problems.iter().cloned());
        let mut contents = Vec::new();
        let mut listings = Listings::default();
        for piece in &page.pieces {
            match piece {
                Piece::Prose(text) => contents.push(Content::Prose(text)),
                Piece::Figure(figure) => {
                    contents.push(Content::Figure(figure, None));
                }
                Piece::Section => contents.extend(listings.end_section()),
                Piece::Directive(directive, line) => {
                    let place = (number, *line);
                    match self.directive(directive, place, &mut listings) {
                        Ok(content) => contents.extend(content),
                        Err(fault) => {
                            self.problems.push(fault.at(&page.file, *line));
                        }
                    }
                }
            }
        }
        contents.extend(listings.end_section());
        let mut contents = listings.finish(contents);
        self.problems
            .extend(twice::settle(&page.file, &mut contents));
        for content in &mut contents {
            self.numbers.give(&page.file, content);
        }
        self.packets(page);
        let facts = self.facts(page);
        if !facts.is_empty() {
            contents.push(Content::Facts(facts));
        }
        Contents { page, contents }
    }

    /// What a page cites, each once.
    fn facts(&mut self, page: &'b Page) -> Vec<Measured<'b>> {
        let mut facts: Vec<Measured> = Vec::new();
        for (name, line) in &page.facts {
            match self.book.tree.find(Kind::Fact, name) {
                Ok(source) => {
                    let known = facts.iter().any(|fact| fact.name == name);
                    let fact = source.fact().filter(|_| !known);
                    facts.extend(fact.map(|fact| Measured {
                        name: &source.name,
                        path: &source.path,
                        fact,
                    }));
                }
                Err(fault) => {
                    self.problems.push(fault.at(&page.file, *line));
                }
            }
        }
        facts
    }

    /// What a directive stands for; nothing where its file cannot be read,
    /// which the tree's problems say.
    fn directive(
        &self,
        directive: &'b Directive,
        place: (usize, usize),
        listings: &mut Listings<'b>,
    ) -> Result<Option<Content<'b>>, Fault> {
        let tree = &self.book.tree;
        Ok(match directive {
            Directive::Listing(name, part) => {
                return self.listing(name, part, place, listings);
            }
            Directive::Console(name) => {
                let source = self.show(Kind::Record, name, place)?;
                let record = source.record();
                let calls = tree.get(Kind::Calls, name);
                let alone = tree.get(Kind::Wire, name).is_none();
                let stops = match calls {
                    Some(calls) if alone => self.stops(calls)?,
                    _ => Vec::new(),
                };
                record.map(|record| Content::Console(source, record, stops))
            }
            Directive::Twin(name) => {
                let source = self.show(Kind::Twin, name, place)?;
                source.code().map(|code| Content::Twin(source, code))
            }
            Directive::Figure(name) => {
                let source = self.show(Kind::Figure, name, place)?;
                let drawing = source.drawing();
                drawing.map(|drawing| Content::Drawing(source, drawing, None))
            }
            Directive::Wire(name, options) => {
                let source = if options.again {
                    tree.find(Kind::Wire, name)?
                } else {
                    self.show(Kind::Wire, name, place)?
                };
                return self.wire(source, options);
            }
            Directive::CargoAdd(name, optional) => {
                let package = tree.package(name)?;
                published(package)?;
                let needed = package.needed(optional.as_deref())?;
                Some(Content::CargoAdd(package, needed))
            }
            Directive::FirstRun(name) => {
                Some(Content::FirstRun(tree.package(name)?))
            }
            Directive::Exercise(id, section) => {
                let exercise = tree.exercise(id)?;
                Some(Content::Exercise(exercise, *section))
            }
            Directive::Exercises => Some(Content::Exercises(&tree.exercises)),
            Directive::Items(origin) => {
                let all = || Items::all(tree, &self.shown);
                let all = self.items.get_or_init(all);
                Some(Content::Items(all.of(*origin)?))
            }
            Directive::Errors => {
                Some(Content::Errors(Errors::of(tree, &self.shown)?))
            }
        })
    }

    fn listing(
        &self,
        name: &str,
        part: &'b Part,
        (page, line): (usize, usize),
        listings: &mut Listings<'b>,
    ) -> Result<Option<Content<'b>>, Fault> {
        let kind = Kind::of_listing(name);
        let source = match part {
            Part::Items(_) => self.book.tree.find(kind, name)?,
            _ => self.show(kind, name, (page, line))?,
        };
        let place = Place { page, line };
        let home = self.shown.home(source).unwrap_or(place);
        listings.show(self.book, source, (home, place), part)
    }

    /// Finds a file that is shown whole, and once.
    fn show(
        &self,
        kind: Kind,
        name: &str,
        (page, line): (usize, usize),
    ) -> Result<&'b Source, Fault> {
        let source = self.book.tree.find(kind, name)?;
        match self.shown.home(source) {
            Some(first) if self.is_second(source, first, (page, line)) => {
                let file = &self.book.pages[first.page].file;
                Err(Fault::new(
                    format!(
                        "the {} `{name}` is shown whole already, at {file}:{}",
                        kind.word(),
                        first.line
                    ),
                    format!(
                        "show an item of it here, or link to `#{}` there",
                        source.anchor()
                    ),
                ))
            }
            _ => Ok(source),
        }
    }

    /// A step may show what is new in several blocks of one page.
    fn is_second(
        &self,
        source: &Source,
        first: Place,
        (page, line): (usize, usize),
    ) -> bool {
        let is_code = matches!(source.kind, Kind::Listing | Kind::Library);
        first.page != page || (!is_code && first.line != line)
    }

    /// Every file that no page shows.
    fn unseen(&mut self) {
        let unseen = self.book.tree.sources.iter();
        let unseen = unseen.filter(|source| !self.is_seen(source));
        let unseen: Vec<&Source> = unseen.collect();
        self.problems.extend(unseen.into_iter().map(|source| {
            let directive = match source.kind {
                Kind::Fact => {
                    return Problem::of(
                        &source.path,
                        "no page cites this fact",
                        format!(
                            "cite it where a page says so, \
                             `[measured](fact:{})`, or remove the file",
                            source.name
                        ),
                    );
                }
                Kind::Listing => format!("listing {}", source.name),
                Kind::Library => format!("listing {} folded", source.name),
                Kind::Record => format!("console {}", source.name),
                Kind::Twin => format!("twin {}", source.name),
                Kind::Wire => format!("wire {}: TITLE", source.name),
                Kind::Calls => format!("console {}", source.name),
                Kind::Figure => format!("figure {}", source.name),
            };
            Problem::of(
                &source.path,
                format!("no page shows this {}", source.kind.word()),
                format!(
                    "put `{{{{#{directive}}}}}` on a page, or remove the file"
                ),
            )
        }));
    }
}

/// What a reader is to add by `cargo add` must be there for them.
fn published(package: &Package) -> Result<(), Fault> {
    let mut dependencies = package.dependencies.iter();
    match dependencies.find(|dependency| dependency.version.is_none()) {
        Some(dependency) => Err(Fault::new(
            format!("the dependency `{}` has no version", dependency.name),
            "a chapter depends on published crates, never on a path",
        )),
        None => Ok(()),
    }
}
