//! The items of one text that has each kind.

use crate::read::code::{Code, Language};

const TEXT: &str = r#"//! A listing.

use std::io;

/// The longest line, in bytes.
const LIMIT: u64 = 4096;
const NAMES: &[&str] = &[
    "one", // the first
    "two",
];
const LONG: &str =
    "a text";
type Pair = (u8, u8);

// What travels.
#[derive(
    Clone, Debug
)]
#[allow(dead_code)]
pub struct Packet<'a> {
    bytes: &'a [u8],
}

struct Unit; // nothing

struct Tuple(
    u8,
);

enum Kind {
    A,
}

fn main() {
    if true {
        run();
    }
}

pub(crate) async fn run<T>(
    a: T,
) -> io::Result<()>
where
    T: Send,
{
    Ok(())
}

const fn constant() -> u8 {
    1
}

impl<'a> Packet<'a> {
    /// Runs.
    fn run(&self) {}
}

impl<'a> Drop for Packet<'a> {
    fn drop(&mut self) {}
}

impl From<io::Error> for Kind {}

impl From<u8> for Kind {}

mod field {
    pub const A: u8 = 1;
}
"#;

fn code(text: &str) -> Code {
    Code::parse(Language::Rust, "a.rs", text.into()).unwrap()
}

fn item(wanted: &str) -> String {
    let code = code(TEXT);
    code.text_of(code.item(wanted).unwrap()).into()
}

#[test]
fn functions() {
    assert_eq!(
        item("fn main"),
        "fn main() {\n    if true {\n        run();\n    }\n}\n"
    );
    assert!(item("fn run").starts_with("pub(crate) async fn run<T>(\n"));
    assert!(item("fn run").ends_with("{\n    Ok(())\n}\n"));
    assert_eq!(
        item("fn constant"),
        "const fn constant() -> u8 {\n    1\n}\n"
    );
}

#[test]
fn constants_of_one_line_and_of_more() {
    let limit = "/// The longest line, in bytes.\n\
                 const LIMIT: u64 = 4096;\n";
    assert_eq!(item("const LIMIT"), limit);
    assert!(item("const NAMES").ends_with("\"two\",\n];\n"));
    assert_eq!(item("const LONG"), "const LONG: &str =\n    \"a text\";\n");
    assert_eq!(item("type Pair"), "type Pair = (u8, u8);\n");
}

#[test]
fn types_with_their_comments_and_attributes() {
    let packet = item("struct Packet");
    assert!(packet.starts_with("// What travels.\n#[derive(\n"));
    assert!(packet.ends_with("bytes: &'a [u8],\n}\n"));
    assert_eq!(item("struct Unit"), "struct Unit; // nothing\n");
    assert_eq!(item("struct Tuple"), "struct Tuple(\n    u8,\n);\n");
    assert_eq!(item("enum Kind"), "enum Kind {\n    A,\n}\n");
}

#[test]
fn impls_with_and_without_parameters() {
    let inherent = item("impl Packet");
    assert!(inherent.starts_with("impl<'a> Packet<'a> {\n"));
    assert_eq!(inherent, item("impl Packet<'a>"));
    assert!(item("impl Drop for Packet").contains("fn drop"));
    assert_eq!(
        item("impl From<u8> for Kind"),
        "impl From<u8> for Kind {}\n"
    );
}

#[test]
fn a_function_of_an_impl() {
    let run = "    /// Runs.\n    fn run(&self) {}\n";
    assert_eq!(item("fn Packet::run"), run);
    assert!(item("fn Packet::drop").starts_with("    fn drop(&mut"));
    assert!(code(TEXT).item("fn run").is_ok());
}

#[test]
fn an_inner_module_and_nothing_inside_it() {
    assert!(item("mod field").contains("pub const A"));
    assert!(!code(TEXT).item("const A").unwrap_err().twice);
}

#[test]
fn what_is_missing_or_fits_twice_says_what_there_is() {
    let missing = code(TEXT).item("fn mian").unwrap_err();
    assert!(missing.items.contains(&"fn main".to_string()));
    assert!(code(TEXT).item("impl From for Kind").unwrap_err().twice);
}

/// Braces in the first column that end nothing.
const BRACES: &str = r##"fn raw() {
    let text = r#"
}
"#;
    print(text);
}

/*
}
fn commented() {}
*/
fn text() {
    let text = "
}
";
}

const JSON: &str = "{
}";

fn last() {}
"##;

#[test]
fn a_brace_in_a_text_or_a_comment_ends_no_item() {
    let code = code(BRACES);
    let text = |name| code.text_of(code.item(name).unwrap());
    assert!(text("fn raw").ends_with("    print(text);\n}\n"));
    assert!(text("fn text").ends_with("\";\n}\n"));
    assert_eq!(text("const JSON"), "const JSON: &str = \"{\n}\";\n");
    assert_eq!(text("fn last"), "fn last() {}\n");
    assert!(code.item("fn commented").is_err());
}

#[test]
fn only_what_stands_right_above_belongs_to_an_item() {
    let code = code(
        "//! A file.\nfn a() {} // of a\nfn b() {}\n\n// alone\n\n\
         /// Of c.\n#[inline]\n// also\nfn c() {}\n",
    );
    let text = |name| code.text_of(code.item(name).unwrap());
    assert_eq!(text("fn a"), "fn a() {} // of a\n");
    assert_eq!(text("fn b"), "fn b() {}\n");
    assert_eq!(text("fn c"), "/// Of c.\n#[inline]\n// also\nfn c() {}\n");
}

#[test]
fn of_functions_for_different_systems_the_first_is_shown() {
    let code = code(
        "#[cfg(unix)]\nfn a() {}\n\n#[cfg(not(unix))]\nfn a() { b() }\n\n\
         impl C<u8> {}\nimpl C<u16> {}\n",
    );
    let text = |name| code.text_of(code.item(name).unwrap());
    assert_eq!(text("fn a"), "#[cfg(unix)]\nfn a() {}\n");
    assert!(code.item("impl C").is_err());
}
