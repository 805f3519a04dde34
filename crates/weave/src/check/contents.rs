//! What each piece of a page stands for, found in the tree. Everything that
//! does not fit is a problem; what remains can be rendered without one.

use super::content::{Before, Content, Contents, Measured, Wished};
use super::needs;
use super::numbers::Numbers;
use super::shown::Shown;
use super::states;
use super::tree;
use super::words;
use crate::book::Book;
use crate::index::{Errors, Items};
use crate::page::directive::{Directive, Part};
use crate::page::wire::WireOptions;
use crate::page::{Page, Piece};
use crate::problem::{Fault, Problem, Problems, did_you_mean};
use crate::read::items::Missing;
use crate::read::manifest::Package;
use crate::read::source::{Kind, Source};

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
    problems: Vec<Problem>,
}

impl<'b> Checker<'b> {
    fn page(&mut self, number: usize, page: &'b Page) -> Contents<'b> {
        self.problems.extend(page.problems.iter().cloned());
        let mut contents = Vec::new();
        for piece in &page.pieces {
            match piece {
                Piece::Prose(text) => contents.push(Content::Prose(text)),
                Piece::Figure(figure) => {
                    contents.push(Content::Figure(figure, None));
                }
                Piece::Directive(directive, line) => {
                    let place = (number, *line);
                    match self.directive(directive, place) {
                        Ok(content) => contents.extend(content),
                        Err(fault) => {
                            self.problems.push(fault.at(&page.file, *line));
                        }
                    }
                }
            }
        }
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

    /// Every packet that a page's prose leads to.
    fn packets(&mut self, page: &Page) {
        for packet in &page.packets {
            let found = self.book.tree.find(Kind::Wire, &packet.stem);
            let found = found.and_then(|source| {
                let of = source.trace().map_or(0, |t| t.events().len());
                has_packet(source, of, packet.number)
            });
            if let Err(Fault { what, remedy }) = found {
                let file = &page.file;
                let problem = Problem::at(file, packet.line, what, remedy);
                self.problems.push(problem);
            }
        }
    }

    /// What a directive stands for; nothing where its file cannot be read,
    /// which the tree's problems say.
    fn directive(
        &self,
        directive: &'b Directive,
        place: (usize, usize),
    ) -> Result<Option<Content<'b>>, Fault> {
        let tree = &self.book.tree;
        Ok(match directive {
            Directive::Listing(name, part) => {
                return self.listing(name, part, place);
            }
            Directive::Console(name) => {
                let source = self.show(Kind::Record, name, place)?;
                let record = source.record();
                record.map(|record| Content::Console(source, record))
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
                return wire(source, options);
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
            Directive::Items => {
                Some(Content::Items(Items::of(tree, &self.shown)?))
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
        place: (usize, usize),
    ) -> Result<Option<Content<'b>>, Fault> {
        let tree = &self.book.tree;
        let kind = Kind::of_listing(name);
        let source = match part {
            Part::Item(_) => tree.find(kind, name)?,
            Part::Whole | Part::Since(_) => self.show(kind, name, place)?,
        };
        let Some(code) = source.code() else {
            return Ok(None);
        };
        Ok(match part {
            Part::Whole => Some(Content::Listing(source, code)),
            Part::Item(asked) => {
                let item = code.item(asked);
                let item = item.map_err(|m| no_item(source, asked, &m))?;
                Some(Content::Item(source, code, item, asked))
            }
            Part::Since(before) => {
                let before = tree.find(Kind::Listing, before)?;
                before.code().map(|old| {
                    let before = Before {
                        name: &before.name,
                        code: old,
                    };
                    Content::Step(source, code, before)
                })
            }
        })
    }

    /// Finds a file that is shown whole, and once.
    fn show(
        &self,
        kind: Kind,
        name: &str,
        (page, line): (usize, usize),
    ) -> Result<&'b Source, Fault> {
        let source = self.book.tree.find(kind, name)?;
        match self.shown.whole(source) {
            Some(first) if (first.page, first.line) != (page, line) => {
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

    /// Every file that no page shows.
    fn unseen(&mut self) {
        let unseen = self.book.tree.sources.iter();
        let unseen = unseen.filter(|source| !self.shown.is_enough(source));
        self.problems.extend(unseen.map(|source| {
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
                Kind::Library => format!("listing {} fn ITEM", source.name),
                Kind::Record => format!("console {}", source.name),
                Kind::Twin => format!("twin {}", source.name),
                Kind::Wire => format!("wire {}: TITLE", source.name),
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

fn wire<'b>(
    source: &'b Source,
    options: &'b WireOptions,
) -> Result<Option<Content<'b>>, Fault> {
    let Some(trace) = source.trace() else {
        return Ok(None);
    };
    let events = trace.events();
    let shown = options.packets.iter().flat_map(|it| [it.start(), it.end()]);
    for packet in options.open.iter().chain(shown) {
        has_packet(source, events.len(), *packet)?;
    }
    let walk = options.states.then(|| states::walk(events));
    if let Some(None) = walk {
        let name = &source.name;
        let what = format!("`{name}` has no TCP connection from its SYN on");
        return Err(Fault::new(what, "leave `states` out"));
    }
    let wished = Wished {
        options,
        walk: walk.flatten(),
        number: None,
    };
    Ok(Some(Content::Wire(source, trace, wished)))
}

fn has_packet(source: &Source, of: usize, packet: usize) -> Result<(), Fault> {
    if (1..=of).contains(&packet) {
        return Ok(());
    }
    let what = format!("`{}` has no packet {packet}", source.name);
    Err(Fault::new(what, format!("its packets are 1 to {of}")))
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

fn no_item(source: &Source, item: &str, missing: &Missing) -> Fault {
    if missing.twice {
        let what = format!("`{item}` fits more than one item");
        let remedy = format!("write its header in full, as in {}", source.path);
        return Fault::new(what, remedy);
    }
    let remedy = format!("its items are {}", missing.items.join(", "));
    Fault::new(
        format!("{} has no `{item}`", source.path),
        did_you_mean(item, missing.items.iter().map(|i| &**i), &remedy),
    )
}
