//! Colors code when the book is built, with tree-sitter's grammars.
//!
//! What is told apart has a class of one letter, which `weave.css` colors:
//! `k` keywords, `s` strings, `c` comments, `n` numbers and constants, `t`
//! types, `m` macros and attributes, `f` functions where they are defined.

use crate::web::html::escape;
use std::collections::HashMap;
use std::sync::{LazyLock, Mutex, PoisonError};
use tree_sitter_highlight::{
    HighlightConfiguration, HighlightEvent, Highlighter,
};

/// The languages of listings and twins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Language {
    /// A listing's.
    Rust,
    /// A twin's.
    Python,
}

/// The classes, as the queries name them.
const CLASSES: [&str; 7] = ["k", "s", "c", "n", "t", "m", "f"];

static RUST: LazyLock<Option<HighlightConfiguration>> = LazyLock::new(|| {
    let query = include_str!("highlight/rust.scm");
    let language = tree_sitter_rust::LANGUAGE.into();
    configured(HighlightConfiguration::new(language, "rust", query, "", ""))
});

static PYTHON: LazyLock<Option<HighlightConfiguration>> = LazyLock::new(|| {
    let query = include_str!("highlight/python.scm");
    let language = tree_sitter_python::LANGUAGE.into();
    configured(HighlightConfiguration::new(
        language, "python", query, "", "",
    ))
});

/// A build weaves a page twice, first to check it.
static DONE: LazyLock<Mutex<HashMap<(Language, String), String>>> =
    LazyLock::new(Mutex::default);

/// Code as HTML. What the grammar does not understand is left plain.
pub fn html(language: Language, code: &str) -> String {
    let key = (language, code.to_string());
    let mut done = DONE.lock().unwrap_or_else(PoisonError::into_inner);
    done.entry(key)
        .or_insert_with(|| {
            colored(language, code).unwrap_or_else(|| escape(code))
        })
        .clone()
}

fn colored(language: Language, code: &str) -> Option<String> {
    let configuration = match language {
        Language::Rust => RUST.as_ref()?,
        Language::Python => PYTHON.as_ref()?,
    };
    let mut highlighter = Highlighter::new();
    let bytes = code.as_bytes();
    let events = highlighter
        .highlight(configuration, bytes, None, None, |_| None)
        .ok()?;
    let mut out = String::new();
    for event in events {
        match event.ok()? {
            HighlightEvent::Source { start, end } => {
                out += &escape(code.get(start..end)?);
            }
            HighlightEvent::HighlightStart(class) => {
                let class = CLASSES.get(class.0)?;
                out += &format!("<span class=\"{class}\">");
            }
            HighlightEvent::HighlightEnd => out += "</span>",
        }
    }
    Some(out)
}

/// Nothing for a query that does not fit its grammar: the tests would see it.
fn configured<E>(
    made: Result<HighlightConfiguration, E>,
) -> Option<HighlightConfiguration> {
    let mut made = made.ok()?;
    made.configure(&CLASSES);
    Some(made)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rust() {
        let html = html(
            Language::Rust,
            "/// Doc.\n#[derive(Debug)]\nstruct Line;\n\n\
             fn run(x: &str) -> io::Result<()> {\n    \
             let n = 5; // Why.\n    println!(\"{x} <\");\n    \
             Err(LIMIT)\n}\n",
        );
        for part in [
            "<span class=\"c\">/// Doc.\n</span>",
            "<span class=\"m\">#[derive(<span",
            "<span class=\"k\">struct</span> <span class=\"t\">Line</span>",
            "<span class=\"k\">fn</span> <span class=\"f\">run</span>(x: &amp;",
            "<span class=\"t\">Result</span>&lt;()&gt;",
            "<span class=\"n\">5</span>; <span class=\"c\">// Why.</span>",
            "<span class=\"m\">println</span>!",
            "<span class=\"s\">&quot;&#123;x} &lt;&quot;</span>",
            "<span class=\"t\">Err</span>(<span class=\"n\">LIMIT</span>)",
        ] {
            assert!(html.contains(part), "{part} in {html}");
        }
    }

    #[test]
    fn python() {
        let html = html(
            Language::Python,
            "# Why.\nwith Socket() as s:\n    def f(x):\n        \
             return f\"{x}\", None\n",
        );
        for part in [
            "<span class=\"c\"># Why.</span>",
            "<span class=\"k\">with</span> <span class=\"t\">Socket</span>()",
            "<span class=\"k\">def</span> <span class=\"f\">f</span>(x)",
            "<span class=\"s\">f&quot;",
            "<span class=\"n\">None</span>",
        ] {
            assert!(html.contains(part), "{part} in {html}");
        }
    }

    #[test]
    fn nothing_is_lost() {
        let code = "fn broken( {{{ \"a\n<&>\n";
        let html = html(Language::Rust, code);
        let mut text = String::new();
        for piece in html.split('<') {
            let after = piece.split_once('>').map_or(piece, |(_, text)| text);
            text += after;
        }
        assert_eq!(text, escape(code));
    }
}
