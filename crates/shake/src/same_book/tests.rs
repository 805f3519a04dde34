//! Two pages, and what of their differences counts.

use super::*;

fn options(text: bool) -> Options {
    Options {
        ours: PathBuf::new(),
        theirs: PathBuf::new(),
        text,
        differences: 1,
        context: 1,
    }
}

fn page(main: &str) -> String {
    format!("<html><body><nav>x</nav><main>{main}</main></body></html>")
}

fn differ(ours: &str, theirs: &str) -> Option<String> {
    difference(&page(ours), &page(theirs), &options(false))
}

#[test]
fn how_a_page_is_written_does_not_count() {
    for (ours, theirs) in [
        ("<p>a b</p>", "<p> a\n  b\n</p>\n"),
        ("<p>a<p>b", "<p>a</p>\n\n<p>b</p>"),
        ("<a id=\"x\" href=\"y\">z</a>", "<a href='y' id=x>z</a>"),
        ("a &amp; b &gt; c", "a &#38; b > c"),
        ("<!-- a --><hr>", "<hr />"),
        ("<p>a <em>b</em> c</p>", "<p>a\n<em>b</em>\nc</p>"),
    ] {
        assert_eq!(differ(ours, theirs), None, "{ours} and {theirs}");
    }
}

#[test]
fn what_is_around_a_page_does_not_count() {
    let around = |tag| format!("<nav>{tag}</nav><main {tag}><p>a</main>");
    let differ = difference(&around("id=x"), &around("id=y"), &options(false));
    assert_eq!(differ, None);
    let whole = difference("<p>a", "<p>b", &options(false));
    assert!(whole.is_some(), "a page without a part of its own");
}

#[test]
fn what_is_read_counts_and_so_does_what_marks_it() {
    for (ours, theirs) in [
        ("<p>a b</p>", "<p>a c</p>"),
        ("<p>a <em>b</em></p>", "<p>a<em>b</em></p>"),
        ("<p>a</p>", "<h2>a</h2>"),
        ("<p>a b</p>", "<p>a</p><p>b</p>"),
        ("<a href=\"y\">z</a>", "<a href=\"x\">z</a>"),
        ("<pre>a  b</pre>", "<pre>a b</pre>"),
        ("<pre>a\n\nb</pre>", "<pre>a\nb</pre>"),
        (
            "<pre><code>  a\n</code></pre>",
            "<pre><code>a\n</code></pre>",
        ),
    ] {
        assert!(differ(ours, theirs).is_some(), "{ours} and {theirs}");
    }
}

#[test]
fn text_alone_has_no_tags() {
    let read =
        |ours, theirs| difference(&page(ours), &page(theirs), &options(true));
    let code = "<pre class=\"x\"><b>a</b>  b\nc</pre>";
    assert_eq!(read(code, "<div><pre>a  b\nc</pre></div>"), None);
    assert_eq!(read("<p>a <em>b</em></p>", "<h2>a b</h2>"), None);
    assert!(read(code, "<pre>a b\nc</pre>").is_some());
    assert!(read("<p>a</p><p>b</p>", "<p>ab</p>").is_some());
}

#[test]
fn a_difference_is_shown_with_what_is_around_it() {
    let shown = differ(
        "<p>one</p><p>two</p><p>three</p>",
        "<p>one</p><p>2</p><p>three</p>",
    );
    let lines = "1 difference (- ours, + theirs)\n  ...\n   <p>\n  -two\n  \
                 +2\n   </p>";
    assert_eq!(shown.as_deref(), Some(lines));
}

#[test]
fn of_a_long_line_the_part_that_differs_is_shown() {
    let before = "x".repeat(500);
    let shown = differ(&format!("{before}a y"), &format!("{before}b y"));
    let shown = shown.expect("they differ");
    assert!(shown.contains("xa y") && shown.contains("xb y"), "{shown}");
    assert!(shown.lines().all(|line| line.chars().count() < 180));
}

#[test]
fn pages_of_one_book_only_are_named() {
    let book = |names: &[&str]| -> Pages {
        let pages = names.iter().map(|name| (name.to_string(), page("a")));
        pages.collect()
    };
    let found =
        differences(&book(&["a", "b"]), &book(&["b", "c"]), &options(false));
    assert_eq!(found, ["a: only in ours", "c: only in theirs"]);
}

#[test]
fn the_pages_of_a_folder_are_found_and_the_list_of_all_is_none() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("ch01")).unwrap();
    for name in ["index.html", "toc.html", "a.css", "ch01/b.html"] {
        crate::write(&folder.path().join(name), "").unwrap();
    }
    let found = pages(folder.path()).unwrap();
    let names: Vec<&String> = found.keys().collect();
    assert_eq!(names, ["ch01/b.html", "index.html"]);
    let none = pages(&folder.path().join("none")).unwrap_err();
    assert!(none.to_string().contains("cargo book build"));
}
