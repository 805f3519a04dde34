//! Applies every check to the repository: one test a check.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use tidy::tree::{File, Package, Tree};
use tidy::{
    book, errno, exercises, facts, features, manifest, modules, names, records,
    text,
};

/// What is checked for stray whitespace; a record keeps what was printed,
/// and a license's text is kept as its authors wrote it.
const TEXT: [&str; 10] = [
    "rs", "toml", "md", "py", "css", "js", "html", "hbs", "yml", "svg",
];

/// Read once, for all tests.
fn tree() -> &'static Tree {
    static TREE: LazyLock<Tree> =
        LazyLock::new(|| Tree::here().expect("the repository is readable"));
    &TREE
}

fn packages() -> &'static [Package] {
    static PACKAGES: LazyLock<Vec<Package>> = LazyLock::new(|| {
        tree().packages().unwrap_or_else(|error| panic!("{error}"))
    });
    &PACKAGES
}

fn chapters() -> &'static [Package] {
    static CHAPTERS: LazyLock<Vec<Package>> = LazyLock::new(|| {
        let packages = packages().iter();
        packages.filter(|p| p.is_listing()).cloned().collect()
    });
    &CHAPTERS
}

#[track_caller]
fn none(problems: impl IntoIterator<Item = String>) {
    let problems: Vec<String> = problems.into_iter().collect();
    assert!(problems.is_empty(), "\n  {}\n", problems.join("\n  "));
}

fn rust(tree: &Tree) -> impl Iterator<Item = &File> {
    ["crates", "listings", "exercises"]
        .into_iter()
        .flat_map(|folder| tree.files_in(folder, "rs"))
}

fn is_script(file: &File) -> bool {
    file.below("ci").is_some() || file.below(".ci").is_some()
}

/// The programs that readers copy: tours, binaries, chapters' libraries.
fn listings() -> Vec<File> {
    let sources = |package: &Package| -> Vec<File> {
        package.files_in("src", "rs").cloned().collect()
    };
    chapters().iter().flat_map(sources).collect()
}

#[test]
fn every_file_of_rust_says_what_it_is_for() {
    none(rust(tree()).flat_map(text::opening));
}

#[test]
fn no_line_is_too_wide() {
    let tree = tree();
    let twins = tree.files_in("listings", "py");
    none(rust(tree).chain(twins).flat_map(text::width));
}

#[test]
fn no_listing_is_too_long() {
    none(listings().iter().flat_map(text::length));
}

#[test]
fn no_file_is_too_long() {
    let programs = tree().files.iter().filter(|file| {
        ["rs", "js", "mjs", "py"].contains(&file.extension())
            || is_script(file) && file.extension().is_empty()
    });
    none(programs.flat_map(text::size));
}

#[test]
fn listings_hold_nothing_that_readers_must_not_copy() {
    none(listings().iter().flat_map(text::calls));
}

#[test]
fn documented_ports_are_their_chapters() {
    let below = |package: &Package| -> Vec<String> {
        let number = record::ports::chapter(package.name());
        let number = number.unwrap_or_else(|| {
            panic!("{}: begin the name with chNN-", package.manifest_path())
        });
        let files = package.files.iter();
        files.flat_map(|file| text::ports(file, number)).collect()
    };
    none(chapters().iter().flat_map(below));
}

#[test]
fn text_has_no_stray_whitespace() {
    let tree = tree();
    let checked = tree
        .files
        .iter()
        .filter(|file| is_script(file) || TEXT.contains(&file.extension()));
    none(checked.flat_map(text::whitespace));
}

#[test]
fn pages_have_no_code_of_their_own() {
    none(tree().files_in("book", "md").flat_map(text::fences));
}

#[test]
fn every_binary_is_registered() {
    none(chapters().iter().flat_map(manifest::binaries));
}

#[test]
fn every_chapter_has_its_tour() {
    none(chapters().iter().flat_map(manifest::tour));
}

#[test]
fn versions_and_lints_come_from_the_root() {
    none(packages().iter().flat_map(manifest::from_the_root));
    none(manifest::root_lints(&tree().file("Cargo.toml")));
}

#[test]
fn what_requires_a_feature_is_tested() {
    none(chapters().iter().flat_map(features::problems));
}

