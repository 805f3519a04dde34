//! The HTML of a drawing.

use super::html::escape;
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
    let svg: Vec<_> = drawing.svg.split_whitespace().collect();
    let labelled =
        format!("<svg role=\"img\" aria-labelledby=\"figure-{name}-title\" ");
    let svg = svg
        .join(" ")
        .replacen("<svg ", &labelled, 1)
        .replacen("<title>", &format!("<title id=\"figure-{name}-title\">"), 1)
        .replace("{{", "&#123;{");
    let Drawing {
        title, description, ..
    } = drawing;
    // The title is text of the SVG's and escaped already.
    let number = number.map(|number| format!("<b>Figure {number}</b> "));
    let number = number.unwrap_or_default();
    format!(
        "<figure class=\"wire drawn\" id=\"figure-{name}\">\n\
         <figcaption>{number}{title}</figcaption>\n\
         <div class=\"drawing\">{svg}</div>\n\
         <details class=\"packets\">\n<summary>The same as text</summary>\n\
         <p>{description}</p>\n</details>\n</figure>"
    )
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
