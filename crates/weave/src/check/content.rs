//! What the pieces of a page stand for: what an edition renders.

use super::states::Walk;
use crate::index::{Errors, Items};
use crate::page::Page;
use crate::page::directive::Section;
use crate::page::fence::Figure;
use crate::page::wire::WireOptions;
use crate::read::code::Code;
use crate::read::drawing::Drawing;
use crate::read::fact::Fact;
use crate::read::items::Item;
use crate::read::manifest::{Dependency, Package};
use crate::read::source::Source;
use exercise::Exercise;
use record::{Record, Trace};
use std::fmt;

/// What a piece of a page stands for.
pub enum Content<'b> {
    /// Markdown, as it is.
    Prose(&'b str),
    /// A figure of what is not recorded.
    Figure(&'b Figure, Option<Number>),
    /// A listing or a library, whole.
    Listing(&'b Source, &'b Code),
    /// A listing, whole, and the one that it goes on from.
    Step(&'b Source, &'b Code, Before<'b>),
    /// One item of a listing, and how the page calls it.
    Item(&'b Source, &'b Code, &'b Item, &'b str),
    /// A record.
    Console(&'b Source, &'b Record),
    /// A Python twin.
    Twin(&'b Source, &'b Code),
    /// What a package's programs need in a package of a reader's own.
    CargoAdd(&'b Package, Vec<&'b Dependency>),
    /// From nothing to a package's first run.
    FirstRun(&'b Package),
    /// A wire record.
    Wire(&'b Source, &'b Trace, Wished<'b>),
    /// A drawing.
    Drawing(&'b Source, &'b Drawing, Option<Number>),
    /// A part of an exercise.
    Exercise(&'b Exercise, Section),
    /// The list of all exercises.
    Exercises(&'b [Exercise]),
    /// The index of what the listings use.
    Items(Items<'b>),
    /// The index of the errors that records show.
    Errors(Errors<'b>),
    /// The facts that a page cites, in their order.
    Facts(Vec<Measured<'b>>),
}

/// A fact that a page cites.
pub struct Measured<'b> {
    /// What the page calls it.
    pub name: &'b str,
    /// The experiment's path from the root.
    pub path: &'b str,
    /// What it proves.
    pub fact: &'b Fact,
}

/// The listing before a step.
pub struct Before<'b> {
    /// What a directive calls it.
    pub name: &'b str,
    /// Its code.
    pub code: &'b Code,
}

/// What a page wishes of a wire record, which the record fulfils.
pub struct Wished<'b> {
    /// As the directive has it.
    pub options: &'b WireOptions,
    /// TCP's states, where they are wished for.
    pub walk: Option<Walk>,
    /// Its number, on a page of a chapter.
    pub number: Option<Number>,
}

/// A figure's number: the chapter's, and its place in that chapter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Number {
    /// From 1.
    pub chapter: u32,
    /// From 1.
    pub figure: u32,
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.chapter, self.figure)
    }
}

/// A page with what its pieces stand for.
pub struct Contents<'b> {
    /// The page.
    pub page: &'b Page,
    /// From top to bottom.
    pub contents: Vec<Content<'b>>,
}
