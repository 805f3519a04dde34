//! What a page shows of each listing, where its first lines stand, and what
//! is left. No line of a listing stands twice on a page, and the page that is
//! its home shows all of them.

use super::content::{Before, Content, Excerpt, Home, Rest};
use super::shown::Place;
use crate::book::Book;
use crate::page::directive::Part;
use crate::problem::{Fault, did_you_mean};
use crate::read::code::Code;
use crate::read::items::Missing;
use crate::read::source::{Kind, Source};
use std::ops::Range;
use std::ptr;

/// The listings of one page, as they come.
#[derive(Default)]
pub struct Listings<'b> {
    of_page: Vec<Listing<'b>>,
}

/// A listing of the page.
struct Listing<'b> {
    source: &'b Source,
    code: &'b Code,
    /// Each item or run of lines that a directive shows, and its line.
    shown: Vec<(Range<usize>, usize)>,
    before: Option<Before<'b>>,
    rest: At,
}

/// Where what is left of a listing stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum At {
    /// On another page.
    Away,
    /// At the end of the section that is being read.
    EndOfSection,
    /// It has its place.
    Placed,
}

impl<'b> Listings<'b> {
    /// What a directive on this place shows; nothing where its file cannot be
    /// read, which the tree's problems say.
    pub fn show(
        &mut self,
        book: &'b Book,
        source: &'b Source,
        (home, place): (Place, Place),
        part: &'b Part,
    ) -> Result<Option<Content<'b>>, Fault> {
        let Some(code) = source.code() else {
            return Ok(None);
        };
        let mut known = self.of_page.iter();
        let known = known.position(|l| ptr::eq(l.source, source));
        let at = known.unwrap_or_else(|| {
            self.of_page.push(Listing {
                source,
                code,
                shown: Vec::new(),
                before: None,
                rest: At::Away,
            });
            self.of_page.len() - 1
        });
        let listing = &mut self.of_page[at];
        let home = match (home.page == place.page, known) {
            (false, _) => Home::Away(&book.pages[home.page]),
            (true, None) => Home::First,
            (true, Some(_)) => Home::Here,
        };
        if matches!(home, Home::First) {
            listing.rest = At::EndOfSection;
        }
        if let Part::Since(before, _) = part {
            listing.before = before_of(book, listing, before)?;
        }
        if *part == Part::Folded {
            return listing.folded(home).map(Some);
        }
        listing.excerpt(part, home, place.line).map(Some)
    }

    /// What stands at the end of a section: the rests of the listings that
    /// began in it. Which lines they are is known at the end of the page.
    pub fn end_section(&mut self) -> Vec<Content<'b>> {
        let mut rests = Vec::new();
        for listing in &mut self.of_page {
            if listing.rest == At::EndOfSection {
                listing.rest = At::Placed;
                rests.push(listing.rest(false));
            }
        }
        rests
    }

    /// Says for each rest which lines it is; one that has none goes.
    pub fn finish(self, contents: Vec<Content<'b>>) -> Vec<Content<'b>> {
        let filled = contents.into_iter().filter_map(|mut content| {
            let Content::Rest(rest) = &mut content else {
                return Some(content);
            };
            let mut all = self.of_page.iter();
            let listing = all.find(|l| ptr::eq(l.source, rest.source))?;
            rest.runs = listing.left();
            rest.is_all = listing.shown.is_empty();
            (!rest.runs.is_empty()).then_some(content)
        });
        filled.collect()
    }
}

impl<'b> Listing<'b> {
    fn folded(&mut self, home: Home<'b>) -> Result<Content<'b>, Fault> {
        if self.rest != At::EndOfSection {
            let name = &self.source.name;
            return Err(Fault::new(
                format!("the rest of `{name}` has its place already"),
                "let its first directive say `folded`, or one of its first \
                 section, and no other",
            ));
        }
        self.rest = At::Placed;
        Ok(self.rest(matches!(home, Home::First)))
    }

    fn rest(&self, first: bool) -> Content<'b> {
        Content::Rest(Rest {
            source: self.source,
            code: self.code,
            runs: Vec::new(),
            is_all: false,
            first,
            before: self.before.clone(),
        })
    }

