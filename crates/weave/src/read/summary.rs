//! `SUMMARY.md` and the pages beside it: each lists what the other holds.

use super::files::{self, read, relative};
use super::tally;
use crate::problem::{Problem, did_you_mean};
use mdbook_preprocessor::errors::Result;
use mdbook_summary::{SummaryItem, parse_summary};
use std::path::Path;

/// The pages of the book.
pub struct Summary {
    /// Their paths from the root: as they are listed, then the others.
    pub files: Vec<String>,
    /// Pages that are listed and missing, or there and not listed.
    pub problems: Vec<Problem>,
}

impl Summary {
    /// Reads the list, and the names of all pages under the book's folder.
    ///
    /// # Errors
    /// `SUMMARY.md` or the folder cannot be read.
    pub fn read(root: &Path, src: &Path) -> Result<Summary> {
        let folder = root.join(src);
        let path = folder.join("SUMMARY.md");
        let name = relative(root, &path);
        let text = read(&path)?;
        tally::note(&name);
        let listed = links(&text)?;
        let mut present = files::all(&folder)?;
        let dangling = present.iter().filter(|path| !path.exists());
        let dangling = dangling.map(|path| dangling_link(root, path));
        let dangling: Vec<Problem> = dangling.collect();
        present.retain(|path| {
            path.exists() && path.extension().is_some_and(|e| e == "md")
        });
        let present: Vec<String> =
            present.iter().map(|path| relative(&folder, path)).collect();
        // mdBook renders the page of errors by itself.
        let others: Vec<&String> = present
            .iter()
            .filter(|page| !matches!(page.as_str(), "SUMMARY.md" | "404.md"))
            .filter(|page| !listed.contains(page))
            .collect();

        let mut summary = Summary {
            files: Vec::new(),
            problems: dangling,
        };
        for link in &listed {
            if present.contains(link) {
                summary.add(root, &folder.join(link));
            } else {
                let line = text.lines().position(|l| l.contains(link.as_str()));
                let line = line.map_or(1, |index| index + 1);
                let others = others.iter().map(|page| page.as_str());
                summary.problems.push(missing(&name, line, link, others));
            }
        }
        for link in others {
            let page = folder.join(link);
            summary.add(root, &page);
            let page = relative(root, &page);
            summary.problems.push(unlisted(&page, &name, link));
        }
        Ok(summary)
    }

    fn add(&mut self, root: &Path, page: &Path) {
        self.files.push(relative(root, page));
    }
}

fn dangling_link(root: &Path, path: &Path) -> Problem {
    let what = "the link leads to no file";
    Problem::of(&relative(root, path), what, "remove it, or mend it")
}

fn missing<'a>(
    summary: &str,
    line: usize,
    link: &str,
    unlisted: impl Iterator<Item = &'a str>,
) -> Problem {
    Problem::at(
        summary,
        line,
        format!("the page `{link}` does not exist"),
        did_you_mean(link, unlisted, "write it, or remove its line here"),
    )
}

fn unlisted(page: &str, summary: &str, link: &str) -> Problem {
    Problem::of(
        page,
        format!("{summary} does not list this page"),
        format!("add `- [Title]({link})` there, or remove the page"),
    )
}

/// The pages that a summary lists, in its order; drafts have none.
fn links(summary: &str) -> Result<Vec<String>> {
    let summary = parse_summary(summary)?;
    let mut links = Vec::new();
    add(&summary.prefix_chapters, &mut links);
    add(&summary.numbered_chapters, &mut links);
    add(&summary.suffix_chapters, &mut links);
    Ok(links)
}

fn add(items: &[SummaryItem], links: &mut Vec<String>) {
    for item in items {
        if let SummaryItem::Link(link) = item {
            let page = link.location.as_deref();
            let page = page.map(|path| path.strip_prefix(".").unwrap_or(path));
            links.extend(page.map(|path| relative(Path::new(""), path)));
            add(&link.nested_items, links);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_summary_names_its_pages_in_order() {
        let summary = "# Summary\n\n[Intro](intro.md)\n\n\
                       - [One](./one/README.md)\n  - [Draft]()\n\
                       \x20 - [In it](one/in.md)\n\n---\n\n[End](end.md)\n";
        assert_eq!(
            links(summary).unwrap(),
            ["intro.md", "one/README.md", "one/in.md", "end.md"]
        );
    }
}
