//! Checks of the one list of chapters, and of what lies where.

use std::collections::BTreeSet;

use mdbook_summary::SummaryItem;

use crate::tree::{File, Tree};

/// The most entries that `ls` shows at the top.
pub const TOP_ENTRIES: usize = 14;

/// `book/` holds the pages that SUMMARY.md lists, and nothing else: mdBook
/// publishes every other file as it is.
pub fn pages(summary: &File, files: &[&str]) -> Vec<String> {
    let listed = match summary_pages(summary) {
        Ok(listed) => listed,
        Err(problem) => return vec![problem],
    };
    let strays = files.iter().filter(|path| {
        // A drawing stands in a page; building the book asks for that.
        let known = ["SUMMARY.md", "404.md"].contains(path);
        !known && !path.ends_with(".svg") && !listed.contains(**path)
    });
    let strays = strays.map(|path| {
        format!("book/{path}: list it in book/SUMMARY.md, or move it out")
    });
    let absent = listed.iter().filter(|path| !files.contains(&path.as_str()));
    let absent = absent.map(|path| {
        format!("{}: {path}: no such page; write it", summary.path)
    });
    strays.chain(absent).collect()
}

/// Each chapter of SUMMARY.md has a folder of listings of the same name, and
/// the other way round.
pub fn chapters(summary: &File, packages: &[&str]) -> Vec<String> {
    let pages = match summary_pages(summary) {
        Ok(pages) => pages,
        Err(problem) => return vec![problem],
    };
    let chapters: BTreeSet<&str> =
        pages.iter().filter_map(|page| chapter(page)).collect();
    let packages: BTreeSet<&str> = packages.iter().copied().collect();

    let unwritten = packages.difference(&chapters).map(|name| {
        format!(
            "listings/{name}: list book/{name}/README.md in {}",
            summary.path
        )
    });
    let unbuilt = chapters
        .difference(&packages)
        .map(|name| format!("book/{name}: make the package listings/{name}"));
    let unopened = chapters
        .iter()
        .filter(|name| !pages.contains(&format!("{name}/README.md")))
        .map(|name| format!("{}: list {name}/README.md", summary.path));
    unwritten.chain(unbuilt).chain(unopened).collect()
}

/// The folder of a chapter's page: `ch02-tcp` of `ch02-tcp/README.md`.
fn chapter(page: &str) -> Option<&str> {
    let (folder, _) = page.split_once('/')?;
    let number = folder.strip_prefix("ch")?.get(..2)?;
    number.parse::<u8>().ok().map(|_| folder)
}

/// The pages that SUMMARY.md lists, as mdBook reads it.
fn summary_pages(summary: &File) -> Result<BTreeSet<String>, String> {
    let parsed = mdbook_summary::parse_summary(&summary.text)
        .map_err(|error| format!("{}: {error:#}", summary.path))?;
    let mut pages = BTreeSet::new();
    for items in [
        &parsed.prefix_chapters,
        &parsed.numbered_chapters,
        &parsed.suffix_chapters,
    ] {
        add(items, &mut pages);
    }
    Ok(pages)
}

fn add(items: &[SummaryItem], pages: &mut BTreeSet<String>) {
    for item in items {
        if let SummaryItem::Link(link) = item {
            let page = link.location.iter().map(|path| {
                let parts = path.iter().map(|part| part.to_string_lossy());
                let parts: Vec<_> = parts.filter(|part| part != ".").collect();
                parts.join("/")
            });
            pages.extend(page);
            add(&link.nested_items, pages);
        }
    }
}

/// The paths that a page links, without `./`.
fn listed(page: &File) -> BTreeSet<String> {
    let links = page.text.split("](").skip(1);
    let paths = links.filter_map(|rest| Some(rest.split_once(')')?.0));
    let paths = paths.map(|path| path.trim_start_matches("./"));
    paths
        .filter(|path| !path.is_empty())
        .map(String::from)
        .collect()
}

