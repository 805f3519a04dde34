//! What others read of a page: search engines, those who share a link,
//! programs that read the book.

use super::contents::{Contents, Entry};
use super::replaced;
use markup::html::escape;
use mdbook_preprocessor::config::Config;
use mdbook_preprocessor::errors::Result;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::Path;

/// What is said of the pages.
pub struct About {
    title: String,
    description: String,
    /// The site's address with a `/` at its end, if the book knows it.
    site: Option<String>,
    /// What the pages say of themselves, by the name of their files.
    said: BTreeMap<String, String>,
}

impl About {
    /// For the book that a configuration describes. Its site's origin stands
    /// in `preprocessor.weave.origin`, since mdBook has no key for it.
    ///
    /// # Errors
    /// A key that has another type.
    pub fn new(
        config: &Config,
        said: BTreeMap<String, String>,
    ) -> Result<About> {
        let html = config.html_config().unwrap_or_default();
        let origin: Option<String> = config.get("preprocessor.weave.origin")?;
        let path = html.site_url.unwrap_or_else(|| "/".into());
        Ok(About {
            title: config.book.title.clone().unwrap_or_default(),
            description: config.book.description.clone().unwrap_or_default(),
            site: origin.map(|o| o.trim_end_matches('/').to_string() + &path),
            said,
        })
    }

    /// Describes a page that has a place for it.
    pub fn put(&self, name: &str, page: &str, contents: &Contents) -> String {
        let said = escape(self.said_of(name, contents));
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
        replaced(page, "about", &html)
    }

    /// What a page says of itself, else what is said of the book.
    fn said_of(&self, name: &str, contents: &Contents) -> &str {
        let name = match name {
            "index.html" => contents.first(),
            name => name,
        };
        let said = self.said.get(name).unwrap_or(&self.description);
        said.as_str()
    }

    /// Where a page stands for everybody. The first page and the book's
    /// index are the same page, so they have one address.
    fn address(&self, name: &str, contents: &Contents) -> Option<String> {
        let site = self.site.as_ref().filter(|_| !is_made(name))?;
        let name = if name == contents.first() {
            ""
        } else {
            name.strip_suffix("index.html").unwrap_or(name)
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
            let said = self.said_of(&entry.name, contents);
            let indent = "  ".repeat(depth);
            let _ = writeln!(
                list,
                "{indent}- [{}]({address}): {}",
                entry.title, said
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

fn tag<'a>(page: &'a str, name: &str) -> Option<&'a str> {
    let (_, rest) = page.split_once(&format!("<{name}>"))?;
    rest.split_once(&format!("</{name}>")).map(|(text, _)| text)
}
