//! The HTML of a drawing.

use super::knob;
use crate::check::content::Number;
use crate::read::drawing::Drawing;
use markup::html::{escape, svg};

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

    #[test]
    fn a_radio_button_stands_for_each_place() {
        let setting = |lost: &str, window: &str| {
            format!(
                "<svg viewBox=\"0 0 90 40\" data-lost=\"{lost}\" \
                 data-window=\"{window}\">\n<title>{lost}, {window}</title>\n\
                 <desc>Much.</desc>\n<path d=\"M0 0\"/>\n</svg>\n"
            )
        };
        let inner = setting("0 %", "1") + &setting("9 %", "1");
        let svg = format!(
            "<svg viewBox=\"0 0 90 80\">\n<title>A</title>\n<desc>B.</desc>\n\
             {inner}</svg>\n"
        );
        let drawing = Drawing::parse("a.svg", svg).unwrap();
        let html = figure("losses", &drawing, None);
        well_formed(&html);
        assert!(html.lines().all(|line| !line.trim().is_empty()));
        for part in [
            "<fieldset>\n<legend>lost</legend>\n<label><input type=\"radio\" \
             name=\"losses-lost\" autocomplete=\"off\" checked/> 0 %</label>",
            "name=\"losses-lost\" autocomplete=\"off\"/> 9 %</label>",
            "<div class=\"a2 b1\">\n<p>9 %, 1</p>",
            "aria-labelledby=\"figure-losses-1\" viewBox=\"0 0 90 40\">",
            "<li>0 %, 1. Much.</li>",
        ] {
            assert!(html.contains(part), "{part} in {html}");
        }
    }
}
