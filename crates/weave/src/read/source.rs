//! A file that pages show, parsed.

use super::code::{Code, Language};
use super::drawing::Drawing;
use super::fact::Fact;
use super::tally;
use crate::problem::Problem;
use record::{Calls, ParseError, Record, Trace};

/// A file that pages show.
#[derive(Debug)]
pub struct Source {
    /// What it is.
    pub kind: Kind,
    /// The package it belongs to; a drawing's chapter.
    pub package: String,
    /// What a directive calls it.
    pub name: String,
    /// Its path from the root, with `/` between folders.
    pub path: String,
    /// The features of its package without which it is not built.
    pub features: Vec<String>,
    /// What is in it.
    pub body: Body,
}

/// What is in a file.
#[derive(Debug)]
pub enum Body {
    /// Of a listing, a library or a twin.
    Code(Code),
    /// Of a `.console` record.
    Record(Record),
    /// Of a `.wire` record.
    Wire(Trace),
    /// Of a `.calls` record.
    Calls(Calls),
    /// Of a figure.
    Drawing(Drawing),
    /// Of an experiment.
    Fact(Fact),
    /// It could not be read: the tree's problems say why.
    Unreadable,
}

/// The kinds of file that pages show.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A program: `src/bin/NAME.rs`, or a chapter's tour, `src/main.rs`.
    Listing,
    /// A file of a chapter's library, `src/STEM.rs`, called `PACKAGE/STEM`.
    Library,
    /// A `.console` record, called by its stem.
    Record,
    /// A Python twin, called by its stem.
    Twin,
    /// A `.wire` record, called by its stem.
    Wire,
    /// A `.calls` record, called by its stem.
    Calls,
    /// A drawing, `book/*/NAME.svg`, called by its stem.
    Figure,
    /// An experiment, called by its stem with `-` for `_`.
    Fact,
}

impl Kind {
    /// What a listing directive shows: only a library's file has its
    /// package in its name.
    pub fn of_listing(name: &str) -> Kind {
        if name.contains('/') {
            Kind::Library
        } else {
            Kind::Listing
        }
    }

    /// The kind's name in a sentence.
    pub fn word(self) -> &'static str {
        match self {
            Kind::Listing => "listing",
            Kind::Library => "library",
            Kind::Record => "record",
            Kind::Twin => "twin",
            Kind::Wire => "wire record",
            Kind::Calls => "calls record",
            Kind::Figure => "figure",
            Kind::Fact => "fact",
        }
    }

    /// Where files of this kind stand.
    pub fn place(self) -> &'static str {
        match self {
            Kind::Listing => "listings are `listings/*/src/bin/NAME.rs`",
            Kind::Library => "a library's files are `listings/*/src/NAME.rs`",
            Kind::Record => "records are `listings/*/recorded/NAME.console`",
            Kind::Twin => "twins are `listings/*/python/NAME.py`",
            Kind::Wire => "wire records are `listings/*/recorded/NAME.wire`",
            Kind::Calls => "calls records are `listings/*/recorded/NAME.calls`",
            Kind::Figure => "figures are `book/*/NAME.svg`",
            Kind::Fact => "facts are `listings/*/facts/NAME.rs`",
        }
    }

    /// Reads the text of a file of this kind.
    ///
    /// # Errors
    /// What is wrong with it, its line, and the remedy.
    pub fn parse(self, path: &str, text: String) -> Result<Body, Problem> {
        Ok(match self {
            Kind::Listing | Kind::Library => {
                Body::Code(Code::parse(Language::Rust, path, text)?)
            }
            Kind::Twin => {
                Body::Code(Code::parse(Language::Python, path, text)?)
            }
            Kind::Figure => Body::Drawing(Drawing::parse(path, text)?),
            Kind::Fact => Body::Fact(Fact::parse(path, &text)?),
            Kind::Record => {
                tally::note(path);
                let remedy = "mend the record; `BLESS=1 cargo test` fills in \
                              its output";
                let record = Record::parse(&text);
                Body::Record(record.map_err(|e| problem(path, e, remedy))?)
            }
            Kind::Wire => {
                tally::note(path);
                let remedy = "record it anew: `BLESS=1 cargo test`";
                let trace = Trace::parse(&text);
                Body::Wire(trace.map_err(|e| problem(path, e, remedy))?)
            }
            Kind::Calls => {
                tally::note(path);
                let remedy = "record it anew: `BLESS=1 cargo test`";
                let calls = Calls::parse(&text);
                Body::Calls(calls.map_err(|e| problem(path, e, remedy))?)
            }
        })
    }
}

fn problem(path: &str, error: ParseError, remedy: &str) -> Problem {
    Problem::at(path, error.line, error.problem, remedy)
}

impl Source {
    /// The fragment under which a page shows it whole.
    pub fn anchor(&self) -> String {
        let name = self.name.replace('/', "-");
        let kind = self.kind.word().split(' ').next().unwrap_or_default();
        format!("{kind}-{name}")
    }

    /// Its code, if it is a listing, a library or a twin that could be read.
    pub fn code(&self) -> Option<&Code> {
        match &self.body {
            Body::Code(code) => Some(code),
            _ => None,
        }
    }

    /// Its record, if it is one that could be read.
    pub fn record(&self) -> Option<&Record> {
        match &self.body {
            Body::Record(record) => Some(record),
            _ => None,
        }
    }

    /// Its packets, if it is a wire record that could be read.
    pub fn trace(&self) -> Option<&Trace> {
        match &self.body {
            Body::Wire(trace) => Some(trace),
            _ => None,
        }
    }

    /// Its calls, if it is a record of them that could be read.
    pub fn calls(&self) -> Option<&Calls> {
        match &self.body {
            Body::Calls(calls) => Some(calls),
            _ => None,
        }
    }

    /// What it proves, if it is an experiment that could be read.
    pub fn fact(&self) -> Option<&Fact> {
        match &self.body {
            Body::Fact(fact) => Some(fact),
            _ => None,
        }
    }

    /// Its drawing, if it is one that could be read.
    pub fn drawing(&self) -> Option<&Drawing> {
        match &self.body {
            Body::Drawing(drawing) => Some(drawing),
            _ => None,
        }
    }
}
