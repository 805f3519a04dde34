//! The HTML of a drawing that a reader turns: radio buttons for each knob,
//! and all settings, one below the other. The style sheet leaves the one that
//! is chosen, without a script; print has them all, and so has a browser that
//! knows no `:has`.

use crate::read::drawing::{Drawing, Setting};
use markup::html::svg;
use std::fmt::Write;

/// What the style sheet calls the places of the first knob and the second.
const LETTERS: [char; 2] = ['a', 'b'];

/// The knobs, and the drawings. What is turned to is read aloud.
pub fn turned(name: &str, drawing: &Drawing) -> String {
    let knobs = drawing.knobs();
    let mut out = "<div class=\"knobs\">\n".to_string();
    for (knob, places) in &knobs {
        out += &buttons(&format!("{name}-{knob}"), knob, places);
    }
    out += "</div>\n<div class=\"settings\" aria-live=\"polite\">\n";
    for (nth, setting) in drawing.settings.iter().enumerate() {
        let id = format!("figure-{name}-{nth}");
        let Setting {
            view_box,
            inside,
            title,
            ..
        } = setting;
        let plain = format!("<svg viewBox=\"{view_box}\">{inside}</svg>");
        let _ = write!(
            out,
            "<div class=\"{}\">\n<p>{title}</p>\n\
             <div class=\"drawing\">{}</div>\n</div>\n",
            classes(&knobs, setting),
            svg(&id, &plain)
        );
    }
    out + "</div>\n"
}

fn buttons(group: &str, knob: &str, places: &[&str]) -> String {
    let mut out = format!("<fieldset>\n<legend>{knob}</legend>\n");
    for (nth, place) in places.iter().enumerate() {
        let checked = if nth == 0 { " checked" } else { "" };
        // A browser that comes back to the page would set it as it was.
        let _ = writeln!(
            out,
            "<label><input type=\"radio\" name=\"{group}\" \
             autocomplete=\"off\"{checked}/> {place}</label>"
        );
    }
    out + "</fieldset>\n"
}

/// `a3 b1`, where the first knob is at its third place.
fn classes(knobs: &[(&str, Vec<&str>)], setting: &Setting) -> String {
    let each = knobs.iter().zip(&setting.at).zip(LETTERS);
    let classes = each.filter_map(|(((_, places), (_, at)), letter)| {
        let nth = places.iter().position(|place| place == at)?;
        Some(format!("{letter}{}", nth + 1))
    });
    classes.collect::<Vec<_>>().join(" ")
}

/// What each drawing shows, in words.
pub fn as_text(drawing: &Drawing) -> String {
    let settings = drawing.settings.iter().map(|setting| {
        let Setting {
            title, description, ..
        } = setting;
        format!("<li>{title}. {description}</li>\n")
    });
    format!("<ul>\n{}</ul>\n", settings.collect::<String>())
}
