//! What others read of a page: search engines, those who share a link,
//! programs that read the book.

use super::contents::{Contents, Entry};
use super::replaced;
use crate::web::html::escape;
use mdbook_preprocessor::config::Config;
use mdbook_preprocessor::errors::Result;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::Path;

/// As much of a description as a list of results shows, in characters.
const SHOWN: usize = 155;

/// How long a paragraph must be to describe its page.
const ENOUGH: usize = 60;

/// What is said of the pages.
pub struct About {
    title: String,
    description: String,
    /// The site's address with a `/` at its end, if the book knows it.
    site: Option<String>,
    /// Each page's description, by its name.
    said: BTreeMap<String, String>,
}

impl About {
    /// For the book that a configuration describes. Its site's origin stands
    /// in `preprocessor.weave.origin`, since mdBook has no key for it.
    ///
    /// # Errors
    /// A key that has another type.
    pub fn new(config: &Config) -> Result<About> {
        let html = config.html_config().unwrap_or_default();
        let origin: Option<String> = config.get("preprocessor.weave.origin")?;
        let path = html.site_url.unwrap_or_else(|| "/".into());
        Ok(About {
            title: config.book.title.clone().unwrap_or_default(),
            description: config.book.description.clone().unwrap_or_default(),
            site: origin.map(|o| o.trim_end_matches('/').to_string() + &path),
            said: BTreeMap::new(),
        })
    }

    /// Describes a page that has a place for it.
    pub fn put(
        &mut self,
        name: &str,
        page: &str,
        contents: &Contents,
    ) -> String {
        let own = description(page).filter(|_| !is_made(name));
        let said = own.unwrap_or_else(|| escape(&self.description));
        let title = tag(page, "title").unwrap_or_default();
        let mut html =
            format!("<meta name=\"description\" content=\"{said}\">\n");
        if let Some(address) = self.address(name, contents) {
            let _ = write!(
                html,
                "<link rel=\"canonical\" href=\"{address}\">\n\
                 <meta property=\"og:type\" content=\"article\">\n\
                 <meta property=\"og:site_name\" content=\"{}\">\n\
                 <meta property=\"og:title\" content=\"{title}\">\n\
                 <meta property=\"og:description\" content=\"{said}\">\n\
                 <meta property=\"og:url\" content=\"{address}\">\n\
                 <meta name=\"twitter:card\" content=\"summary\">\n",
                escape(&self.title)
            );
        }
        self.said.insert(name.to_string(), said);
        replaced(page, "about", &html)
    }

    /// Where a page stands for everybody. The first page and the book's
    /// index are the same page, so they have one address.
    fn address(&self, name: &str, contents: &Contents) -> Option<String> {
        let site = self.site.as_ref().filter(|_| !is_made(name))?;
        let name = match name == contents.first() {
            true => "",
            false => name.strip_suffix("index.html").unwrap_or(name),
        };
        Some(format!("{site}{name}"))
    }

    /// Writes `sitemap.xml`, `robots.txt` and `llms.txt`.
    ///
    /// # Errors
    /// A file that cannot be written.
    pub fn site_files(&self, folder: &Path, contents: &Contents) -> Result<()> {
        let Some(site) = &self.site else {
            return Ok(());
        };
        let mut map = String::from(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
             <urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n",
        );
        let mut list = format!("# {}\n\n> {}\n", self.title, self.description);
        list += "\n## Pages\n\n";
        self.each(&contents.entries, 0, &mut |entry, depth| {
            let address = self.address(&entry.name, contents);
            let address = address.unwrap_or_default();
            let _ = writeln!(map, "<url><loc>{address}</loc></url>");
            let said = self.said.get(&entry.name).map_or("", String::as_str);
            let indent = "  ".repeat(depth);
            let _ = writeln!(
                list,
                "{indent}- [{}]({address}): {}",
                entry.title,
                plain(said)
            );
        });
        let _ = writeln!(
            list,
            "\n## Whole\n\n- [The book on one page]({site}print.html)"
        );
        fs::write(folder.join("sitemap.xml"), map + "</urlset>\n")?;
        fs::write(folder.join("llms.txt"), list)?;
        let robots = format!("User-agent: *\nSitemap: {site}sitemap.xml\n");
        Ok(fs::write(folder.join("robots.txt"), robots)?)
    }

