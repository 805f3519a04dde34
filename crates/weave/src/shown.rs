//! Which page shows what, for the indexes in the appendix.

use crate::listing::anchor;
use crate::tree::{Kind, Source};
use std::collections::HashMap;

/// The book's pages and the files that each names in a directive.
#[derive(Default)]
pub struct Shown {
    pages: Vec<Page>,
    by_name: HashMap<(Kind, String), Vec<usize>>,
}

/// One page of the book.
struct Page {
    /// Its path from the root.
    file: String,
    /// Its first heading.
    title: String,
    /// What it shows whole.
    whole: Vec<(Kind, String)>,
}

impl Shown {
    /// Reads the directives of the pages, given as path and text in the
    /// order of the book.
    pub fn read<'a>(texts: impl Iterator<Item = (&'a str, &'a str)>) -> Shown {
        let mut shown = Shown::default();
        for (file, text) in texts {
            shown.add(file, text);
        }
        shown
    }

    fn add(&mut self, file: &str, text: &str) {
        let title = text.lines().find_map(|line| line.strip_prefix("# "));
        let mut page = Page {
            file: file.to_string(),
            title: title.unwrap_or(file).trim().to_string(),
            whole: Vec::new(),
        };
        let number = self.pages.len();
        for (kind, name, is_whole) in text.lines().filter_map(named) {
            if is_whole {
                page.whole.push((kind, name.to_string()));
            }
            let pages =
                self.by_name.entry((kind, name.to_string())).or_default();
            if pages.last() != Some(&number) {
                pages.push(number);
            }
        }
        self.pages.push(page);
    }

    /// The numbers of the pages that show a file, or an item of it.
    fn of(&self, source: &Source) -> &[usize] {
        let key = (source.kind, source.name.clone());
        self.by_name.get(&key).map_or(&[], Vec::as_slice)
    }

    /// The number of the page that shows a file whole.
    pub fn whole_page(&self, source: &Source) -> Option<usize> {
        let is_whole = |page: &&usize| {
            self.pages[**page]
                .whole
                .contains(&(source.kind, source.name.clone()))
        };
        self.of(source).iter().find(is_whole).copied()
    }

    /// A link in Markdown from the page `from` to a page, and there to the
    /// file, if the page shows it whole.
    pub fn link(&self, from: &str, number: usize, source: &Source) -> String {
        let page = &self.pages[number];
        let whole = (source.kind, source.name.clone());
        let fragment = match page.whole.contains(&whole) {
            true => format!("#{}", anchor(source)),
            false => String::new(),
        };
        let title = page.title.replace(['[', ']'], "");
        format!("[{title}]({}{fragment})", relative(from, &page.file))
    }
}

/// What a line shows: its kind, its name, and whether it is shown whole.
fn named(line: &str) -> Option<(Kind, &str, bool)> {
    let inner = line.trim_end().strip_prefix("{{#")?.strip_suffix("}}")?;
    let mut words = inner.splitn(3, ' ');
    let (directive, name) = (words.next()?, words.next()?);
    let kind = match directive {
        "listing" => Kind::of_listing(name),
        "console" => Kind::Record,
        _ => return None,
    };
    let is_whole = words.next().is_none_or(|rest| rest.starts_with("since "));
    Some((kind, name, is_whole))
}

/// The way from one page to another. mdBook makes a folder's `README.md`
/// its `index.html`.
fn relative(from: &str, to: &str) -> String {
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
    fn what_a_line_shows() {
        let whole = named("{{#listing a}}");
        assert_eq!(whole, Some((Kind::Listing, "a", true)));
        assert_eq!(named("{{#listing a since b}}"), whole);
        let part = named("{{#listing p/run fn run}}");
        assert_eq!(part, Some((Kind::Library, "p/run", false)));
        assert_eq!(named("{{#console c}} "), Some((Kind::Record, "c", true)));
        assert_eq!(named("See `{{#listing a}}`."), None);
    }
}
