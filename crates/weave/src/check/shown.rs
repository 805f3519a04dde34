//! Which page shows what.

use crate::page::Page;
use crate::page::directive::{Directive, Part};
use crate::read::source::{Kind, Source};
use std::collections::HashMap;

/// Where the files that pages show are shown.
pub struct Shown<'b> {
    places: HashMap<Kind, HashMap<&'b str, Places>>,
}

/// Where one file is shown.
#[derive(Default)]
struct Places {
    /// The first place that stands for all of it.
    whole: Option<Place>,
    /// The first place that shows a part of it.
    part: Option<Place>,
}

/// A line of a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// The page's number, from 0.
    pub page: usize,
    /// The line, from 1.
    pub line: usize,
}

impl<'b> Shown<'b> {
    /// Reads the directives of all pages.
    pub fn new(pages: &'b [Page]) -> Shown<'b> {
        let mut places: HashMap<Kind, HashMap<&str, Places>> = HashMap::new();
        for (number, page) in pages.iter().enumerate() {
            for (name, line) in &page.facts {
                let of_kind = places.entry(Kind::Fact).or_default();
                let places: &mut Places = of_kind.entry(name).or_default();
                let line = *line;
                places.whole.get_or_insert(Place { page: number, line });
            }
            for (directive, line) in page.directives() {
                let Some((kind, name, is_whole)) = shows(directive) else {
                    continue;
                };
                let of_kind = places.entry(kind).or_default();
                let places = of_kind.entry(name).or_default();
                let place = Place { page: number, line };
                if is_whole {
                    places.whole.get_or_insert(place);
                } else {
                    places.part.get_or_insert(place);
                }
            }
        }
        Shown { places }
    }

    /// Where all of a file is shown: a page that shows a part of a listing
    /// has the rest of it, unless another page stands for the whole.
    pub fn home(&self, source: &Source) -> Option<Place> {
        let is_code = matches!(source.kind, Kind::Listing | Kind::Library);
        let places = self.of(source)?;
        places.whole.or(places.part.filter(|_| is_code))
    }

    fn of(&self, source: &Source) -> Option<&Places> {
        self.places.get(&source.kind)?.get(source.name.as_str())
    }
}

/// The file that a directive shows, and whether it shows all of it.
fn shows(directive: &Directive) -> Option<(Kind, &str, bool)> {
    let (kind, name, is_whole) = match directive {
        Directive::Listing(name, part) => {
            let is_whole = !matches!(part, Part::Items(_));
            (Kind::of_listing(name), name, is_whole)
        }
        Directive::Console(name) => (Kind::Record, name, true),
        Directive::Twin(name) => (Kind::Twin, name, true),
        Directive::Wire(name, options) => (Kind::Wire, name, !options.again),
        Directive::Figure(name) => (Kind::Figure, name, true),
        _ => return None,
    };
    Some((kind, name, is_whole))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_directive_shows() {
        let shown = |line: &str| {
            let directive: Directive = line.parse().unwrap();
            shows(&directive).map(|(kind, name, is_whole)| {
                (kind, name.to_string(), is_whole)
            })
        };
        let whole = Some((Kind::Listing, "a".to_string(), true));
        assert_eq!(shown("{{#listing a}}"), whole);
        assert_eq!(shown("{{#listing a since b}}"), whole);
        let part = Some((Kind::Library, "p/run".to_string(), false));
        assert_eq!(shown("{{#listing p/run fn run}}"), part);
        let drawn = Some((Kind::Wire, "w".to_string(), false));
        assert_eq!(shown("{{#wire w again: A}}"), drawn);
        assert_eq!(shown("{{#items std}}"), None);
    }
}
