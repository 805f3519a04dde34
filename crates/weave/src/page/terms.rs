//! The words of the glossary: the first of each on a page leads there, and
//! says what it means. A word in italics or in bold is being explained where
//! it stands, and leads nowhere.

use super::{Page, Reader};
use crate::page::sections::{Block, Section};
use markup::html::escape;
use pulldown_cmark::{Event, Tag, TagEnd};
use std::collections::{HashMap, HashSet};
use std::ops::Range;

/// How a chapter's list of aims begins.
const AIMS: &str = "By the end you can";

/// Before the terms that a page has in another sense than the glossary:
/// `<!-- Another sense: record, zone. -->`.
const OTHER_SENSE: &str = "<!-- Another sense: ";

/// What the glossary defines.
#[derive(Debug, Default)]
pub struct Glossary {
    /// The page, by its path from the root.
    file: String,
    terms: Vec<Term>,
    /// Each name with its term, the longest first, by how it begins: most
    /// words of a page begin as few names do.
    names: HashMap<u8, Vec<(String, usize)>>,
}

#[derive(Debug)]
struct Term {
    id: String,
    says: String,
}

impl Glossary {
    /// Reads the page that is one: a list of definitions. `Address, IP
    /// address` is one term with two names.
    pub fn of(page: &Page) -> Glossary {
        let mut glossary = Glossary {
            file: page.file.clone(),
            ..Glossary::default()
        };
        for section in page.sections.iter().filter(|s| s.is_term) {
            let number = glossary.terms.len();
            for name in section.title.split(", ") {
                let alike = glossary.names.entry(initial(name)).or_default();
                alike.push((name.to_string(), number));
            }
            glossary.terms.push(Term {
                id: section.id.clone(),
                says: format!("{}: {}", first_name(section), says(section)),
            });
        }
        let longest = |(name, _): &(String, usize)| usize::MAX - name.len();
        for alike in glossary.names.values_mut() {
            alike.sort_by_key(longest);
        }
        glossary
    }

    /// The terms in a part of a page, from its beginning, none within another.
    fn named(
        &self,
        page: &str,
        part: &Range<usize>,
    ) -> Vec<(Range<usize>, usize)> {
        let text = &page[..part.end];
        let mut found = Vec::new();
        let mut end = part.start;
        for at in part.clone().filter(|at| text.is_char_boundary(*at)) {
            if at < end || !begins(text, at) {
                continue;
            }
            let fits = |(name, term): &(String, usize)| {
                Some((at..at + length(name, &text[at..])?, *term))
            };
            let alike = self.names.get(&initial(&text[at..]));
            let mut alike = alike.into_iter().flatten();
            if let Some((place, term)) = alike.find_map(fits) {
                end = place.end;
                found.push((place, term));
            }
        }
        found
    }

    /// The way from a page to a term.
    fn address(&self, from: &str, term: &Term) -> String {
        let up = "../".repeat(from.matches('/').count().saturating_sub(1));
        let path = self.file.split_once('/').map_or("", |(_, path)| path);
        let path = path.strip_suffix(".md").unwrap_or(path);
        format!("{up}{path}.html#{}", term.id)
    }
}

fn first_name(section: &Section) -> &str {
    let names = section.title.split_once(", ");
    names.map_or(&*section.title, |(first, _)| first)
}

/// What it means, without the pages where that is explained.
fn says(section: &Section) -> &str {
    let Some(Block::Text(text)) = section.blocks.first() else {
        return "";
    };
    let see = text.rfind(" See ").unwrap_or(text.len());
    &text[..see]
}

/// The first byte, in whatever case.
fn initial(text: &str) -> u8 {
    let first = text.bytes().next();
    first.unwrap_or_default().to_ascii_lowercase()
}

/// Whether a word begins here that is no name: one with a capital begins a
/// sentence, too, or is short for others.
fn begins(text: &str, at: usize) -> bool {
    let before = text[..at].chars().next_back();
    let mut after = text[at..].chars();
    let first = after.next().unwrap_or(' ');
    let is_short = after.next().is_some_and(char::is_uppercase);
    first.is_alphabetic()
        && before.is_none_or(is_apart)
        && (first.is_lowercase() || is_short || opens(&text[..at]))
        && !text[at..].starts_with("Windows")
}

/// Whether a sentence begins behind this.
fn opens(text: &str) -> bool {
    let line = text.rsplit('\n').next().unwrap_or_default();
    let line = line.trim_end();
    line.trim_matches(['>', '-', '*', ' ']).is_empty()
        || line.ends_with(['.', '?', '!', ')'])
}

fn is_apart(c: char) -> bool {
    !c.is_alphanumeric() && !"-_.:/`«".contains(c)
}

