//! The HTML of a drawing.

use super::html::escape;
use super::knob;
use crate::check::content::Number;
use crate::read::drawing::Drawing;

/// What a figure is called: its number, what it shows, and whether it is a
/// recording or drawn by hand.
pub fn caption(number: Option<Number>, title: &str, recorded: bool) -> String {
    let number = number.map(|number| format!("<b>Figure {number}</b> "));
    let recorded = if recorded {
        " <small>recorded</small>"
    } else {
        ""
    };
    format!(
        "<figcaption>{}{}{recorded}</figcaption>\n",
        number.unwrap_or_default(),
        escape(title),
    )
}

/// A drawing as a figure, its description folded under it as text.
pub fn figure(name: &str, drawing: &Drawing, number: Option<Number>) -> String {
    let Drawing {
        title, description, ..
    } = drawing;
    let (kind, drawn, settings) = if drawing.settings.is_empty() {
        let svg = svg(&format!("figure-{name}-title"), &drawing.svg);
        let drawn = format!("<div class=\"drawing\">{svg}</div>\n");
        ("drawn", drawn, String::new())
    } else {
        let drawn = knob::turned(name, drawing);
        ("drawn knob", drawn, knob::as_text(drawing))
    };
    // The title is text of the SVG's and escaped already.
    let number = number.map(|number| format!("<b>Figure {number}</b> "));
    let number = number.unwrap_or_default();
    format!(
        "<figure class=\"wire {kind}\" id=\"figure-{name}\">\n\
         <figcaption>{number}{title}</figcaption>\n{drawn}\
         <details class=\"packets\">\n<summary>The same as text</summary>\n\
         <p>{description}</p>\n{settings}</details>\n</figure>"
    )
}

/// An `<svg>` on one line, called by its title, which gets this id.
pub fn svg(id: &str, svg: &str) -> String {
    let words: Vec<_> = svg.split_whitespace().collect();
    let labelled = format!("<svg role=\"img\" aria-labelledby=\"{id}\" ");
    words
        .join(" ")
        .replacen("<svg ", &labelled, 1)
        .replacen("<title>", &format!("<title id=\"{id}\">"), 1)
        .replace("{{", "&#123;{")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::wire::tests::well_formed;

    const DRAWING: &str = "<svg viewBox=\"0 0 300 100\">\n<title>Two \
        boxes</title>\n<desc>A box,\n  and &amp; another.</desc>\n\n\
        <rect class=\"fig-box\" width=\"9\" height=\"9\"/>\n</svg>\n";

    #[test]
    fn a_drawing_is_one_block_that_says_what_it_shows() {
        let drawing = Drawing::parse("a.svg", DRAWING.into()).unwrap();
        let html = figure("boxes", &drawing, None);
        well_formed(&html);
        assert!(html.lines().all(|line| !line.trim().is_empty()));
        for part in [
            "<svg role=\"img\" aria-labelledby=\"figure-boxes-title\" viewBox",
            "<title id=\"figure-boxes-title\">Two boxes</title>",
            "<p>A box, and &amp; another.</p>",
            "<figcaption>Two boxes</figcaption>",
        ] {
            assert!(html.contains(part), "{part} in {html}");
        }
    }
}
