//! What a screen reader says of what it meets.

use std::fs;
use std::path::Path;

use crate::weight::pages;

/// How the name of an element begins that has no text to be its name.
const LABEL: &str = "aria-label=\"";

/// An attribute is text: markup in it would be read aloud, sign by sign.
pub fn no_name_is_markup(book: &Path) {
    let (mut seen, mut wrong) = (0, Vec::new());
    for page in pages(book) {
        let html = fs::read_to_string(&page).unwrap();
        for label in html.split(LABEL).skip(1) {
            let (label, _) = label.split_once('"').unwrap();
            seen += 1;
            if label.contains("&lt;/") {
                wrong.push(format!("{}: {label}", page.display()));
            }
        }
    }
    assert!(seen > 1000, "only {seen} names");
    assert!(wrong.is_empty(), "{} names: {wrong:#?}", wrong.len());
}
