//! What the pieces of a page stand for: what an edition renders.

use super::changes;
use super::lanes::Stop;
use super::states::Walk;
use crate::index::errors::Errors;
use crate::index::items::Items;
use crate::page::Page;
use crate::page::directive::Section;
use crate::page::fence::Figure;
use crate::page::wire::WireOptions;
use crate::read::code::Code;
use crate::read::drawing::Drawing;
use crate::read::fact::Fact;
use crate::read::manifest::{Dependency, Package};
use crate::read::source::Source;
use exercise::Exercise;
use record::{Record, Trace};
use std::fmt;
use std::ops::Range;
use std::sync::Arc;

/// What a piece of a page stands for.
pub enum Content<'b> {
    /// Markdown, as it is.
    Prose(&'b str),
    /// A figure of what is not recorded.
    Figure(&'b Figure, Option<Number>),
    /// Lines of a listing.
    Excerpt(Excerpt<'b>),
    /// The lines of a listing that no other block of the page shows.
    Rest(Rest<'b>),
    /// A record, and the calls of its run where these are recorded and its
    /// packets are not.
    Console(&'b Source, &'b Record, Vec<Stop<'b>>),
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

/// Lines of a listing that a page shows together.
pub struct Excerpt<'b> {
    /// The listing.
    pub source: &'b Source,
    /// Its code.
    pub code: &'b Code,
    /// Runs of its lines, from 0, in the file's order.
    pub runs: Vec<Range<usize>>,
    /// The items that they are, as the page calls them; none if it is all.
    pub items: Vec<&'b str>,
    /// The listing before, if what is new is marked.
    pub before: Option<Before<'b>>,
    /// Where the rest is.
    pub home: Home<'b>,
}

/// The lines of a listing that no other block of the page shows.
pub struct Rest<'b> {
    /// The listing.
    pub source: &'b Source,
    /// Its code.
    pub code: &'b Code,
    /// Runs of its lines, from 0, in the file's order.
    pub runs: Vec<Range<usize>>,
    /// No other block shows any line.
    pub is_all: bool,
    /// It is the first block of the listing on its page.
    pub first: bool,
    /// The listing before, if what is new is marked.
    pub before: Option<Before<'b>>,
}

/// The page that shows every line of a listing, seen from a block of it.
#[derive(Clone, Copy, Debug)]
pub enum Home<'b> {
    /// It is this page, and this is the listing's first block.
    First,
    /// It is this page.
    Here,
    /// It is another page.
    Away(&'b Page),
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
#[derive(Clone)]
pub struct Before<'b> {
    /// What a directive calls it.
    pub name: &'b str,
    /// For each line of the step, whether it is new.
    pub changed: Arc<[bool]>,
}

impl<'b> Before<'b> {
    /// What a listing has that another has not. Its own name is no news, nor
    /// are its first lines, which say it.
    pub fn of(old: (&'b Source, &Code), new: (&Source, &Code)) -> Before<'b> {
        let text = &new.1.text;
        let before = old.1.text.replace(&old.0.name, &new.0.name);
        let mut changed = changes::changed(&before, text);
        for (line, changed) in text.lines().zip(&mut changed) {
            *changed &= !line.starts_with("//!");
        }
        Before {
            name: &old.0.name,
            changed: changed.into(),
        }
    }
}

/// What a page wishes of a wire record, which the record fulfils.
pub struct Wished<'b> {
    /// As the directive has it.
    pub options: &'b WireOptions,
    /// TCP's states, where they are wished for.
    pub walk: Option<Walk>,
    /// The calls of the same run, step by step, where they are recorded.
    pub stops: Vec<Stop<'b>>,
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
