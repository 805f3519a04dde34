//! Checks of one file's text: its opening, its width, its length, its calls.

use record::ports;

use crate::tree::File;

/// The widest line of code, in columns: what a phone held flat can show.
pub const WIDTH: usize = 80;
/// The most lines of code a listing may have.
pub const CODE_LINES: usize = 80;
/// The most lines of code that a file of a chapter's library may have.
pub const LIBRARY_LINES: usize = 150;
/// The most lines of code that any file may have.
pub const FILE_LINES: usize = 300;
/// How many lines of code after a comment still belong to it.
const REACH: usize = 2;

/// A Rust file opens with `//!`, so that it says what it is for.
pub fn opening(file: &File) -> Vec<String> {
    if file.text.starts_with("//! ") {
        return Vec::new();
    }
    vec![format!(
        "{}:1: open with `//!` and a sentence that says what it is for",
        file.path
    )]
}

/// No line is wider than [`WIDTH`], but one that is a single URL.
pub fn width(file: &File) -> Vec<String> {
    let too_wide =
        |line: &str| line.chars().count() > WIDTH && !is_one_url(line);
    numbered(file, |line| {
        too_wide(line).then(|| {
            format!(
                "{} columns; break the line at {WIDTH}",
                line.chars().count()
            )
        })
    })
}

/// A line that cannot be broken: a URL, after at most a comment's mark.
fn is_one_url(line: &str) -> bool {
    let text = line.trim_start().trim_start_matches(['/', '!', '#']).trim();
    text.contains("://") && !text.contains(char::is_whitespace)
}

/// A listing holds at most [`CODE_LINES`] lines that are neither blank nor
/// comment, a file of a chapter's library [`LIBRARY_LINES`]. A tour is as
/// long as its chapter makes it.
pub fn length(file: &File) -> Vec<String> {
    let (most, remedy) = if file.path.contains("/src/bin/") {
        (CODE_LINES, "make it two listings")
    } else if file.name() == "main.rs" {
        return Vec::new();
    } else {
        (LIBRARY_LINES, "make it two modules")
    };
    at_most(most, file, remedy)
}

/// No file holds more than [`FILE_LINES`] lines of code, with its tests.
pub fn size(file: &File) -> Vec<String> {
    at_most(FILE_LINES, file, "move what belongs together to a module")
}

fn at_most(most: usize, file: &File, remedy: &str) -> Vec<String> {
    let lines = code_lines(file);
    if lines <= most {
        return Vec::new();
    }
    vec![format!(
        "{}: {lines} lines of code, {most} at most; {remedy}",
        file.path
    )]
}

/// How many lines are neither blank nor a comment of their own.
pub fn code_lines(file: &File) -> usize {
    let slashes = ["rs", "js", "mjs"].contains(&file.extension());
    let comment = if slashes { "//" } else { "#" };
    let lines = file.text.lines().map(str::trim);
    lines
        .filter(|l| !l.is_empty() && !l.starts_with(comment))
        .count()
}

/// No tab, carriage return or space at a line's end, and a last newline.
pub fn whitespace(file: &File) -> Vec<String> {
    let mut problems = numbered(file, |line| {
        let remedy = if line.contains('\t') {
            "a tab; indent with spaces"
        } else if line.contains('\r') {
            "a carriage return; end lines with a newline alone"
        } else if line.ends_with(' ') {
            "a space at the end of the line; delete it"
        } else {
            return None;
        };
        Some(remedy.into())
    });
    if !file.text.is_empty() && !file.text.ends_with('\n') {
        problems.push(format!("{}: end the last line", file.path));
    }
    problems
}

/// What a reader must not copy: a panic on bad input, a wait for time where
/// a peer is meant, an error's `Debug` form.
pub fn calls(file: &File) -> Vec<String> {
    let mut since_comment = usize::MAX;
    let mut in_tests = false;
    numbered(file, |line| {
        in_tests |= line == "#[cfg(test)]";
        if in_tests {
            return None;
        }
        let code = line.split("//").next().unwrap_or_default();
        let remedy = uncopyable(code, since_comment < REACH);
        let is_comment = line.trim_start().starts_with("//");
        since_comment = if is_comment {
            0
        } else {
            since_comment.saturating_add(1)
        };
        remedy.map(String::from)
    })
}

