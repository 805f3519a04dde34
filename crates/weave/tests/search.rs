//! What the search box reads: small enough, each of its addresses alive, each
//! name in the list of words one of the book's.

mod fixture;

use fixture::{Fixture, fails};
use flate2::Compression;
use flate2::write::GzEncoder;
use mdbook_preprocessor::config::Config;
use serde_json::Value;
use std::collections::HashMap;
use std::fs;
use std::io::Write;
use std::path::Path;
use weave::preprocess::Weave;

/// Index, excerpts and what ranks them, in bytes a page, with gzip: 250 KB for
/// a hundred pages. The book grows, and a page of it may cost no more.
const LIMIT: usize = 2_500;

#[test]
fn the_index_of_this_repository() {
    // Not in `target`: whoever runs this may own none of the repository.
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().join("book");
    let root = fixture::repository();
    let book = weave::make::render_for(root, None, &place)
        .unwrap_or_else(|error| panic!("{error:#}"));
    let script = script(book.folder());
    let mut gzip = GzEncoder::new(Vec::new(), Compression::default());
    gzip.write_all(script.as_bytes()).unwrap();
    let sent = gzip.finish().unwrap().len();
    let pages = pages(book.folder());
    let limit = LIMIT * pages;
    assert!(sent <= limit, "{sent} bytes, over {limit}, for {pages} pages");

    let (_, index) = script.split_once("window.bookSearch = ").unwrap();
    let index = index.strip_prefix("searcher(").unwrap();
    let (index, _) = index.rsplit_once(");\n})();").unwrap();
    let index: Value = serde_json::from_str(index).unwrap();
    let addresses = addresses(&index);
    assert!(addresses.len() > 500, "{}", addresses.len());
    let dead: Vec<_> = addresses
        .iter()
        .filter(|address| !is_alive(book.folder(), address))
        .collect();
    assert!(dead.is_empty(), "{dead:#?}");
}

/// How many pages a built book has, in its folder and the chapters'.
fn pages(folder: &Path) -> usize {
    let mut count = 0;
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            count += pages(&path);
        } else if path.extension().is_some_and(|kind| kind == "html") {
            count += 1;
        }
    }
    count
}

/// The one script of its kind in a built book.
fn script(folder: &Path) -> String {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy();
        if name.starts_with("search-") && name.ends_with(".js") {
            found.push(path);
        }
    }
    let [path] = found.as_slice() else {
        panic!("one script of the search is expected: {found:?}");
    };
    fs::read_to_string(path).unwrap()
}

fn addresses(index: &Value) -> Vec<String> {
    let text = |value: &Value| value.as_str().unwrap().to_string();
    let mut all = Vec::new();
    for page in index["pages"].as_array().unwrap() {
        let url = text(&page["url"]);
        for section in page["sections"].as_array().unwrap() {
            match text(&section["id"]).as_str() {
                "" => all.push(url.clone()),
                id => all.push(format!("{url}#{id}")),
            }
        }
    }
    for error in index["errors"].as_array().unwrap() {
        let ways = ["url", "packets", "run"];
        let ways = ways.iter().filter_map(|way| error.get(way));
        all.extend(ways.map(text));
    }
    all
}

fn is_alive(folder: &Path, address: &str) -> bool {
    let (page, id) = address.split_once('#').unwrap_or((address, ""));
    let page = fs::read_to_string(folder.join(page));
    page.is_ok_and(|page| {
        id.is_empty() || page.contains(&format!(" id=\"{id}\""))
    })
}

/// A fixture with this list of words.
fn with_words(words: &str) -> Fixture {
    let fixture = Fixture::new();
    let weave = "[preprocessor.weave]\n";
    let named = format!("{weave}words = \"words.toml\"\n");
    fixture.replace("book.toml", weave, &named);
    fixture.write("words.toml", words);
    fixture
}

#[test]
fn a_page_has_its_sections_and_the_words_of_readers() {
    let fixture = with_words(
        "[weights]\n\"ch01-one/\" = 0.5\n[pages]\n\"ch01-one/README.md\" = \
         [\"first\"]\n\"ch01-one/README.md#an-echo\" = [\"shout\"]\n",
    );
    let config = Config::from_disk(fixture.root.join("book.toml")).unwrap();
    let weave = Weave::new(&fixture.root, &config, &HashMap::new()).unwrap();
    let index: Value = serde_json::from_str(weave.search()).unwrap();
    let page = &index["pages"][1];
    assert_eq!(page["url"], "ch01-one/index.html");
    assert_eq!(page["weight"], 0.5);
    assert_eq!(page["words"], serde_json::json!(["first", "shout"]));
    let section = &page["sections"][1];
    assert_eq!(section["id"], "an-echo");
    assert_eq!(section["names"], serde_json::json!(["shout"]));
    assert_eq!(section["text"], serde_json::json!(["See the start."]));
}

#[test]
fn a_page_or_section_that_is_not_there() {
    let fixture = with_words("[pages]\n\"ch01-one/none.md\" = []\n");
    fails(
        &fixture,
        &["words.toml:2: the book has no `ch01-one/none.md`"],
    );
    let fixture = with_words("[pages]\n\"introduction.md#none\" = []\n");
    fails(
        &fixture,
        &["words.toml:2: the book has no `introduction.md#none`"],
    );
}

#[test]
fn an_error_that_nothing_explains() {
    let error = "[[error]]\nname = \"EPIPE\"\npage = \"introduction.md\"\n";
    let fixture = with_words(error);
    let says = "words.toml:2: nothing says what `EPIPE` means";
    fails(&fixture, &[says, "or give it `means`"]);
    let fixture = with_words(&format!("{error}means = \"It ended.\"\n"));
    weave::make::render(&fixture.root).unwrap();
}

#[test]
fn a_list_that_is_none() {
    let fixture = with_words("same = 7\n");
    fails(&fixture, &["words.toml:1: ", "mend the list of words"]);
    let fixture = with_words("pagse = []\n");
    fails(&fixture, &["words.toml:1: unknown field"]);
}