#[test]
fn everyone_uses_only_whom_they_may() {
    none(packages().iter().flat_map(manifest::direction));
}

#[test]
fn aliases_run_what_exists() {
    let tree = tree();
    let config = tree.file(".cargo/config.toml");
    none(manifest::aliases(&config, packages()));
}

#[test]
fn no_module_needs_one_that_needs_it() {
    none(packages().iter().flat_map(modules::circles));
}

#[test]
fn names_follow_the_scheme() {
    none(chapters().iter().flat_map(names::scheme));
}

#[test]
fn cargo_finds_every_package_by_its_name() {
    none(names::folders(packages()));
}

#[test]
fn no_name_stands_twice() {
    let packages = packages();
    none(names::unique_binaries(packages));
    none(names::unique_records(packages));
}

#[test]
fn twins_are_called_as_their_binaries() {
    none(chapters().iter().flat_map(names::twins));
}

#[test]
fn records_run_what_a_reader_can_type() {
    none(chapters().iter().flat_map(records::commands));
}

#[test]
fn every_fact_is_run_and_opens_with_its_sentence() {
    let chapters = chapters();
    none(chapters.iter().flat_map(facts::listed));
    none(chapters.iter().flat_map(facts::files).flat_map(facts::form));
    none(facts::unique(chapters));
}

#[test]
fn facts_are_short_and_wait_for_no_time() {
    let chapters = chapters();
    none(
        chapters
            .iter()
            .flat_map(facts::files)
            .flat_map(text::length),
    );
    none(chapters.iter().flat_map(facts::files).flat_map(text::calls));
}

#[test]
fn the_book_holds_its_pages_and_nothing_else() {
    let tree = tree();
    let files = tree.files.iter().filter_map(|file| file.below("book"));
    let files: Vec<&str> = files.collect();
    none(book::pages(&tree.file("book/SUMMARY.md"), &files));
}

#[test]
fn there_is_one_list_of_chapters() {
    let tree = tree();
    let chapters = chapters();
    let names: Vec<&str> = chapters
        .iter()
        .filter_map(|p| p.dir.strip_prefix("listings/"))
        .collect();
    none(book::chapters(&tree.file("book/SUMMARY.md"), &names));
}

#[test]
fn exercises_keep_their_names_and_programs() {
    let tree = tree();
    let packages = packages();
    let own: Vec<&Package> =
        packages.iter().filter(|p| p.is_exercise()).collect();
    none(own.iter().flat_map(|package| exercises::names(package)));
    none(own.iter().flat_map(|package| exercises::binaries(package)));
    none(
        own.iter()
            .flat_map(|package| exercises::pages(package, tree)),
    );
}

#[test]
fn the_top_is_short() {
    none(book::top(tree()));
}

/// Of a chapter whose listings mostly need its library, the others are named.
#[test]
fn the_readme_names_each_listing_that_needs_a_library() {
    let text = tree().file("README.md").text;
    let (_, said) = text.split_once("Only chapter").expect("the sentence");
    let (said, _) = said.split_once("need").expect("its end");
    let named = said.split('`').skip(1).step_by(2).map(str::to_string);
    let exceptions = chapters().iter().flat_map(|package| {
        let library = format!("{}::", package.name().replace('-', "_"));
        let (need, stand): (Vec<_>, Vec<_>) = package
            .files_in("src/bin", "rs")
            .partition(|file| file.text.contains(&library));
        let fewer = if need.len() < stand.len() {
            need
        } else {
            stand
        };
        fewer.into_iter().map(|file| file.stem().to_string())
    });
    let named: BTreeSet<String> = named.collect();
    assert_eq!(named, exceptions.collect::<BTreeSet<_>>());
}

#[test]
fn links_at_the_top_lead_somewhere() {
    let tree = tree();
    let pages = ["README.md", "CONTRIBUTING.md"].map(|name| tree.file(name));
    none(pages.iter().flat_map(|page| book::links(page, tree)));
}

#[cfg(target_os = "linux")]
#[test]
fn the_table_of_error_numbers_is_stds() {
    let page = tree().file("book/appendix/errno-and-errorkind.md");
    none(errno::table(&page));
}
