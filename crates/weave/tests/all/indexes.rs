//! The indexes of the appendix: made from what the pages show, and refused
//! where there is nothing to list.

use crate::fixture::Fixture;
use std::fs;
use weave::make;

const PAGE: &str = "book/introduction.md";
const ECHO: &str = "listings/ch01-one/src/bin/echo.rs";
const RECORD: &str = "listings/ch01-one/recorded/echo.console";

/// The text of the page with the indexes, or why there is none.
fn page(fixture: &Fixture) -> Result<String, String> {
    let mut book =
        make::render(&fixture.root).map_err(|error| format!("{error:#}"))?;
    let folder = book.publish().unwrap();
    Ok(fs::read_to_string(folder.join("introduction.html")).unwrap())
}

#[track_caller]
fn has(page: &str, parts: &[&str]) {
    for part in parts {
        assert!(page.contains(part), "no {part} in:\n{page}");
    }
}

#[track_caller]
fn fails(fixture: &Fixture, words: &[&str]) {
    let error = page(fixture).expect_err("the book was built");
    for word in words {
        assert!(error.contains(word), "no {word:?} in:\n{error}");
    }
}

#[test]
fn items_lead_to_their_documentation_and_to_the_page() {
    let fixture = Fixture::new();
    fixture.append(PAGE, "{{#items std}}\n\n{{#items crates}}");
    fixture.append(
        ECHO,
        "use std::net::TcpStream;\nuse tokio::net;\n\
         fn f() { TcpStream::connect(A).set_nodelay(true);\n\
         net::UdpSocket::bind(B); std::no::such(); }",
    );
    let std = "<a href=\"https://doc.rust-lang.org/std";
    let tokio = "<a href=\"https://docs.rs/tokio/1.54/tokio";
    has(
        &page(&fixture).unwrap(),
        &[
            &format!("{std}/net/struct.TcpStream.html\"><code>std::net::"),
            &format!("{std}/net/struct.TcpStream.html#method.connect\">"),
            &format!("{std}/net/struct.TcpStream.html#method.set_nodelay\">"),
            &format!("{tokio}/net/struct.UdpSocket.html#method.bind\">"),
            &format!("{std}/?search=std%3A%3Ano%3A%3Asuch\">"),
            "</a>: <a href=\"ch01-one/index.html#listing-echo\">One</a></dd>",
        ],
    );
}

#[test]
fn errors_lead_to_the_record_that_shows_them() {
    let fixture = Fixture::new();
    fixture.append(PAGE, "{{#errors}}");
    let failed = "$ cargo run -p ch01-one --bin echo -- [::1]:7100\n\
                  echo: [::1]:7100: Connection refused (os error 111)\n? 1";
    fixture.append(RECORD, failed);
    has(
        &page(&fixture).unwrap(),
        &[
            "<code>Connection refused (os error 111)</code></a></dt>",
            "<dd><a href=\"ch01-one/index.html#record-echo\">One</a></dd>",
        ],
    );

    // It cannot go stale: what is shown no more is not listed.
    fixture.replace(RECORD, "Connection refused (os error 111)", "no");
    let page = page(&fixture).unwrap();
    assert!(!page.contains("os error"), "{page}");
    assert!(page.contains("<code>no</code></a></dt>"), "{page}");
}

#[test]
fn an_index_of_nothing() {
    let fixture = Fixture::new();
    fixture.replace(RECORD, "? 1\n", "");
    fixture.append(PAGE, "{{#items std}}\n\n{{#errors}}");
    fails(
        &fixture,
        &[
            "book/introduction.md:5: no listing on a page uses anything",
            "show a listing, or take the directive out",
            "book/introduction.md:7: no record on a page shows an error",
            "or take `{{#errors}}` out",
        ],
    );
}

#[test]
fn an_index_with_a_name() {
    let fixture = Fixture::new();
    fixture.append(PAGE, "{{#items echo}}\n\n{{#item}}");
    fails(
        &fixture,
        &[
            "introduction.md:5: no directive is written `{{#items echo}}`",
            "introduction.md:7: no directive is written `{{#item}}`",
            "did you mean `items`?",
        ],
    );
}