fn uncopyable(code: &str, commented: bool) -> Option<&'static str> {
    if code.contains(".unwrap()") {
        Some("`.unwrap()`; use `?`, or `expect` with why it cannot fail")
    } else if code.contains("sleep(") && !commented {
        Some(
            "`sleep(`; wait for the peer itself, or say in a comment on the \
             lines above why time itself is waited for",
        )
    } else if shows_debug(code) {
        Some("the `Debug` form of an error; print it with `{}`")
    } else {
        None
    }
}

fn shows_debug(code: &str) -> bool {
    let inline = ["{error:?}", "{e:?}", "{err:?}", "{error:#?}"];
    let after = ["error)", "error,", "e)", "err)"];
    inline.iter().any(|form| code.contains(form))
        || code.split_once("{:?}").is_some_and(|(_, rest)| {
            after.iter().any(|end| rest.contains(&format!(", {end}")))
        })
}

/// Stands for any web server's, in examples that nobody connects to.
const ANY_SERVERS: u16 = 8080;

/// Documented ports are 7000 + 100 × chapter and the 99 after it.
pub fn ports(file: &File, chapter: u16) -> Vec<String> {
    let own = ports::of(chapter);
    numbered(file, |line| {
        let ports = documented_ports(line);
        let stray = ports.into_iter().find(|port| !own.contains(port))?;
        Some(format!(
            "port {stray}; chapter {chapter} has {} to {}",
            own.start,
            own.end - 1
        ))
    })
}

/// Every `:PORT` in a line that is documented, for whichever chapter.
fn documented_ports(line: &str) -> Vec<u16> {
    let after_colons = line.split(':').skip(1);
    let digits = after_colons.map(|rest| {
        let end = rest.find(|c: char| !c.is_ascii_digit());
        &rest[..end.unwrap_or(rest.len())]
    });
    let ports = digits.filter_map(|digits| digits.parse().ok());
    let documented =
        |port: &u16| ports::DOCUMENTED.contains(port) && *port != ANY_SERVERS;
    ports.filter(documented).collect()
}

/// A page's fences are `text` and figures: code and consoles come by
/// directive.
pub fn fences(file: &File) -> Vec<String> {
    let mut open: Option<String> = None;
    numbered(file, |line| {
        let line = line.trim_start_matches([' ', '>']);
        let mark: String = line
            .chars()
            .take_while(|c| *c == '`' || *c == '~')
            .collect();
        if mark.len() < 3 {
            return None;
        }
        if let Some(opening) = &open {
            if mark == *opening {
                open = None;
            }
            return None;
        }
        let info = line[mark.len()..].trim().to_string();
        open = Some(mark);
        let known = ["text", "sequence", "packet"];
        (!known.contains(&&*info)).then(|| {
            format!(
                "a fence of `{info}`; show code with a listing directive and \
                 output with a console directive, a figure as `sequence` or \
                 `packet`, the rest as `text`"
            )
        })
    })
}

