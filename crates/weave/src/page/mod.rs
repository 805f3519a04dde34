//! A page, parsed once into what it is made of: prose, directives, and
//! fences that become figures. No code is typed by hand.

pub mod asks;
pub mod directive;
pub mod fence;
pub mod packets;
pub mod sections;
pub mod terms;
pub mod wire;

mod description;
mod pieces;

use crate::problem::{Fault, Problem};
use crate::read::tally;
use description::Description;
use directive::Directive;
use fence::{Figure, Kind};
use markup::html::held_in_markdown;
use packets::{Figures, Packet, is_closed, is_closed_end};
use pulldown_cmark::{
    CodeBlockKind, Event, HeadingLevel, Options, Parser, Tag, TagEnd,
};
use sections::{Section, Sections};
use std::borrow::Cow;
use std::ops::Range;
use terms::{Glossary, Terms};

/// A page of the book.
#[derive(Debug)]
pub struct Page {
    /// Its path from the root.
    pub file: String,
    /// Its first heading.
    pub title: String,
    /// What it says of itself, in a sentence or two, if it says enough.
    pub description: Option<String>,
    /// What it is made of, from top to bottom.
    pub pieces: Vec<Piece>,
    /// Its headings, and the prose below each.
    pub sections: Vec<Section>,
    /// The facts that it cites, each with its line.
    pub facts: Vec<(String, usize)>,
    /// The packets that it speaks of.
    pub packets: Vec<Packet>,
    /// What is wrong with it, as far as the page alone shows it.
    pub problems: Vec<Problem>,
}

/// A part of a page.
#[derive(Debug)]
pub enum Piece {
    /// Markdown, in whole lines. Links to a `README.md` are sent to the page
    /// that mdBook makes of it.
    Prose(String),
    /// What stands for something else, and its line, from 1.
    Directive(Directive, usize),
    /// A figure of what is not recorded.
    Figure(Figure),
    /// A section of the second level begins: the next piece is its prose.
    Section,
}

impl Page {
    /// Reads the text of the page at this path from the root.
    pub fn parse(file: &str, text: &str) -> Page {
        Page::with(file, text, &mut Terms::new(&Glossary::default()))
    }

    /// The same; words of the glossary become links to it.
    pub fn with(file: &str, text: &str, terms: &mut Terms) -> Page {
        tally::note(file);
        let unknown = terms.begin(file, text);
        let mut reader = Reader {
            file,
            text,
            problems: Vec::new(),
            fences: Vec::new(),
            breaks: Vec::new(),
            figures: Vec::new(),
            edits: Vec::new(),
            facts: Vec::new(),
            packets: Vec::new(),
            drawn: Figures::of(text),
            description: Description::default(),
            sections: Sections::default(),
            terms,
        };
        reader.read();
        for name in unknown {
            let fault = Fault::new(
                format!("`{name}` is no term of the glossary"),
                "`<!-- Another sense: ... -->` names those that lead nowhere \
                 on this page, as the glossary spells them",
            );
            reader.fault(text.lines().count(), fault);
        }
        let pieces = reader.pieces();
        reader.problems.sort_by_key(|problem| problem.line);
        let title = text.lines().find_map(|line| line.strip_prefix("# "));
        Page {
            file: file.to_string(),
            title: title.unwrap_or(file).trim().to_string(),
            description: reader.description.finish(),
            pieces,
            sections: reader.sections.finish(),
            facts: reader.facts,
            packets: reader.packets,
            problems: reader.problems,
        }
    }

    /// Its directives, each with its line.
    pub fn directives(&self) -> impl Iterator<Item = (&Directive, usize)> {
        self.pieces.iter().filter_map(|piece| match piece {
            Piece::Directive(directive, line) => Some((directive, *line)),
            _ => None,
        })
    }
}