/// How long a name is at the beginning of a text, in the singular or the
/// plural. A sentence may begin with it, and capitals mean what they say.
fn length(name: &str, text: &str) -> Option<usize> {
    let stem = name.strip_suffix('y').unwrap_or(name);
    let head = text.get(..stem.len())?;
    // Nearly all names end here, so it comes first.
    if !head.eq_ignore_ascii_case(stem) {
        return None;
    }
    let mut words = head.split(' ').zip(stem.split(' '));
    if !words.all(|(word, known)| is_same(word, known)) {
        return None;
    }
    let endings: &[&str] = if stem == name {
        &["", "s", "es"]
    } else {
        &["y", "ies", "ys"]
    };
    let ends = |ending: &&&str| {
        let rest = text[stem.len()..].strip_prefix(**ending);
        rest.is_some_and(|rest| {
            let mut next = rest.chars();
            match next.next() {
                Some('.' | ':') => next.next().is_none_or(is_apart),
                next => next.is_none_or(is_apart),
            }
        })
    };
    let ending = endings.iter().find(ends)?;
    Some(stem.len() + ending.len())
}

fn is_same(word: &str, known: &str) -> bool {
    let is_short = known.chars().filter(|c| c.is_uppercase()).count() > 1;
    word == known || !is_short && word.eq_ignore_ascii_case(known)
}

/// Where links to the glossary go, page after page.
#[derive(Debug)]
pub struct Terms<'g> {
    glossary: &'g Glossary,
    /// The folder of the page: its chapter.
    chapter: String,
    /// What was said in the chapter.
    noted: HashSet<usize>,
    /// What was said on the page.
    used: HashSet<usize>,
    /// How many tables and folds a text stands in.
    within: usize,
    /// It is one of several answers, which is chosen and leads nowhere.
    chosen: bool,
    /// In how many emphases.
    stressed: usize,
    /// It is a list of what a chapter is for: no place to ask what it means.
    aims: bool,
    /// Sources are to be looked up, not to be read.
    over: bool,
}

impl<'g> Terms<'g> {
    /// For the pages of a book, in their order.
    pub fn new(glossary: &'g Glossary) -> Terms<'g> {
        Terms {
            glossary,
            chapter: String::new(),
            noted: HashSet::new(),
            used: HashSet::new(),
            within: 0,
            chosen: false,
            stressed: 0,
            aims: false,
            over: false,
        }
    }

    /// The next page is this one. Gives what it says to have in another sense
    /// and the glossary has in none.
    pub(super) fn begin(&mut self, file: &str, text: &str) -> Vec<String> {
        let chapter = file.rsplit_once('/').map_or("", |(folder, _)| folder);
        if chapter != self.chapter {
            self.chapter = chapter.to_string();
            self.noted.clear();
        }
        self.used.clear();
        (self.within, self.stressed) = (0, 0);
        self.over = file == self.glossary.file;
        let listed = text.split_once(OTHER_SENSE);
        let listed = listed.and_then(|(_, rest)| rest.split_once(". -->"));
        let names = listed.map_or("", |(names, _)| names).split(", ");
        let mut unknown = Vec::new();
        for name in names.filter(|name| !name.is_empty()) {
            match &self.glossary.named(name, &(0..name.len()))[..] {
                [(_, number)] => drop(self.used.insert(*number)),
                _ => unknown.push(name.to_string()),
            }
        }
        unknown
    }

    /// Reads the page's next event, which this text is.
    pub(super) fn read(&mut self, event: &Event, text: &str) {
        match event {
            Event::Start(Tag::Table(_)) => self.within += 1,
            Event::End(TagEnd::Table) => self.within -= 1,
            Event::Start(Tag::Emphasis | Tag::Strong) => self.stressed += 1,
            Event::End(TagEnd::Emphasis | TagEnd::Strong) => self.stressed -= 1,
            Event::Text(text) if &**text == AIMS => self.aims = true,
            Event::End(TagEnd::List(_)) => self.aims = false,
            Event::TaskListMarker(_) => self.chosen = true,
            Event::End(TagEnd::Item) => self.chosen = false,
            Event::Start(Tag::Heading { .. }) => {
                self.over |= text.trim() == "## Sources";
            }
            Event::Html(html) | Event::InlineHtml(html) => {
                self.within += html.matches("<details").count();
                let ends = html.matches("</details").count();
                self.within = self.within.saturating_sub(ends);
            }
            _ => {}
        }
    }
}

impl Reader<'_, '_> {
    /// The first of each term becomes a link. Where the chapter has not said
    /// it yet, there is a note for those who have a margin.
    pub(super) fn terms(&mut self, at: Range<usize>) {
        let terms = &*self.terms;
        let elsewhere =
            terms.over || terms.aims || terms.chosen || terms.within > 0;
        if elsewhere || self.is_directive(&at) {
            return;
        }
        let glossary = self.terms.glossary;
        for (place, number) in glossary.named(self.text, &at) {
            let taken = self.edits.iter().any(|(other, _)| {
                other.start < place.end && place.start < other.end
            });
            if taken || !self.terms.used.insert(number) {
                continue;
            }
            let is_new = self.terms.noted.insert(number);
            if self.terms.stressed > 0 {
                continue;
            }
            let term = &glossary.terms[number];
            let link = format!(
                "<a class=\"term{}\" href=\"{}\" title=\"{}\">{}</a>",
                if is_new { " noted" } else { "" },
                escape(&glossary.address(self.file, term)),
                escape(&term.says),
                &self.text[place.clone()]
            );
            self.edit(place, link);
        }
    }
}

#[cfg(test)]
mod tests;
