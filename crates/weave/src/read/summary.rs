//! `SUMMARY.md` and the pages beside it: each lists what the other holds.

use crate::problem::{Problem, did_you_mean};
use crate::read::files::{self, read, relative};
use mdbook_preprocessor::errors::Result;
use pulldown_cmark::{Event, Parser, Tag};
use std::path::Path;

/// The pages under the book's folder and what is wrong with their list.
pub struct Pages {
    /// Each page's path, from the root, and its text.
    pub texts: Vec<(String, String)>,
    /// Pages that are listed and missing, or there and not listed.
    pub problems: Vec<Problem>,
}

/// Reads every page under the book's folder.
///
/// # Errors
/// `SUMMARY.md` or a page that cannot be read.
pub fn pages(root: &Path, src: &Path) -> Result<Pages> {
    let folder = root.join(src);
    let summary = folder.join("SUMMARY.md");
    let listed = links(&read(&summary)?);
    let name = relative(root, &summary);
    let mut files = files::all(&folder)?;
    files.retain(|path| path.extension().is_some_and(|e| e == "md"));
    let present: Vec<String> =
        files.iter().map(|path| relative(&folder, path)).collect();

    let mut problems = Vec::new();
    for (link, line) in &listed {
        if !present.contains(link) {
            let unlisted = present
                .iter()
                .filter(|page| listed.iter().all(|(link, _)| link != *page))
                .map(String::as_str);
            problems.push(missing(&name, *line, link, unlisted));
        }
    }
    let mut texts = Vec::new();
    for (path, link) in files.iter().zip(&present) {
        let page = relative(root, path);
        // mdBook renders the page of errors by itself.
        if matches!(link.as_str(), "SUMMARY.md" | "404.md") {
            continue;
        }
        if !listed.iter().any(|(listed, _)| listed == link) {
            problems.push(unlisted(&page, &name, link));
        }
        texts.push((page, read(path)?));
    }
    Ok(Pages { texts, problems })
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

/// The pages that a summary links to, each with its line.
fn links(summary: &str) -> Vec<(String, usize)> {
    let mut links = Vec::new();
    for (event, at) in Parser::new(summary).into_offset_iter() {
        if let Event::Start(Tag::Link { dest_url, .. }) = event
            && !dest_url.is_empty()
        {
            let line = summary[..at.start].matches('\n').count() + 1;
            let link = dest_url.trim_start_matches("./").to_string();
            links.push((link, line));
        }
    }
    links
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_summary_names_its_pages_by_line() {
        let summary = "# Summary\n\n[Intro](intro.md)\n\n\
                       - [One](./one/README.md)\n- [Draft]()\n";
        assert_eq!(
            links(summary),
            [("intro.md".into(), 3), ("one/README.md".into(), 5)]
        );
    }
}
