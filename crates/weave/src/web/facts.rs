//! What was measured for the sentences of a page, at its end.

use super::exercise::with_code;
use crate::check::content::Measured;
use markup::html::{breakable, escape};
use std::collections::HashSet;
use std::fmt::Write;

/// The list, each with the fragment that the page's links lead to.
pub fn list(facts: &[Measured], repository: &str) -> String {
    let mut items = String::new();
    for Measured { name, path, fact } in facts {
        let (id, path) = (escape(name), escape(path));
        let _ = writeln!(
            items,
            "<li id=\"fact-{id}\">{} <a href=\"{}/blob/main/{path}\">\
             <code class=\"w\">{id}</code></a></li>",
            with_code(&fact.sentence),
            escape(repository),
        );
    }
    format!(
        "<aside class=\"facts\">\n<p>Measured on Linux, each by an experiment \
         that the tests of this book repeat:</p>\n<ul>\n{items}</ul>\n</aside>"
    )
}

/// How a link to a fact goes on behind its text, and where its name begins.
const LINK: &str = "](#fact-";

/// Prose in which the first link to each fact has its sentence for a title: a
/// wide window shows it in the margin, beside the sentence that it stands
/// behind.
pub fn noted<'b>(
    text: &str,
    sentence: impl Fn(&str) -> Option<&'b str>,
) -> String {
    let mut parts = text.split(LINK);
    let mut out = parts.next().unwrap_or_default().to_string();
    let mut said = HashSet::new();
    for part in parts {
        out += LINK;
        let end = part.find(')').unwrap_or(0);
        let (name, rest) = part.split_at(end);
        out += name;
        if let Some(sentence) = sentence(name)
            && said.insert(name)
        {
            let title = escape(&breakable(&sentence.replace('`', "")));
            out += &format!(" \"{title}\"");
        }
        out += rest;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_to_a_fact_says_what_was_measured() {
        let sentence = |name: &str| (name == "a-b").then_some("`x` is \"y\".");
        let text = "[one](#fact-a-b), [two](#fact-c), [three](d.md#e).\n\
                    [Again](#fact-a-b).\n";
        let noted = noted(text, sentence);
        let first = "[one](#fact-a-b \"x is &quot;y&quot;.\")";
        let wanted = text.replacen("[one](#fact-a-b)", first, 1);
        assert_eq!(noted, wanted);
    }
}