    fn excerpt(
        &mut self,
        part: &'b Part,
        home: Home<'b>,
        line: usize,
    ) -> Result<Content<'b>, Fault> {
        let (items, ranges) = self.asked(part)?;
        for (range, name) in ranges.iter().zip(&items) {
            self.is_new(range, name)?;
        }
        if ranges.is_sorted_by(|a, b| a.end <= b.start) {
            let all = ranges.iter().map(|range| (range.clone(), line));
            self.shown.extend(all);
        } else {
            let name = &self.source.name;
            return Err(Fault::new(
                format!("these items of `{name}` are not in its order"),
                "name them as they follow each other in the file, or give \
                 each a place of its own",
            ));
        }
        let whole = matches!(part, Part::Whole);
        Ok(Content::Excerpt(Excerpt {
            source: self.source,
            code: self.code,
            runs: joined(self.code, ranges),
            items: if whole { Vec::new() } else { items },
            before: self.before.clone(),
            home,
        }))
    }

    /// The items that a directive asks for, and the lines of each.
    fn asked(
        &self,
        part: &'b Part,
    ) -> Result<(Vec<&'b str>, Vec<Range<usize>>), Fault> {
        let code = self.code;
        let asked = match part {
            Part::Items(items) | Part::Since(_, items) => items,
            Part::Whole | Part::Folded => {
                return Ok((vec!["all"], vec![code.lines()]));
            }
        };
        let mut names: Vec<&str> = asked.iter().map(String::as_str).collect();
        if names.is_empty() {
            names = self.changed()?;
        }
        let lines = names.iter().map(|name| {
            let item = code.item(name);
            let item = item.map_err(|m| no_item(self.source, name, &m))?;
            Ok(code.lines_of(item))
        });
        let lines: Result<Vec<_>, Fault> = lines.collect();
        Ok((names, lines?))
    }

    /// The items in which something is new.
    fn changed(&self) -> Result<Vec<&'b str>, Fault> {
        let before = self.before.as_ref();
        let changed = before.map_or(&[][..], |before| &before.changed);
        let is_new = |lines: Range<usize>| {
            changed
                .get(lines)
                .is_some_and(|lines| lines.contains(&true))
        };
        let items = self.code.items().iter();
        let items = items.filter(|item| !item.is_inner);
        let new = items.filter(|item| is_new(self.code.lines_of(item)));
        let new: Vec<&str> = new.map(|item| item.name.as_str()).collect();
        if new.is_empty() {
            return Err(Fault::new(
                format!("no item of `{}` has anything new", self.source.name),
                "name the items to show, or leave `since` out",
            ));
        }
        Ok(new)
    }

    fn is_new(&self, range: &Range<usize>, name: &str) -> Result<(), Fault> {
        let overlap = |shown: &&(Range<usize>, usize)| {
            shown.0.start < range.end && range.start < shown.0.end
        };
        match self.shown.iter().find(overlap) {
            None => Ok(()),
            Some((_, line)) => Err(Fault::new(
                format!(
                    "{name} of `{}` stands on this page already, from \
                     line {line} on",
                    self.source.name
                ),
                "show each line once: name there only what belongs there, \
                 and here the rest",
            )),
        }
    }

    /// The runs of lines that no directive of the page shows.
    fn left(&self) -> Vec<Range<usize>> {
        let mut shown: Vec<_> =
            self.shown.iter().map(|(range, _)| range.clone()).collect();
        shown.sort_by_key(|range| range.start);
        let end = self.code.lines().end;
        shown.push(end..end);
        let mut left = Vec::new();
        let mut at = 0;
        for range in shown {
            left.extend(trimmed(self.code, at..range.start));
            at = range.end;
        }
        left
    }
}

/// Runs of lines between which nothing but blank lines stands, as one.
fn joined(code: &Code, ranges: Vec<Range<usize>>) -> Vec<Range<usize>> {
    let mut runs: Vec<Range<usize>> = Vec::new();
    for range in ranges {
        match runs.last_mut() {
            Some(last) if trimmed(code, last.end..range.start).is_none() => {
                last.end = range.end;
            }
            _ => runs.push(range),
        }
    }
    runs
}

/// A run without blank lines at its ends; nothing if it has no others.
fn trimmed(code: &Code, run: Range<usize>) -> Option<Range<usize>> {
    let lines: Vec<&str> = code.text.lines().collect();
    let is_full = |at: &usize| !lines[*at].trim().is_empty();
    let start = run.clone().find(is_full)?;
    let end = run.clone().rfind(is_full)?;
    Some(start..end + 1)
}

fn before_of<'b>(
    book: &'b Book,
    listing: &Listing,
    name: &str,
) -> Result<Option<Before<'b>>, Fault> {
    let before = book.tree.find(Kind::Listing, name)?;
    let old = before.code();
    let new = (listing.source, listing.code);
    Ok(old.map(|old| Before::of((before, old), new)))
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
