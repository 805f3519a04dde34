//! One item, read from its page of documentation.

use anyhow::Result;
use regex::Regex;
use std::collections::BTreeSet;
use std::path::Path;
use std::sync::LazyLock;

/// What a page's name begins with.
pub const KINDS: [&str; 10] = [
    "attr", "constant", "derive", "enum", "fn", "macro", "struct", "trait",
    "type", "union",
];

/// The marks of rustdoc's pages.
struct Patterns {
    member: Regex,
    end: Regex,
    header: Regex,
    declared: Regex,
    deref: Regex,
    types: Regex,
    has_self: Regex,
    tag: Regex,
}

static PATTERNS: LazyLock<Patterns> = LazyLock::new(|| {
    let new = |text: &str| Regex::new(text).expect("this is a pattern");
    let end = "trait-implementations|deref-methods|foreign-impls|\
               implementors|dyn-compatibility|blanket-implementations";
    let member = "method|tymethod|associatedconstant|variant";
    Patterns {
        member: new(&format!(r#"id="(?:{member})\.(\w+)""#)),
        end: new(&format!(r#"<h2 id="(?:{end})"#)),
        header: new(r#"(?s)<h4 class="code-header">(.*?)</h4>"#),
        declared: new(r#"(?s)<pre class="rust item-decl">(.*?)</pre>"#),
        deref: new(r#"id="deref-methods.*?Target = .*?title="\w+ ([\w:]+)""#),
        types: new(r#"title="(?:struct|enum|trait|type) ([\w:]+)""#),
        has_self: new(r"\(\s*(?:&amp;)?(?:'\w+ )?(?:mut )?self\b"),
        tag: new("<[^>]*>"),
    }
});

/// An item of a crate, and what is known of it.
#[derive(Debug)]
pub struct Item {
    /// `struct`, `fn` and so on.
    pub kind: String,
    /// Where it is published.
    pub path: String,
    /// Its methods, constants and variants, with a dot where they take self.
    pub members: BTreeSet<String>,
    /// Where the types are defined that it gives.
    pub gives: BTreeSet<String>,
}

/// Reads a page, unless it is of what is unstable or published elsewhere.
pub fn read(page: &Path, path: &[String]) -> Result<Option<Item>> {
    let file = crate::name(page).0;
    let mut words = file.split('.');
    let kind = words.next().unwrap_or_default();
    let name = words.next().unwrap_or_default();
    let html = crate::read(page)?;
    // A private module's page leads to where the item is published.
    if html.contains("Redirecting to") || head(&html).contains("stab unstable")
    {
        return Ok(None);
    }
    // A module may have the name of a macro.
    let bang = if kind == "macro" { "!" } else { "" };
    let path = [path, &[name.to_string()]].concat().join("::");
    let mut item = Item {
        kind: kind.into(),
        path: path + bang,
        members: BTreeSet::new(),
        gives: BTreeSet::new(),
    };
    item.read(&html);
    Ok(Some(item))
}

/// What a page says of the item before it explains it.
fn head(html: &str) -> &str {
    let end = |text: &str, mark| text.find(mark).unwrap_or(text.len());
    let head = own(html);
    let head = &head[..end(head, "class=\"docblock\"")];
    &head[..end(head, "id=\"method.")]
}

/// The part of a page that is about the item alone.
fn own(html: &str) -> &str {
    let end = PATTERNS.end.find(html);
    end.map_or(html, |end| &html[..end.start()])
}

impl Item {
    fn read(&mut self, html: &str) {
        let patterns = &*PATTERNS;
        let deref = patterns.deref.captures(html);
        self.gives.extend(deref.map(|found| found[1].to_string()));
        let html = own(html);
        let declared = patterns.declared.captures(html);
        if let Some(declared) = declared
            && ["fn", "type"].contains(&self.kind.as_str())
        {
            self.add_given(&declared[1]);
        }
        let found: Vec<_> = patterns.member.captures_iter(html).collect();
        let places = found.iter().filter_map(|found| found.get(0));
        let starts = places.clone().skip(1).map(|place| place.start());
        let ends = starts.chain([html.len()]);
        for ((found, place), end) in found.iter().zip(places).zip(ends) {
            self.member(&found[1], &html[place.end()..end]);
        }
    }

    /// A method, a constant or a variant, with what the page says of it.
    fn member(&mut self, name: &str, part: &str) {
        let patterns = &*PATTERNS;
        if part.contains("stab unstable") || part.contains("stab deprecated") {
            return;
        }
        let header = patterns.header.captures(part);
        let header = header.as_ref().map_or("", |found| {
            found.get(1).map_or("", |inner| inner.as_str())
        });
        let text = patterns.tag.replace_all(header, "");
        let takes_self = patterns.has_self.is_match(&text);
        let dot = if takes_self { "." } else { "" };
        self.members.insert(format!("{dot}{name}"));
        if name != "into_std" {
            self.add_given(header);
        }
    }

    /// The types behind a signature's arrow.
    fn add_given(&mut self, signature: &str) {
        let Some((_, given)) = signature.split_once("-&gt;") else {
            return;
        };
        let given = given.split("class=\"where").next().unwrap_or_default();
        let types = PATTERNS.types.captures_iter(given);
        self.gives.extend(types.map(|found| found[1].to_string()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item(kind: &str, html: &str) -> Item {
        let mut item = Item {
            kind: kind.into(),
            path: "a::B".into(),
            members: BTreeSet::new(),
            gives: BTreeSet::new(),
        };
        item.read(html);
        item
    }

    fn method(name: &str, header: &str) -> String {
        format!(
            "<section id=\"method.{name}\"><h4 class=\"code-header\">\
             {header}</h4></section>"
        )
    }

    #[test]
    fn members_have_a_dot_where_they_take_self() {
        let html = method("new", "fn <a>new</a>(a: u8) -&gt; Self")
            + &method("get", "fn <a>get</a>(&amp;self) -&gt; u8")
            + &method("set", "fn <a>set</a>(&amp;'a mut self)")
            + "<span id=\"variant.One\">"
            + "<span id=\"variant.New\"><span class=\"stab unstable\">"
            + "<h2 id=\"trait-implementations\">"
            + &method("clone", "fn clone(&amp;self)");
        let members: Vec<String> =
            item("struct", &html).members.into_iter().collect();
        assert_eq!(members, [".get", ".set", "One", "new"]);
    }

    #[test]
    fn what_is_given_stands_behind_the_arrow() {
        let html = method(
            "get",
            "fn get(a: <a title=\"struct a::In\">) -&gt; \
             <a title=\"struct a::Out\"><div class=\"where\">\
             <a title=\"trait a::Bound\"></div>",
        );
        let gives: Vec<String> =
            item("struct", &html).gives.into_iter().collect();
        assert_eq!(gives, ["a::Out"]);
    }

    #[test]
    fn what_is_unstable_itself_is_seen_before_the_explanation() {
        assert!(head("<b class=\"stab unstable\">").contains("stab"));
        let later = "x<div class=\"docblock\"><b class=\"stab unstable\">";
        assert_eq!(head(later), "x<div ");
    }
}
