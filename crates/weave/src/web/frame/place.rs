//! Where a page is in the book, and how long it takes to read: a line above
//! its text.

use super::contents::{Contents, Entry};
use super::{replaced, to_root};
use markup::html::escape;
use markup::words::{Length, length};

/// Words of prose a minute, and lines of code: both are read slowly here,
/// since the page asks to be thought about.
const WORDS: usize = 200;
const LINES: usize = 20;

/// Puts the line into a page that has a place for it.
pub fn put(name: &str, page: &str, contents: &Contents) -> String {
    let mut html = String::new();
    if let Some((chapter, at)) = find(contents, name) {
        let to = format!("{}{}", to_root(name), escape(&chapter.name));
        let called = match chapter.chapter() {
            Some(number) => format!("Chapter {number}"),
            None => escape(&chapter.title),
        };
        let count = chapter.under.len();
        let place = match at {
            None => format!("{called} · {count} sections"),
            Some(at) => {
                // What is not read but done says itself how long it takes.
                let minutes = chapter.chapter().map(|_| minutes(page));
                format!(
                    "<a href=\"{to}\">{called}</a> · {at} of {count}{}",
                    minutes.map_or(String::new(), |minutes| {
                        let s = if minutes == 1 { "" } else { "s" };
                        format!(" · {minutes} minute{s}")
                    })
                )
            }
        };
        html = format!(
            "<nav class=\"place\" aria-label=\"Where you are\" \
             data-page=\"{}\">{place}</nav>\n",
            escape(name)
        );
    }
    replaced(page, "place", &html)
}

/// The chapter of a page, and which of its sections the page is, from 1; none
/// for the chapter's own page.
fn find<'c>(
    contents: &'c Contents,
    name: &str,
) -> Option<(&'c Entry, Option<usize>)> {
    let mut numbered = contents.entries.iter();
    numbered.find_map(|chapter| {
        chapter.number.as_ref()?;
        let mut sections = chapter.under.iter();
        let at = sections.position(|section| section.name == name);
        (chapter.name == name || at.is_some())
            .then_some((chapter, at.map(|at| at + 1)))
    })
}

/// The minutes that a page's text and code take, without what is folded.
fn minutes(page: &str) -> usize {
    let (_, main) = page.split_once("<main").unwrap_or_default();
    let (main, _) = main.split_once("</main>").unwrap_or_default();
    let Length { words, lines } = length(main);
    let minutes = (words * LINES + lines * WORDS).div_ceil(WORDS * LINES);
    minutes.max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(name: &str, number: Option<&str>, under: Vec<Entry>) -> Entry {
        Entry {
            title: "A".into(),
            name: name.into(),
            source: String::new(),
            number: number.map(String::from),
            apart: false,
            deep: false,
            under,
        }
    }

    #[test]
    fn a_page_says_where_it_is_and_how_long_it_takes() {
        let sections = ["ch01-one/a.html", "ch01-one/b.html"];
        let under = sections.map(|name| entry(name, Some("1.1"), vec![]));
        let contents = Contents {
            entries: vec![
                entry("intro.html", None, vec![]),
                entry("ch01-one/index.html", Some("1"), under.into()),
                entry("more/index.html", Some("2"), vec![]),
            ],
        };
        let page = format!(
            "<!--place--><!--/place-->\n<main><p>{}</p><details>{0}</details>\
             <pre>{}</pre></main>",
            "word ".repeat(400),
            "line\n".repeat(21)
        );
        let put = |name| put(name, &page, &contents);
        let line = "<a href=\"../ch01-one/index.html\">Chapter 1</a> · \
                    2 of 2 · 4 minutes</nav>";
        assert!(
            put("ch01-one/b.html").contains(line),
            "{}",
            put("ch01-one/b.html")
        );
        assert!(
            put("ch01-one/index.html").contains(">Chapter 1 · 2 sections<")
        );
        assert!(put("more/index.html").contains(">A · 0 sections<"));
        assert!(put("intro.html").starts_with("<main>"));
    }
}
