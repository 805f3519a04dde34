//! What a page says, in lines that can be compared.

use scraper::{ElementRef, Html, Node, Selector};

/// The elements whose white space is what was typed.
const AS_TYPED: [&str; 5] = ["pre", "textarea", "script", "style", "title"];

/// The elements inside of a line of prose: a space beside one is read.
const INLINE: [&str; 26] = [
    "a", "abbr", "b", "bdi", "button", "cite", "code", "del", "dfn", "em", "i",
    "img", "input", "ins", "kbd", "label", "mark", "q", "s", "samp", "small",
    "span", "strong", "sub", "sup", "var",
];

/// Its tags, with their attributes in order, and its text, each on a line.
pub fn lines(html: &str) -> Vec<String> {
    read(html, true)
}

/// Its text alone: a paragraph, an item or a line of code on each line.
pub fn text(html: &str) -> Vec<String> {
    read(html, false)
}

fn read(html: &str, tags: bool) -> Vec<String> {
    let page = Html::parse_document(html);
    let mut reader = Reader {
        tags,
        lines: Vec::new(),
        prose: String::new(),
        typed: false,
    };
    reader.inside(part(&page), false);
    reader.end_line();
    reader.lines
}

/// Inside of what is compared: the page's own part, or all of it where none is
/// marked.
fn part(page: &Html) -> ElementRef<'_> {
    let main = Selector::parse("main").expect("this is a selector");
    let mut found = page.select(&main);
    found.next().unwrap_or_else(|| page.root_element())
}

struct Reader {
    tags: bool,
    lines: Vec<String>,
    /// A line that may go on.
    prose: String,
    /// Whether its white space is what was typed.
    typed: bool,
}

impl Reader {
    fn element(&mut self, element: ElementRef, as_typed: bool) {
        let name = element.value().name();
        let as_typed = as_typed || AS_TYPED.contains(&name);
        let inline = INLINE.contains(&name);
        self.tag(inline, || opening(element));
        self.inside(element, as_typed);
        self.tag(inline, || format!("</{name}>"));
    }

    fn inside(&mut self, element: ElementRef, as_typed: bool) {
        for child in element.children() {
            match child.value() {
                Node::Text(text) => self.text(text, as_typed),
                Node::Element(_) => {
                    let child = ElementRef::wrap(child);
                    child.into_iter().for_each(|e| self.element(e, as_typed));
                }
                _ => {}
            }
        }
    }

    /// A tag ends a line of prose, but for one that stands in a line.
    fn tag(&mut self, inline: bool, text: impl Fn() -> String) {
        if !inline {
            self.end_line();
        }
        if self.tags {
            self.prose.push_str(&text());
            if !inline {
                self.end_line();
            }
        }
    }

    fn text(&mut self, text: &str, as_typed: bool) {
        if as_typed {
            self.typed = true;
            let mut lines = text.split('\n');
            self.prose.extend(lines.next());
            for line in lines {
                self.lines.push(std::mem::take(&mut self.prose));
                self.prose.push_str(line);
            }
            return;
        }
        for c in text.chars() {
            if !c.is_ascii_whitespace() {
                self.prose.push(c);
            } else if !self.prose.ends_with(' ') {
                self.prose.push(' ');
            }
        }
    }

    fn end_line(&mut self) {
        let line = std::mem::take(&mut self.prose);
        let line = if std::mem::take(&mut self.typed) {
            &line[..]
        } else {
            line.trim_matches(' ')
        };
        if !line.is_empty() {
            self.lines.push(line.to_string());
        }
    }
}

/// A tag with its attributes in the order of their names.
fn opening(element: ElementRef) -> String {
    let mut attributes: Vec<_> = element.value().attrs().collect();
    attributes.sort_unstable();
    let attributes = attributes.iter().map(|(k, v)| format!(" {k}=\"{v}\""));
    let attributes: String = attributes.collect();
    format!("<{}{attributes}>", element.value().name())
}