fn numbered(
    file: &File,
    mut check: impl FnMut(&str) -> Option<String>,
) -> Vec<String> {
    let lines = file.text.split('\n').enumerate();
    let problems = lines.filter_map(|(i, line)| Some((i + 1, check(line)?)));
    problems
        .map(|(n, what)| format!("{}:{n}: {what}", file.path))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rust(text: &str) -> File {
        File::new("listings/ch02-tcp/src/bin/x.rs", text)
    }

    fn one(problems: Vec<String>, parts: &[&str]) {
        assert_eq!(problems.len(), 1, "{problems:?}");
        for part in parts {
            assert!(problems[0].contains(part), "{problems:?} lacks {part}");
        }
    }

    #[test]
    fn a_file_without_an_opening_is_named() {
        assert!(opening(&rust("//! An echo.\n")).is_empty());
        one(opening(&rust("use std::io;\n")), &["x.rs:1:", "`//!`"]);
    }

    #[test]
    fn a_wide_line_is_named_with_its_width() {
        let text = format!("//! ok\n{}\n", "x".repeat(81));
        one(width(&rust(&text)), &["x.rs:2:", "81 columns", "break"]);
        assert!(
            width(&rust(&"é".repeat(80))).is_empty(),
            "columns, not bytes"
        );
    }

    #[test]
    fn a_url_is_exempt_only_where_it_is_the_line() {
        let url = format!("https://example.org/{}", "x".repeat(80));
        assert!(width(&rust(&format!("    /// {url}"))).is_empty());
        assert!(width(&rust(&format!("//! {url}"))).is_empty());
        one(width(&rust(&format!("/// see {url}"))), &["columns"]);
        one(width(&rust(&format!("let a = \"{url}\";"))), &["columns"]);
    }

    #[test]
    fn a_listing_of_81_lines_of_code_is_too_long() {
        let fits = format!("//! x\n\n// why\n{}", "f();\n".repeat(80));
        assert!(length(&rust(&fits)).is_empty());
        let long = "f();\n".repeat(81);
        one(length(&rust(&long)), &["x.rs", "81", "two listings"]);
    }

    #[test]
    fn a_library_s_file_may_be_longer_and_a_tour_as_long_as_it_is() {
        let file = |name: &str, lines| {
            let path = format!("listings/ch12-demo/src/{name}");
            length(&File::new(&path, &"f();\n".repeat(lines)))
        };
        assert!(file("main.rs", 151).is_empty());
        assert!(file("run.rs", 150).is_empty());
        one(file("run.rs", 151), &["run.rs", "151", "two modules"]);
    }

    #[test]
    fn any_file_of_301_lines_of_code_is_too_long() {
        let file = |lines| {
            let code = "// why\n\nf();\n".repeat(lines);
            size(&File::new("crates/weave/src/page.rs", &code))
        };
        assert!(file(300).is_empty());
        one(file(301), &["page.rs", "301", "300 at most", "a module"]);
        let script = "# why\n\nf\n".repeat(301);
        for (path, lines) in [("ci/check", "301"), ("ci/a.mjs", "602")] {
            one(size(&File::new(path, &script)), &[path, lines]);
        }
    }

    #[test]
    fn stray_whitespace_is_named() {
        assert!(whitespace(&rust("a\nb\n")).is_empty());
        one(whitespace(&rust("a\n\tb\n")), &["x.rs:2:", "tab"]);
        one(whitespace(&rust("a \n")), &["x.rs:1:", "delete"]);
        one(whitespace(&rust("a\r\n")), &["x.rs:1:", "newline alone"]);
        one(whitespace(&rust("a")), &["x.rs", "end the last line"]);
    }

    #[test]
    fn calls_that_readers_must_not_copy_are_named() {
        one(calls(&rust("a.unwrap();")), &["x.rs:1:", "`?`"]);
        one(calls(&rust("thread::sleep(d);")), &["wait for the peer"]);
        one(calls(&rust("eprintln!(\"{error:?}\");")), &["Debug"]);
        one(calls(&rust("eprintln!(\"{:?}\", e);")), &["Debug"]);
        assert!(calls(&rust("#[cfg(test)]\na.unwrap();")).is_empty());
        let late = "// Why.\nf();\ng();\nthread::sleep(d);";
        one(calls(&rust(late)), &["x.rs:4:"]);
        assert!(calls(&rust("// Why.\nf();\nthread::sleep(d);")).is_empty());
        assert!(calls(&rust("// Why.\nthread::sleep(d);")).is_empty());
        assert!(calls(&rust("a.unwrap_or(1); // .unwrap()")).is_empty());
        assert!(calls(&rust("println!(\"{:?}\", error.kind());")).is_empty());
    }

    #[test]
    fn a_port_of_another_chapter_is_named() {
        assert!(ports(&rust("\"127.0.0.1:7299\""), 2).is_empty());
        assert!(ports(&rust("\"127.0.0.1:80\", a:72000"), 2).is_empty());
        one(
            ports(&rust("\n\"[::1]:7300\""), 2),
            &["x.rs:2:", "port 7300", "7200 to 7299"],
        );
        assert!(ports(&rust("\"127.0.0.1:8250\""), 12).is_empty());
        assert!(ports(&rust("\"[fe80::1]:8080\""), 1).is_empty());
        one(
            ports(&rust("\"127.0.0.1:7250\""), 12),
            &["port 7250", "8200 to 8299"],
        );
    }

    #[test]
    fn a_page_has_text_fences_only() {
        let page = |text| fences(&File::new("book/a.md", text));
        assert!(page("```text\n```\n\n```text\n$ a\n```\n").is_empty());
        assert!(page("```sequence\n```\n\n```packet\n```\n").is_empty());
        one(
            page("\n```rust\nfn f() {}\n```\n"),
            &["a.md:2:", "directive"],
        );
        one(page("```\na\n```\n"), &["a.md:1:", "`text`"]);
        one(page("> ~~~sh\n> a\n> ~~~\n"), &["a.md:1:", "`sh`"]);
    }
}
