//! A figure that is drawn by hand: `book/chNN-topic/NAME.svg`.
//!
//! The drawing stands inside the page, so that it follows the theme: it has
//! no colors of its own. Its `<desc>` says all that it shows, and is folded
//! under it as text.

use crate::problem::Fault;

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

/// The HTML for a drawing called `name`.
///
/// # Errors
/// What the drawing lacks or must not have, and the remedy.
pub fn figure(name: &str, svg: &str) -> Result<String, Fault> {
    let title = element(svg, "title")?;
    let desc = element(svg, "desc")?;
    check(svg)?;
    let svg: Vec<_> = svg.split_whitespace().collect();
    let labelled =
        format!("<svg role=\"img\" aria-labelledby=\"figure-{name}-title\" ");
    let svg = svg
        .join(" ")
        .replacen("<svg ", &labelled, 1)
        .replacen("<title>", &format!("<title id=\"figure-{name}-title\">"), 1)
        .replace("{{", "&#123;{");
    Ok(format!(
        "<figure class=\"wire drawn\" id=\"figure-{name}\">\n\
         <div class=\"drawing\">{svg}</div>\n\
         <details class=\"packets\">\n<summary>The same as text</summary>\n\
         <p>{desc}</p>\n</details>\n\
         <figcaption>{title}</figcaption>\n</figure>"
    ))
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
        return Err((
            format!("the drawing has no <{kind}>"),
            "give it a <title>, its caption, and a <desc> that says all that \
             the drawing shows, to those who cannot see it"
                .into(),
        ));
    }
    Ok(words.join(" "))
}

fn check(svg: &str) -> Result<(), Fault> {
    for (part, why) in FORBIDDEN {
        if svg.contains(part) {
            return Err((format!("the drawing has `{part}`"), why.into()));
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
        _ => Err((
            "the drawing does not begin as a page needs it".into(),
            format!(
                "begin it with `<svg viewBox=\"0 0 W H\">`, W {WIDEST} at most"
            ),
        )),
    }
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
        let html = figure("boxes", DRAWING).unwrap();
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
            let (what, remedy) =
                figure("boxes", &DRAWING.replace(from, to)).unwrap_err();
            let both = format!("{what} {remedy}");
            assert!(both.contains(said), "{said}: {both}");
        }
    }
}