struct Reader<'a, 'g> {
    file: &'a str,
    text: &'a str,
    problems: Vec<Problem>,
    /// The code blocks, as ranges of line indices.
    fences: Vec<Range<usize>>,
    /// The lines, from 0, of the headings of the second level.
    breaks: Vec<usize>,
    /// Those of the code blocks that become figures.
    figures: Vec<(Range<usize>, Kind)>,
    /// What is to be replaced, and by what.
    edits: Vec<(Range<usize>, Cow<'static, str>)>,
    facts: Vec<(String, usize)>,
    packets: Vec<Packet>,
    /// The wire figures.
    drawn: Figures,
    description: Description,
    sections: Sections,
    terms: &'a mut Terms<'g>,
}

impl Reader<'_, '_> {
    fn read(&mut self) {
        // What mdBook reads as code or as a link must be so here too.
        let options = Options::ENABLE_TABLES
            | Options::ENABLE_FOOTNOTES
            | Options::ENABLE_HEADING_ATTRIBUTES
            | Options::ENABLE_DEFINITION_LIST
            | Options::ENABLE_SMART_PUNCTUATION
            | Options::ENABLE_TASKLISTS
            | Options::ENABLE_GFM;
        let mut parser = Parser::new_ext(self.text, options).into_offset_iter();
        // How many links, headings and blocks of code a text stands in.
        let mut within = 0;
        // Of a heading mdBook makes an id, and of its code a part of it.
        let mut is_heading = false;
        for (event, at) in parser.by_ref() {
            self.description.read(&event);
            self.terms.read(&event, &self.text[at.clone()]);
            match &event {
                Event::Start(Tag::Heading { .. }) => is_heading = true,
                Event::End(TagEnd::Heading(_)) => is_heading = false,
                _ => {}
            }
            match &event {
                Event::Start(tag) => within += usize::from(is_closed(tag)),
                Event::End(tag) => within -= usize::from(is_closed_end(*tag)),
                Event::Text(_) if within == 0 => {
                    self.named(at.clone());
                    self.terms(at.clone());
                }
                Event::Code(code) if !is_heading => {
                    if let Some(held) = held_in_markdown(code) {
                        self.edit(at.clone(), held);
                    }
                }
                _ => {}
            }
            let line = || self.text[..at.start].matches('\n').count() + 1;
            self.sections.read(&event, line);
            match event {
                Event::Start(Tag::CodeBlock(kind)) => self.block(kind, at),
                Event::Start(Tag::Link { dest_url, .. }) => {
                    self.link(&dest_url, at);
                }
                Event::Start(Tag::BlockQuote(_)) => self.asks(at),
                Event::Start(Tag::Heading {
                    level: HeadingLevel::H2,
                    ..
                }) => self.breaks.push(self.line(at.start) - 1),
                Event::Html(html) | Event::InlineHtml(html)
                    if html.contains("<pre") =>
                {
                    self.typed("a `<pre>`", at.start);
                }
                _ => {}
            }
        }
        let definitions: Vec<_> = parser
            .reference_definitions()
            .iter()
            .map(|(_, def)| (def.dest.to_string(), def.span.clone()))
            .collect();
        for (dest, at) in definitions {
            self.link(&dest, at);
        }
    }

    fn block(&mut self, kind: CodeBlockKind, at: Range<usize>) {
        let block = self.text[at.clone()].trim_end();
        let first = self.line(at.start) - 1;
        let lines = first..first + block.lines().count();
        self.fences.push(lines.clone());
        let alone = at.start == 0 || self.text[..at.start].ends_with('\n');
        match kind {
            CodeBlockKind::Fenced(info)
                if alone && let Some(kind) = Kind::of(&info) =>
            {
                self.figures.push((lines, kind));
            }
            CodeBlockKind::Fenced(info) if &*info == "text" => {
                // Behind the marks of a quotation or a list, if it is in one.
                let is_prompt = |line: &str| {
                    line.trim_start_matches(['>', ' ']).starts_with("$ ")
                };
                if block.lines().any(is_prompt) {
                    self.typed("a console session", at.start);
                }
            }
            CodeBlockKind::Fenced(info) => {
                self.typed(&format!("a ```{info} block"), at.start);
            }
            CodeBlockKind::Indented => {
                self.typed("an indented code block", at.start);
            }
        }
    }

    fn typed(&mut self, what: &str, at: usize) {
        let line = self.line(at);
        let fault = Fault::new(
            format!("{what} is typed by hand"),
            "show a listing or a record instead (`{{#listing NAME}}`, \
             `{{#console NAME}}`); only ```text may be typed, for excerpts \
             of a protocol, and ```sequence and ```packet, for figures",
        );
        self.fault(line, fault);
    }

    /// mdBook publishes a folder's `README.md` as its `index.html`, but
    /// leaves links to it alone.
    fn link(&mut self, dest: &str, at: Range<usize>) {
        if let Some(name) = dest.strip_prefix("fact:") {
            return self.fact(name, dest, at);
        }
        if let Some(packet) = dest.strip_prefix("packet:") {
            return self.packet(packet, dest, at);
        }
        let path = dest.split('#').next().unwrap_or_default();
        let is_readme = path == "README.md" || path.ends_with("/README.md");
        if dest.contains(':') || !is_readme {
            return;
        }
        if let Some(found) = self.text[at.clone()].rfind(dest) {
            let end = at.start + found + path.len();
            self.edit(end - "README.md".len()..end, "index.md");
        }
    }

    /// A fact is cited: it stands at the end of this page.
    fn fact(&mut self, name: &str, dest: &str, at: Range<usize>) {
        if let Some(found) = self.text[at.clone()].rfind(dest) {
            let start = at.start + found;
            self.edit(start..start + "fact:".len(), "#fact-");
        }
        self.facts.push((name.to_string(), self.line(at.start)));
    }

    fn line(&self, at: usize) -> usize {
        self.text[..at].matches('\n').count() + 1
    }

    fn edit(&mut self, at: Range<usize>, with: impl Into<Cow<'static, str>>) {
        let edit = (at, with.into());
        if !self.edits.contains(&edit) {
            self.edits.push(edit);
        }
    }

    fn fault(&mut self, line: usize, fault: Fault) {
        self.problems.push(fault.at(self.file, line));
    }
}

#[cfg(test)]
mod tests;
