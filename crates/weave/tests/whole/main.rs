//! The book of this repository: every page woven, every file shown, every
//! link alive. It is built once, and then asked for all that it promises: who
//! builds it again would wait for it, and parse its files again.

mod labels;
mod once;
mod search;
mod weight;

use std::io::Write;
use std::path::Path;

use flate2::Compression;
use flate2::write::GzEncoder;

#[test]
fn the_book_of_this_repository() {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let root = here.ancestors().nth(2).unwrap();
    // Not in `target`: whoever runs this may own none of the repository.
    let folder = tempfile::tempdir().unwrap();
    let book = weave::make::render_for(root, None, &folder.path().join("book"));
    let book = book.unwrap_or_else(|error| panic!("{error:#}"));
    if let Err(error) = book.check() {
        panic!("{error:#}");
    }
    once::each_file_is_parsed_once(root);
    labels::no_name_is_markup(book.folder());
    weight::every_page_is_light(book.folder());
    weight::the_calls_of_a_page_are_light(book.folder());
    search::the_index_is_small_and_alive(book.folder());
}

/// The bytes of a response's body, compressed as a web server does it.
fn sent(body: &[u8]) -> usize {
    let mut gzip = GzEncoder::new(Vec::new(), Compression::default());
    gzip.write_all(body).unwrap();
    gzip.finish().unwrap().len()
}
