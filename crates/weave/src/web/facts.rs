//! What was measured for the sentences of a page, at its end.

use super::exercise::with_code;
use super::html::escape;
use crate::check::content::Measured;
use std::fmt::Write;

/// The list, each with the fragment that the page's links lead to.
pub fn list(facts: &[Measured], repository: &str) -> String {
    let mut items = String::new();
    for Measured { name, path, fact } in facts {
        let (name, path) = (escape(name), escape(path));
        let _ = writeln!(
            items,
            "<li id=\"fact-{name}\">{} <a href=\"{}/blob/main/{path}\">\
             <code>{name}</code></a></li>",
            with_code(&fact.sentence),
            escape(repository),
        );
    }
    format!(
        "<aside class=\"facts\">\n<p>Measured on Linux, each by an experiment \
         that the tests of this book repeat:</p>\n<ul>\n{items}</ul>\n</aside>"
    )
}