    fn each(
        &self,
        entries: &[Entry],
        depth: usize,
        say: &mut impl FnMut(&Entry, usize),
    ) {
        for entry in entries {
            say(entry, depth);
            self.each(&entry.under, depth + 1, say);
        }
    }
}

/// True for pages that are no part of the book's text.
fn is_made(name: &str) -> bool {
    matches!(name, "404.html" | "print.html" | "toc.html")
}

/// What a page says of itself: `<!-- description: … -->`, else its first
/// paragraph that says enough. It is HTML, fit for an attribute.
fn description(page: &str) -> Option<String> {
    let (_, main) = page.split_once("<main")?;
    let (main, _) = main.split_once("</main>")?;
    if let Some((_, rest)) = main.split_once("<!-- description:") {
        let (said, _) = rest.split_once("-->")?;
        return Some(escape(said.trim()));
    }
    let mut paragraphs = main.split("<p>").skip(1).filter_map(|piece| {
        let (text, _) = piece.split_once("</p>")?;
        let text = without_tags(text);
        let frame = ["Builds on", "By the end", "Predict"];
        let is_frame = frame.iter().any(|start| text.starts_with(start));
        (text.chars().count() >= ENOUGH && !is_frame).then_some(text)
    });
    paragraphs
        .next()
        .map(|text| cut(&text).replace('"', "&quot;"))
}

/// The text of HTML; references stay as they are.
fn without_tags(html: &str) -> String {
    let mut pieces = html.split('<');
    let mut text = pieces.next().unwrap_or_default().to_string();
    for piece in pieces {
        text += piece.split_once('>').map_or("", |(_, text)| text);
    }
    let words: Vec<_> = text.split_whitespace().collect();
    words.join(" ")
}

/// Whole words up to the length that is shown.
fn cut(text: &str) -> String {
    if text.chars().count() <= SHOWN {
        return text.to_string();
    }
    let mut shown = String::new();
    for word in text.split(' ') {
        if shown.chars().count() + word.chars().count() + 2 > SHOWN {
            break;
        }
        shown += word;
        shown.push(' ');
    }
    shown
        .trim_end()
        .trim_end_matches([',', ';', ':'])
        .to_string()
        + " …"
}

fn tag<'a>(page: &'a str, name: &str) -> Option<&'a str> {
    let (_, rest) = page.split_once(&format!("<{name}>"))?;
    rest.split_once(&format!("</{name}>")).map(|(text, _)| text)
}

/// The text that references stand for.
fn plain(text: &str) -> String {
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#123;", "{")
        .replace("&#39;", "'")
        .replace("&amp;", "&")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_paragraph_that_says_enough() {
        let page = "<main><p><em>By the end you can</em> do all of this and \
                    also much that is not said here.</p><p>Short.</p><p>A \
                    stream is <code>&lt;bytes&gt;</code> in \"order\", one \
                    direction each way, without gaps.</p></main>";
        assert_eq!(
            description(page).unwrap(),
            "A stream is &lt;bytes&gt; in &quot;order&quot;, one direction \
             each way, without gaps."
        );
    }

    #[test]
    fn what_the_author_says_goes_first() {
        let page = "<main id=\"main\"><!-- description: Said. --><p>x</p>\
                    </main>";
        assert_eq!(description(page).unwrap(), "Said.");
    }

    #[test]
    fn a_description_ends_with_a_word() {
        let text = cut(&"word, ".repeat(60));
        assert!(text.chars().count() <= SHOWN, "{text}");
        assert!(text.ends_with("word …"), "{text}");
    }
}
