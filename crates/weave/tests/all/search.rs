//! What the search box reads: sections, and the words of readers, each name in
//! their list one of the book's.

use crate::fixture::{Fixture, fails};
use mdbook_preprocessor::config::Config;
use serde_json::Value;
use std::collections::HashMap;
use weave::preprocess::Weave;

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
