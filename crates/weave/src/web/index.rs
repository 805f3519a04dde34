//! The indexes as Markdown: a definition for each name or message, and links
//! to the pages.

use crate::index::Uses;
use crate::index::errors::{Errors, is_of_system};
use crate::index::items::{Documented, Items, Meaning};
use crate::page::Page;
use crate::read::source::Source;
use markup::html::{escape, held_in_markdown};
use std::collections::BTreeSet;

/// More pages than this are not named one by one.
const MANY: usize = 10;

/// Where an index stands, and the pages that it leads to.
pub struct From<'a> {
    /// The page that it stands on.
    pub file: &'a str,
    /// All pages, by their numbers.
    pub pages: &'a [Page],
}

/// The index of items: a letter a heading.
pub fn items(items: &Items, from: &From) -> String {
    let mut text = String::new();
    let mut letter = None;
    for ((sorted, label), meanings) in &items.0 {
        let first = sorted.chars().next();
        if first != letter {
            letter = first;
            let heading = first.unwrap_or_default().to_uppercase();
            text += &format!("\n## {heading}\n");
        }
        text += &format!("\n{}\n", whole(label));
        let meanings = meanings.iter();
        let mut meanings: Vec<(String, String)> = meanings
            .map(|(meaning, uses)| (said(meaning), from.some(uses)))
            .collect();
        meanings.sort();
        for (what, pages) in meanings {
            text += &format!(": {what}: {pages}\n");
        }
    }
    text
}

fn said(meaning: &Meaning) -> String {
    match meaning {
        Meaning::Item(item) => documented(item),
        Meaning::Of(types) => format!("of {}", one_of(types)),
    }
}

fn documented(item: &Documented) -> String {
    format!("[{}]({})", whole(&item.name), escape(&item.url))
}

/// A name, which breaks where it may.
fn whole(name: &str) -> String {
    held_in_markdown(name).unwrap_or_else(|| format!("`{name}`"))
}

fn one_of(types: &BTreeSet<Documented>) -> String {
    let links: Vec<String> = types.iter().map(documented).collect();
    match links.split_last() {
        Some((last, before @ [_, ..])) => {
            format!("{} or {last}", before.join(", "))
        }
        _ => links.concat(),
    }
}

/// The index of errors: the system's, then the programs' own.
pub fn errors(errors: &Errors, from: &From) -> String {
    let parts = [
        ("The system's errors", part(errors, true, from)),
        ("A program's own words", part(errors, false, from)),
    ];
    let parts = parts.iter().filter(|(_, text)| !text.is_empty());
    parts
        .map(|(title, text)| format!("## {title}\n\n{text}"))
        .collect::<Vec<_>>()
        .join("\n")
}

fn part(errors: &Errors, of_system: bool, from: &From) -> String {
    let mut text = String::new();
    for ((_, message), uses) in &errors.0 {
        if is_of_system(message) == of_system {
            let links = from.links(uses).join(" · ");
            text += &format!("{}\n: {links}\n\n", code(message));
        }
    }
    text
}

/// The text as code in Markdown, whatever it holds.
fn code(text: &str) -> String {
    let text = text.replace("{{", "{ {");
    if text.contains('`') {
        format!("`` {text} ``")
    } else {
        format!("`{text}`")
    }
}

impl From<'_> {
    fn some(&self, uses: &Uses) -> String {
        let links = self.links(uses);
        if links.len() <= MANY {
            return links.join(" · ");
        }
        let first = links[..3].join(" · ");
        format!("on {} pages, first {first}", links.len())
    }

    fn links(&self, uses: &Uses) -> Vec<String> {
        let uses = uses.iter();
        uses.map(|(page, source)| self.link(*page, source))
            .collect()
    }

    /// A link to a page, and there to the file that it shows whole.
    fn link(&self, number: usize, source: &Source) -> String {
        let page = &self.pages[number];
        let title = page.title.replace(['[', ']'], "");
        let to = relative(self.file, &page.file);
        format!("[{title}]({to}#{})", source.anchor())
    }
}

/// The way from one page to another. mdBook makes a folder's `README.md`
/// its `index.html`.
pub fn relative(from: &str, to: &str) -> String {
    let common = from
        .bytes()
        .zip(to.bytes())
        .take_while(|(a, b)| a == b)
        .count();
    let common = from[..common].rfind('/').map_or(0, |slash| slash + 1);
    let up = "../".repeat(from[common..].matches('/').count());
    let down = &to[common..];
    match down.strip_suffix("README.md") {
        Some(folder) => format!("{up}{folder}index.md"),
        None => format!("{up}{down}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_from_page_to_page() {
        let way = |to| relative("book/appendix/items.md", to);
        assert_eq!(way("book/ch02-tcp/end.md"), "../ch02-tcp/end.md");
        assert_eq!(way("book/ch02-tcp/README.md"), "../ch02-tcp/index.md");
        assert_eq!(way("book/appendix/other.md"), "other.md");
        assert_eq!(way("book/intro.md"), "../intro.md");
    }

    #[test]
    fn a_message_is_code_whatever_it_holds() {
        assert_eq!(code("no `such` name"), "`` no `such` name ``");
        assert_eq!(code("{{x}}"), "`{ {x}}`");
    }
}