/// Each relative link of a page at the top leads to something.
pub fn links(page: &File, tree: &Tree) -> Vec<String> {
    let exists = |path: &str| {
        let inside = |file: &File| file.below(path).is_some();
        tree.files
            .iter()
            .any(|file| file.path == path || inside(file))
    };
    let links = listed(page).into_iter().filter(|l| !l.contains("://"));
    let broken = links.filter(|link| {
        let path = link.split('#').next().unwrap_or_default();
        !path.is_empty() && !exists(path.trim_end_matches('/'))
    });
    broken
        .map(|link| format!("{}: {link}: correct the link", page.path))
        .collect()
}

/// What `ls` shows at the top stays short enough to be read.
pub fn top(tree: &Tree) -> Vec<String> {
    let first = |file: &File| {
        file.path.split('/').next().unwrap_or_default().to_string()
    };
    let entries: BTreeSet<String> = tree.files.iter().map(first).collect();
    let visible: Vec<_> = entries
        .into_iter()
        .filter(|name| !name.starts_with('.'))
        .collect();
    if visible.len() <= TOP_ENTRIES {
        return Vec::new();
    }
    vec![format!(
        "the top has {} entries, {TOP_ENTRIES} at most; move one into a \
         folder: {}",
        visible.len(),
        visible.join(" ")
    )]
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;

    fn summary() -> File {
        let text = "# Summary\n\n[Start](README.md)\n\n\
                    - [TCP](./ch02-tcp/README.md)\n";
        File::new("book/SUMMARY.md", text)
    }

    #[test]
    fn a_page_off_the_list_and_one_off_the_disk_are_told() {
        let good = ["404.md", "README.md", "SUMMARY.md", "ch02-tcp/README.md"];
        assert!(pages(&summary(), &good).is_empty());

        let stray = [&good[..], &["ch02-tcp/figure.png"]].concat();
        assert_eq!(
            pages(&summary(), &stray),
            ["book/ch02-tcp/figure.png: list it in book/SUMMARY.md, or \
                 move it out"]
        );
        assert_eq!(
            pages(&summary(), &good[..3]),
            ["book/SUMMARY.md: ch02-tcp/README.md: no such page; write it"]
        );
    }

    #[test]
    fn pages_and_packages_are_one_list() {
        assert!(chapters(&summary(), &["ch02-tcp"]).is_empty());
        assert_eq!(
            chapters(&summary(), &["ch02-tcp", "ch03-udp"]),
            ["listings/ch03-udp: list book/ch03-udp/README.md in \
                 book/SUMMARY.md"]
        );
        assert_eq!(
            chapters(&summary(), &[]),
            ["book/ch02-tcp: make the package listings/ch02-tcp"]
        );
        let side = File::new("book/SUMMARY.md", "- [a](ch02-tcp/a.md)");
        assert_eq!(
            chapters(&side, &["ch02-tcp"]),
            ["book/SUMMARY.md: list ch02-tcp/README.md"]
        );
    }

    #[test]
    fn a_link_that_leads_nowhere_is_told() {
        let files = vec![File::new("book/a.md", "")];
        let tree = Tree {
            root: PathBuf::new(),
            files,
        };
        let text = "[a](book) [b](book/a.md#x) [c](https://a.b) [d](gone)";
        assert_eq!(
            links(&File::new("README.md", text), &tree),
            ["README.md: gone: correct the link"]
        );
    }

    #[test]
    fn a_crowded_top_is_told() {
        let files = (b'a'..=b'o').map(|c| (c as char).to_string());
        let files = files.map(|name| File::new(&name, "")).collect();
        let mut tree = Tree {
            root: PathBuf::new(),
            files,
        };
        let problems = top(&tree);
        assert_eq!(problems.len(), 1);
        assert!(problems[0].contains("15 entries"), "{problems:?}");
        assert!(problems[0].contains("move one"), "{problems:?}");

        tree.files[0].path = ".a".into();
        assert!(top(&tree).is_empty());
    }
}
