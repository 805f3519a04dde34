//! Other names in a line of a page: in a directive, in links to what
//! directives show, in links to chapters.

use regex::{Captures, Regex};
use std::sync::LazyLock;
use weave::page::directive::{Directive, Part};

/// A link to what a directive shows.
static FRAGMENT: LazyLock<Regex> = LazyLock::new(|| {
    let kinds = "listing|record|wire|twin|figure";
    let pattern = format!(r"#({kinds})-([\w-]+)");
    Regex::new(&pattern).expect("this is a pattern")
});
/// A link to a packet of a figure on another page.
static PACKET: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"#([\w-]+)-packet-(\d+)").expect("this is a pattern")
});
/// A link to a page of another chapter.
static CHAPTER: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\(\.\./(ch\d\d-\w+)/").expect("this is a pattern")
});

/// The line with each name replaced by what `new` makes of it.
pub fn rename(line: &str, new: impl Fn(&str) -> String) -> String {
    if let Ok(directive) = line.parse() {
        return renamed(directive, &new);
    }
    let line = FRAGMENT.replace_all(line, |found: &Captures| {
        let (kind, name) = (&found[1], &found[2]);
        let name = match kind {
            "twin" => twin(name, &new),
            _ => new(name),
        };
        format!("#{kind}-{name}")
    });
    let packet =
        |found: &Captures| format!("#{}-packet-{}", new(&found[1]), &found[2]);
    let line = PACKET.replace_all(&line, packet);
    let chapter = |found: &Captures| format!("(../{}/", new(&found[1]));
    CHAPTER.replace_all(&line, chapter).into_owned()
}

/// A directive with other names. Exercises keep theirs.
fn renamed(mut directive: Directive, new: &dyn Fn(&str) -> String) -> String {
    // A file of a chapter's library is called after its package.
    let listing = |name: &str| match name.split_once('/') {
        Some((package, file)) => format!("{}/{file}", new(package)),
        None => new(name),
    };
    match &mut directive {
        Directive::Listing(name, part) => {
            *name = listing(name);
            if let Part::Since(before, _) = part {
                *before = listing(before);
            }
        }
        Directive::Twin(name) => *name = twin(name, new),
        Directive::Console(name)
        | Directive::Wire(name, _)
        | Directive::Figure(name)
        | Directive::CargoAdd(name, _)
        | Directive::FirstRun(name) => *name = new(name),
        Directive::Exercise(..)
        | Directive::Exercises
        | Directive::Items(_)
        | Directive::Errors => {}
    }
    directive.to_string()
}

/// A module of Python has no dash in its name.
pub fn twin(name: &str, new: impl Fn(&str) -> String) -> String {
    new(name).replace('-', "_")
}

/// The stem of the record that a line shows, as a console or on the wire.
pub fn record(line: &str) -> Option<String> {
    match line.parse() {
        Ok(Directive::Console(stem) | Directive::Wire(stem, _)) => Some(stem),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn copied(line: &str) -> String {
        rename(line, |name| format!("{name}-x1"))
    }

    #[test]
    fn every_kind_of_directive_gets_its_new_names() {
        for (line, expected) in [
            ("{{#listing a-b}}", "{{#listing a-b-x1}}"),
            ("{{#listing a fn run}}", "{{#listing a-x1 fn run}}"),
            ("{{#listing a since b}}", "{{#listing a-x1 since b-x1}}"),
            ("{{#listing p/lib fn f}}", "{{#listing p-x1/lib fn f}}"),
            ("{{#console a}}", "{{#console a-x1}}"),
            ("{{#wire a bytes 1,4: A}}", "{{#wire a-x1 bytes 1,4: A}}"),
            ("{{#wire a again: A}}", "{{#wire a-x1 again: A}}"),
            ("{{#twin a_b}}", "{{#twin a_b_x1}}"),
            ("{{#figure a}}", "{{#figure a-x1}}"),
            ("{{#cargo-add ch02-tcp}}", "{{#cargo-add ch02-tcp-x1}}"),
            ("{{#hints tcp-01-echo}}", "{{#hints tcp-01-echo}}"),
            ("{{#items}}", "{{#items}}"),
        ] {
            assert_eq!(copied(line), expected);
        }
    }

    #[test]
    fn links_lead_to_the_copies() {
        for (line, expected) in [
            ("[a](x.md#listing-a-b)", "[a](x.md#listing-a-b-x1)"),
            ("[a](#twin-a_b), b", "[a](#twin-a_b_x1), b"),
            ("[a](x.md#a-b-packet-6)", "[a](x.md#a-b-x1-packet-6)"),
            (
                "[a](../ch02-tcp/end.md#wire-a)",
                "[a](../ch02-tcp-x1/end.md#wire-a-x1)",
            ),
            ("[a](../exercises/a.md)", "[a](../exercises/a.md)"),
            ("see `#listing`, #heading-a", "see `#listing`, #heading-a"),
        ] {
            assert_eq!(copied(line), expected);
        }
    }

    #[test]
    fn every_directive_of_the_book_is_printed_as_it_was_read() {
        let root = crate::root().unwrap();
        let mut count = 0;
        for folder in crate::entries(&root.join("book")).unwrap() {
            let pages = if folder.is_dir() {
                crate::entries(&folder).unwrap()
            } else {
                vec![folder]
            };
            let pages = pages.iter().filter(|page| {
                page.extension().is_some_and(|extension| extension == "md")
            });
            for page in pages {
                let text = crate::read(page).unwrap();
                for line in text.lines().filter(|l| l.starts_with("{{#")) {
                    let read: Directive = line.parse().unwrap();
                    assert_eq!(read.to_string(), line);
                    count += 1;
                }
            }
        }
        assert!(count > 300, "{count} directives in the whole book");
    }
}
