//! The edition for the web: Markdown with HTML in it, which mdBook renders.

mod cargo_add;
mod changes;
mod console;
mod exercise;
mod facts;
mod figure;
mod first_run;
pub mod frame;
mod highlight;
mod index;
mod knob;
mod listing;
mod packet;
mod predict;
mod sequence;
pub mod wire;

use crate::book::Book;
use crate::check::content::{Excerpt, Measured, Number, Rest, Wished};
use crate::check::lanes::Stop;
use crate::edition::Edition;
use crate::index::{Errors, Items};
use crate::page::Page;
use crate::page::directive::Section;
use crate::page::fence::Figure;
use crate::read::code::Code;
use crate::read::drawing::Drawing;
use crate::read::manifest::{Dependency, Package};
use crate::read::source::{Kind, Source};
use ::exercise::Exercise;
use record::{Record, Trace};

/// The edition for the web.
pub struct Web<'b> {
    /// The book that it renders.
    pub book: &'b Book,
}

impl Web<'_> {
    fn repository(&self) -> &str {
        &self.book.repository
    }

    fn from<'a>(&'a self, page: &'a Page) -> index::From<'a> {
        index::From {
            file: &page.file,
            pages: &self.book.pages,
        }
    }
}

impl Edition for Web<'_> {
    /// What asks for a prediction is marked: there is room for the reader's.
    /// What was measured is said where it is cited.
    fn prose(&self, text: &str) -> String {
        let tree = &self.book.tree;
        let fact = |name: &str| tree.get(Kind::Fact, name)?.fact();
        facts::noted(&predict::marked(text), |name| {
            fact(name).map(|fact| fact.sentence.as_str())
        })
    }

    /// Blank lines around it: HTML beside a paragraph.
    fn block(&self, html: String) -> String {
        format!("\n{html}\n\n")
    }

    fn figure(&self, figure: &Figure, number: Option<Number>) -> String {
        match figure {
            Figure::Sequence(drawn) => sequence::figure(drawn, number),
            Figure::Packet(packet) => packet::figure(packet, number),
        }
    }

    fn excerpt(&self, excerpt: &Excerpt, page: &Page) -> String {
        listing::excerpt(excerpt, page, self.repository())
    }

    fn rest(&self, rest: &Rest) -> String {
        listing::rest(rest, self.repository())
    }

    fn console(
        &self,
        source: &Source,
        record: &Record,
        stops: &[Stop],
    ) -> String {
        let figure = console::figure(source, record);
        figure + &wire::calls(&source.name, stops)
    }

    fn twin(&self, source: &Source, code: &Code) -> String {
        listing::twin(source, code, self.repository())
    }

    fn cargo_add(&self, package: &Package, needed: &[&Dependency]) -> String {
        cargo_add::figure(package, needed)
    }

    fn first_run(&self, package: &Package) -> String {
        first_run::figure(package, self.repository())
    }

    fn wire(&self, source: &Source, trace: &Trace, wished: &Wished) -> String {
        wire::figure(&source.name, trace, wished)
    }

    fn drawing(
        &self,
        source: &Source,
        drawing: &Drawing,
        number: Option<Number>,
    ) -> String {
        figure::figure(&source.name, drawing, number)
    }

    fn exercise(&self, exercise: &Exercise, section: Section) -> String {
        exercise::part(exercise, section, &self.book.pages)
    }

    fn exercises(&self, exercises: &[Exercise]) -> String {
        exercise::list(exercises, &self.book.pages)
    }

    fn items(&self, items: &Items, page: &Page) -> String {
        index::items(items, &self.from(page))
    }

    fn errors(&self, errors: &Errors, page: &Page) -> String {
        index::errors(errors, &self.from(page))
    }

    fn facts(&self, facts: &[Measured]) -> String {
        facts::list(facts, self.repository())
    }
}
