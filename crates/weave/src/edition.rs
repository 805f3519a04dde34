//! What an edition of the book has to render, and how a page is put
//! together from it. An edition is one implementation, in a folder of its
//! own: `web/` is the one for mdBook's HTML.

use crate::check::content::{
    Content, Contents, Excerpt, Measured, Number, Rest, Wished,
};
use crate::check::lanes::Stop;
use crate::index::{Errors, Items};
use crate::page::Page;
use crate::page::directive::Section;
use crate::page::fence::Figure;
use crate::parallel;
use crate::read::code::Code;
use crate::read::drawing::Drawing;
use crate::read::manifest::{Dependency, Package};
use crate::read::source::Source;
use exercise::Exercise;
use record::{Record, Trace};

/// Renders what stands for a directive or a fence. What is given has been
/// checked: nothing can fail any more. Several pages are rendered at once.
pub trait Edition: Sync {
    /// Markdown of the author's.
    fn prose(&self, text: &str) -> String;
    /// A block of its own, apart from the prose before and after it.
    fn block(&self, rendered: String) -> String;
    /// A figure of what is not recorded.
    fn figure(&self, figure: &Figure, number: Option<Number>) -> String;
    /// Lines of a listing.
    fn excerpt(&self, excerpt: &Excerpt, page: &Page) -> String;
    /// The lines of a listing that no other block of the page shows.
    fn rest(&self, rest: &Rest) -> String;
    /// A record.
    fn console(
        &self,
        source: &Source,
        record: &Record,
        stops: &[Stop],
    ) -> String;
    /// A Python twin.
    fn twin(&self, source: &Source, code: &Code) -> String;
    /// What a package's programs need in a package of a reader's own.
    fn cargo_add(&self, package: &Package, needed: &[&Dependency]) -> String;
    /// From nothing to a package's first run.
    fn first_run(&self, package: &Package) -> String;
    /// A wire record.
    fn wire(&self, source: &Source, trace: &Trace, wished: &Wished) -> String;
    /// A drawing.
    fn drawing(
        &self,
        source: &Source,
        drawing: &Drawing,
        number: Option<Number>,
    ) -> String;
    /// A part of an exercise.
    fn exercise(&self, exercise: &Exercise, section: Section) -> String;
    /// The list of all exercises.
    fn exercises(&self, exercises: &[Exercise]) -> String;
    /// The index of what the listings use, for a page.
    fn items(&self, items: &Items, page: &Page) -> String;
    /// The index of the errors that records show, for a page.
    fn errors(&self, errors: &Errors, page: &Page) -> String;
    /// The facts that a page cites, at its end.
    fn facts(&self, facts: &[Measured]) -> String;
}

/// A page in an edition.
pub fn page(contents: &Contents, edition: &dyn Edition) -> String {
    let rendered = contents.contents.iter().map(|content| match content {
        Content::Prose(text) => edition.prose(text),
        other => edition.block(block(other, contents.page, edition)),
    });
    rendered.collect()
}

fn block(content: &Content, page: &Page, edition: &dyn Edition) -> String {
    match content {
        Content::Prose(text) => edition.prose(text),
        Content::Figure(figure, number) => edition.figure(figure, *number),
        Content::Excerpt(excerpt) => edition.excerpt(excerpt, page),
        Content::Rest(rest) => edition.rest(rest),
        Content::Console(source, record, stops) => {
            edition.console(source, record, stops)
        }
        Content::Twin(source, code) => edition.twin(source, code),
        Content::CargoAdd(package, needed) => {
            edition.cargo_add(package, needed)
        }
        Content::FirstRun(package) => edition.first_run(package),
        Content::Wire(source, trace, wished) => {
            edition.wire(source, trace, wished)
        }
        Content::Drawing(source, drawing, number) => {
            edition.drawing(source, drawing, *number)
        }
        Content::Exercise(exercise, section) => {
            edition.exercise(exercise, *section)
        }
        Content::Exercises(exercises) => edition.exercises(exercises),
        Content::Items(items) => edition.items(items, page),
        Content::Errors(errors) => edition.errors(errors, page),
        Content::Facts(facts) => edition.facts(facts),
    }
}

/// A page's text, rendered, with the name of its file from the root.
pub struct Rendered {
    /// The page's path from the root.
    pub file: String,
    /// What the page says of itself.
    pub description: Option<String>,
    /// The page in the edition.
    pub text: String,
}

/// Every page in an edition, in the same order.
pub fn pages(contents: &[Contents], edition: &dyn Edition) -> Vec<Rendered> {
    parallel::map(contents, |contents| Rendered {
        file: contents.page.file.clone(),
        description: contents.page.description.clone(),
        text: page(contents, edition),
    })
}
