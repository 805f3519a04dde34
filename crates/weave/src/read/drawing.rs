//! A figure that is drawn by hand: `book/chNN-topic/NAME.svg`.
//!
//! The drawing stands inside the page, so that it follows the theme: it has
//! no colors of its own. Its `<desc>` says all that it shows.
//!
//! It may hold drawings, one below the other, between which a reader turns:
//! `<svg data-window="4" …>` is what is seen where the knob that is called
//! *window* stands at 4.

use crate::problem::{Fault, Problem};
use crate::read::tally;
use std::collections::HashSet;

/// The widest drawing that can still be read on a telephone, in the units of
/// its `viewBox`, of which the text is 14 high there.
const WIDEST: f64 = 440.0;

/// The style sheet turns so many knobs, each to so many places.
const MOST_KNOBS: usize = 2;
const MOST_PLACES: usize = 4;

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
    /// The drawings in it, if it is one that a reader turns.
    pub settings: Vec<Setting>,
}

/// One of the drawings between which a reader turns.
#[derive(Debug)]
pub struct Setting {
    /// The knobs, by their names, and where each of them stands.
    pub at: Vec<(String, String)>,
    /// The drawing's size, as its `viewBox` has it.
    pub view_box: String,
    /// What is in the `<svg>`.
    pub inside: String,
    /// What it shows, in short, as HTML.
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
        let inner = svg.split("<svg ").skip(2).map(setting);
        let settings = inner.collect::<Result<_, _>>().map_err(problem)?;
        let drawing = Drawing {
            svg,
            title,
            description,
            settings,
        };
        drawing.is_turned_to_each().map_err(problem)?;
        Ok(drawing)
    }

    /// Each place of a knob has a drawing with each of the other's, once.
    fn is_turned_to_each(&self) -> Result<(), Fault> {
        let names = |one: &Setting| -> Vec<String> {
            one.at.iter().map(|(name, _)| name.clone()).collect()
        };
        let Some(first) = self.settings.first() else {
            return Ok(());
        };
        let knobs = self.knobs();
        let places: HashSet<_> = self.settings.iter().map(|s| &s.at).collect();
        let all: usize = knobs.iter().map(|(_, at)| at.len()).product();
        let right = (1..=MOST_KNOBS).contains(&knobs.len())
            && knobs.iter().all(|(_, places)| places.len() <= MOST_PLACES)
            && self.settings.iter().all(|one| names(one) == names(first))
            && places.len() == all
            && self.settings.len() == all;
        right.then_some(()).ok_or_else(|| {
            Fault::new(
                "the drawings in the drawing are not the settings of knobs",
                format!(
                    "give each `<svg>` the same `data-NAME=\"PLACE\"`, of \
                     {MOST_KNOBS} knobs with {MOST_PLACES} places at most, and \
                     let each place stand with each of the other knob once"
                ),
            )
        })
    }

    /// The knobs, each with the places where it may stand.
    pub fn knobs(&self) -> Vec<(&str, Vec<&str>)> {
        let mut knobs: Vec<(&str, Vec<&str>)> = Vec::new();
        for (nth, (name, at)) in self.settings.iter().flat_map(Setting::each) {
            if knobs.len() == nth {
                knobs.push((name, Vec::new()));
            }
            if !knobs[nth].1.contains(&at) {
                knobs[nth].1.push(at);
            }
        }
        knobs
    }
}

impl Setting {
    /// Each knob's number, its name, and where it stands.
    fn each(&self) -> impl Iterator<Item = (usize, (&str, &str))> {
        let at = self.at.iter();
        at.map(|(name, at)| (name.as_str(), at.as_str()))
            .enumerate()
    }
}

/// A drawing in a drawing, from behind its `<svg `.
fn setting(text: &str) -> Result<Setting, Fault> {
    let fault = || {
        Fault::new(
            "a drawing in the drawing has no end, or no `viewBox`",
            "begin it with `<svg viewBox=\"0 0 W H\" data-NAME=\"PLACE\" …>`, \
             and end it with `</svg>`",
        )
    };
    let (inner, _) = text.split_once("</svg>").ok_or_else(fault)?;
    let (attributes, inside) = inner.split_once('>').ok_or_else(fault)?;
    let value = |rest: &str| rest.split('"').nth(1).map(String::from);
    let (_, view_box) = attributes.split_once("viewBox").ok_or_else(fault)?;
    let knobs = attributes.split("data-").skip(1);
    let at = knobs.filter_map(|knob| {
        let (name, rest) = knob.split_once('=')?;
        Some((name.to_string(), value(rest)?))
    });
    Ok(Setting {
        at: at.collect(),
        view_box: value(view_box).ok_or_else(fault)?,
        inside: inside.to_string(),
        title: element(inside, "title")?,
        description: element(inside, "desc")?,
    })
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
            ("0 0 300 100", "0 0 1300 100", "440 at most"),
            ("0 0 300 100", "300 100", "440 at most"),
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

    #[test]
    fn what_is_turned_has_a_drawing_for_each_place() {
        let setting = |at: &str| {
            format!(
                "<svg viewBox=\"0 0 300 50\" {at}><title>A</title>\
                 <desc>B.</desc></svg>\n"
            )
        };
        let parse = |settings: &[&str]| {
            let inner: String = settings.iter().map(|at| setting(at)).collect();
            let svg = DRAWING.replace("<rect", &format!("{inner}<rect"));
            Drawing::parse("a.svg", svg)
        };
        let at = |lost, w| format!("data-lost=\"{lost} %\" data-w=\"{w}\"");
        let places = [at(0, 1), at(0, 4), at(9, 1), at(9, 4)];
        let places = places.each_ref().map(String::as_str);
        let drawing = parse(&places).unwrap();
        let knobs = [("lost", vec!["0 %", "9 %"]), ("w", vec!["1", "4"])];
        assert_eq!(drawing.knobs(), knobs);
        assert_eq!(drawing.settings[1].at[1], ("w".into(), "4".into()));
        assert!(parse(&[]).unwrap().settings.is_empty());
        for wrong in [
            &[""][..],
            &places[..3],
            &["data-a=\"1\"", "data-a=\"1\""],
            &["data-a=\"1\"", "data-b=\"1\""],
            &["data-a=\"1\" data-b=\"1\" data-c=\"1\""],
        ] {
            let problem = parse(wrong).unwrap_err().to_string();
            assert!(problem.contains("settings of knobs"), "{problem}");
        }
    }
}
