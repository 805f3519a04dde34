//! A figure that is drawn by hand: `book/chNN-topic/NAME.svg`.
//!
//! The drawing stands inside the page, so that it follows the theme: it has
//! no colors of its own. Its `<desc>` says all that it shows.

use crate::problem::{Fault, Problem};
use crate::read::tally;

/// The widest drawing that can still be read on a telephone, in the units of
/// its `viewBox`, of which the text is 13 or more high.
const WIDEST: f64 = 720.0;

/// What a drawing must not hold, and why.
const FORBIDDEN: [(&str, &str); 6] = [
    ("<script", "a figure needs no script"),
    ("<style", "its classes are styled by the theme"),
    ("style=", "its classes are styled by the theme"),
    (" id=", "a page may hold it beside another with the same id"),
    (
        "=\"#",
        "colors come from the theme: `currentColor`, or a class",
    ),
    (
        "rgb(",
        "colors come from the theme: `currentColor`, or a class",
    ),
];

/// A drawing that a page can hold.
#[derive(Debug)]
pub struct Drawing {
    /// The `<svg>`, as it stands in its file.
    pub svg: String,
    /// Its caption, as HTML.
    pub title: String,
    /// All that it shows, in words, as HTML.
    pub description: String,
}

impl Drawing {
    /// Reads the drawing at this path from the root.
    ///
    /// # Errors
    /// What it lacks or must not have, and the remedy.
    pub fn parse(path: &str, svg: String) -> Result<Drawing, Problem> {
        tally::note(path);
        let problem = |fault: Fault| fault.of(path);
        let title = element(&svg, "title").map_err(problem)?;
        let description = element(&svg, "desc").map_err(problem)?;
        check(&svg).map_err(problem)?;
        Ok(Drawing {
            svg,
            title,
            description,
        })
    }
}

/// The text of the drawing's first element of a kind, as it stands there.
fn element(svg: &str, kind: &str) -> Result<String, Fault> {
    let inside = svg
        .split_once(&format!("<{kind}>"))
        .and_then(|(_, rest)| rest.split_once(&format!("</{kind}>")));
    let words: Vec<_> = inside
        .map(|(text, _)| text.split_whitespace().collect())
        .unwrap_or_default();
    if words.is_empty() {
        return Err(Fault::new(
            format!("the drawing has no <{kind}>"),
            "give it a <title>, its caption, and a <desc> that says all that \
             the drawing shows, to those who cannot see it",
        ));
    }
    Ok(words.join(" "))
}

fn check(svg: &str) -> Result<(), Fault> {
    for (part, why) in FORBIDDEN {
        if svg.contains(part) {
            return Err(Fault::new(format!("the drawing has `{part}`"), why));
        }
    }
    let view_box = svg
        .trim_start()
        .strip_prefix("<svg ")
        .and_then(|rest| rest.split_once("viewBox=\""))
        .and_then(|(_, rest)| rest.split_once('"'));
    let sizes: Vec<f64> = view_box
        .map(|(sizes, _)| sizes.split(' ').flat_map(str::parse).collect())
        .unwrap_or_default();
    match sizes.as_slice() {
        [0.0, 0.0, width, _] if *width <= WIDEST => Ok(()),
        _ => Err(Fault::new(
            "the drawing does not begin as a page needs it",
            format!(
                "begin it with `<svg viewBox=\"0 0 W H\">`, W {WIDEST} at most"
            ),
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DRAWING: &str = "<svg viewBox=\"0 0 300 100\">\n<title>Two \
        boxes</title>\n<desc>A box,\n  and &amp; another.</desc>\n\n\
        <rect class=\"fig-box\" width=\"9\" height=\"9\"/>\n</svg>\n";

    #[test]
    fn what_a_page_cannot_hold_is_refused() {
        for (from, to, said) in [
            ("<title>Two boxes</title>", "", "no <title>"),
            ("A box,\n  and &amp; another.", " ", "no <desc>"),
            ("0 0 300 100", "0 0 1300 100", "720 at most"),
            ("0 0 300 100", "300 100", "720 at most"),
            ("class=\"fig-box\"", "fill=\"#fff\"", "`currentColor`"),
            ("class=\"fig-box\"", "id=\"a\"", "` id=`"),
            ("class=\"fig-box\"", "style=\"x\"", "by the theme"),
        ] {
            let svg = DRAWING.replace(from, to);
            let problem = Drawing::parse("a.svg", svg).unwrap_err();
            let text = problem.to_string();
            assert!(text.contains(said), "{said}: {text}");
        }
    }
}
