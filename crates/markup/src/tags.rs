//! The tags of a rendered page.
//!
//! A tokenizer for all of HTML took a third of a book's build. These pages
//! come from mdBook's serializer and from our own templates, so that a tag
//! ends at the first `>` outside of quotes and nothing is left to be mended.

use std::collections::BTreeSet;

/// What a page links to, and what can be linked to in it.
#[derive(Default)]
pub struct Tags {
    /// Every `href` and `src`.
    pub links: BTreeSet<String>,
    /// Every `id`.
    pub ids: BTreeSet<String>,
    /// A `<base>` makes every link relative to the site's root.
    pub based: bool,
    /// A `{{#` stands in its text.
    pub directive: bool,
}

/// Reads a page's tags.
pub fn scan(html: &str) -> Tags {
    let mut page = Tags::default();
    // Most pages have none, in their text or elsewhere.
    let may_direct = html.contains("{{#");
    let directs = |text: &str| may_direct && text.contains("{{#");
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        page.directive |= directs(&rest[..at]);
        rest = page.markup(&rest[at + 1..]);
    }
    page.directive |= directs(rest);
    page
}

impl Tags {
    /// Reads what follows a `<`; returns what follows its end.
    fn markup<'h>(&mut self, html: &'h str) -> &'h str {
        if let Some(comment) = html.strip_prefix("!--") {
            return after(comment, "-->");
        }
        if !html.starts_with(|c: char| c.is_ascii_alphabetic()) {
            // An end, a declaration, or a mere sign.
            return html;
        }
        let end = html.find(|c: char| c.is_ascii_whitespace() || c == '>');
        let (name, attributes) = html.split_at(end.unwrap_or(html.len()));
        let rest = self.attributes(name, attributes);
        // What stands in a script is no HTML.
        match name {
            "script" => after(rest, "</script"),
            "style" => after(rest, "</style"),
            _ => rest,
        }
    }

    fn attributes<'h>(&mut self, tag: &str, html: &'h str) -> &'h str {
        let mut rest = html;
        loop {
            rest = rest.trim_start_matches(|c: char| {
                c.is_ascii_whitespace() || c == '/'
            });
            if let Some(rest) = rest.strip_prefix('>') {
                return rest;
            }
            let end = rest.find(['=', '>', ' ', '\n', '/']);
            let Some(end) = end.filter(|end| *end > 0) else {
                return rest.get(1..).unwrap_or_default();
            };
            let (name, tail) = rest.split_at(end);
            let Some(tail) = tail.strip_prefix('=') else {
                rest = tail;
                continue;
            };
            let (value, tail) = value(tail);
            self.attribute(tag, name, value);
            rest = tail;
        }
    }

    fn attribute(&mut self, tag: &str, name: &str, value: &str) {
        match (tag, name) {
            ("base", _) => self.based = true,
            (_, "href" | "src") => {
                self.links.insert(plain(value));
            }
            (_, "id") => {
                self.ids.insert(plain(value));
            }
            _ => {}
        }
    }
}

/// An attribute's value and what follows it.
fn value(html: &str) -> (&str, &str) {
    for quote in ['"', '\''] {
        if let Some(quoted) = html.strip_prefix(quote) {
            return quoted.split_once(quote).unwrap_or((quoted, ""));
        }
    }
    let end = html.find(|c: char| c.is_ascii_whitespace() || c == '>');
    html.split_at(end.unwrap_or(html.len()))
}

fn after<'h>(html: &'h str, end: &str) -> &'h str {
    html.split_once(end).map_or("", |(_, rest)| rest)
}

/// The text that the references in an attribute stand for.
fn plain(value: &str) -> String {
    let mut pieces = value.split('&');
    let mut text = pieces.next().unwrap_or_default().to_string();
    for piece in pieces {
        let known = piece
            .split_once(';')
            .and_then(|(name, rest)| Some((reference(name)?, rest)));
        match known {
            Some((c, rest)) => {
                text.push(c);
                text += rest;
            }
            None => {
                text.push('&');
                text += piece;
            }
        }
    }
    text
}

fn reference(name: &str) -> Option<char> {
    match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        name => {
            let digits = name.strip_prefix('#')?;
            let code = match digits.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16),
                None => digits.parse(),
            };
            char::from_u32(code.ok()?)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(texts: &[&str]) -> BTreeSet<String> {
        texts.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_page_is_read_without_its_scripts() {
        let page = scan(
            "<a href='x.html#y'>a</a><img src=b.svg><h2 id=\"c\">{{#x}}</h2>\
             <script>const a = '<a href=\"no\">';</script><p id=d>",
        );
        assert_eq!(page.links, set(&["b.svg", "x.html#y"]));
        assert_eq!(page.ids, set(&["c", "d"]));
        assert!(page.directive);
    }

    #[test]
    fn what_is_no_tag() {
        let page = scan(
            "<!DOCTYPE html><!-- <a href=\"no\"> {{#x}} -->a < b <3 \
             <a title=\"href=no > id=no\" href=\"a&amp;b&#39;&#x3c;\" hidden \
             id=\"i\">x</a><br/><svg viewBox='0 0 1 1'/><i id=j/>",
        );
        assert_eq!(page.links, set(&["a&b'<"]));
        assert!(page.ids.contains("i"), "{:?}", page.ids);
        assert!(!page.directive && !page.based);
    }

    #[test]
    fn what_breaks_off_ends() {
        for html in ["<", "<a", "<a ", "<a href", "<a href=", "<a href=\"x"] {
            scan(html);
        }
        assert!(scan("<base href=\"/\">").based);
    }
}
