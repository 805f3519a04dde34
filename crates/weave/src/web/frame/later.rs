//! A script that a page reads at the first use of what it is for. A script,
//! since a page that is opened from a disk may not read its own files in any
//! other way.

use super::statics::write as write_static;
use super::to_root;
use crate::read::files::read;
use mdbook_preprocessor::errors::Result;
use std::path::Path;

/// One that was written.
pub struct Later {
    /// The place in a template for its name.
    place: &'static str,
    /// Nothing where the book's theme has no place for it.
    name: Option<String>,
}

impl Later {
    /// Writes one whose name begins so, unless no page would ask for it.
    ///
    /// # Errors
    /// A page cannot be read, or the script not be written.
    pub fn write(
        folder: &Path,
        place: &'static str,
        stem: &str,
        text: &str,
    ) -> Result<Later> {
        let page = read(&folder.join("index.html"))?;
        let name = if page.contains(place) {
            Some(write_static(folder, stem, "js", text)?)
        } else {
            None
        };
        Ok(Later { place, name })
    }

    /// Names it in a page that has a place for it.
    pub fn put(&self, name: &str, page: &str) -> String {
        let (Some(script), Some(attribute)) =
            (&self.name, self.place.strip_suffix("\"\""))
        else {
            return page.to_string();
        };
        let named = format!("{attribute}\"{}{script}\"", to_root(name));
        page.replacen(self.place, &named, 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_names_the_script() {
        let later = Later {
            place: "data-index=\"\"",
            name: Some("search-1.js".into()),
        };
        let page = "<dialog data-index=\"\">";
        assert_eq!(
            later.put("one/a.html", page),
            "<dialog data-index=\"../search-1.js\">"
        );
        assert_eq!(later.put("one/a.html", "<main>"), "<main>");
    }
}
