//! Small pieces of HTML that stand as one block in Markdown.

/// Text as it stands in HTML, also between double quotes.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut done = 0;
    for (at, byte) in text.bytes().enumerate() {
        let reference = match byte {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            b'"' => "&quot;",
            // A preprocessor after ours must find nothing to replace.
            b'{' => "&#123;",
            _ => continue,
        };
        out += &text[done..at];
        out += reference;
        done = at + 1;
    }
    out + &text[done..]
}

/// The longest word that is held together, and the longest part of a longer
/// one: both have room in a line of a telephone's page.
const HELD: usize = 24;
const PART: usize = 40;

/// Code in a line of prose. Browsers break a word of it at a hyphen, also
/// between the two of `--bin`, so a word that has one is held together. A
/// long word breaks behind `::`, `_`, `/`, a comma and what opens, and its
/// parts are held; those of the longest are marked, since a figure has less
/// room. What is escaped is up to the caller.
pub fn held(text: &str, escape: &dyn Fn(&str) -> String) -> String {
    let words = text.split_inclusive(' ').map(|word| {
        let end = word.trim_end_matches(' ').len();
        let (word, blank) = word.split_at(end);
        let length = word.chars().count();
        let parts = match length {
            ..=HELD => vec![word],
            _ => parts(word),
        };
        let class = if length <= PART { "w" } else { "w long" };
        let parts = parts.into_iter().map(|part| {
            let html = escape(part);
            if part.contains('-') && part.chars().count() <= PART {
                format!("<span class=\"{class}\">{html}</span>")
            } else {
                html
            }
        });
        parts.collect::<Vec<_>>().join("<wbr>") + blank
    });
    words.collect()
}

/// The longest word that a note in the margin has room for.
const NOTE: usize = 16;

/// Text of an attribute that is shown in the margin: behind what a longer
/// word may break at stands a space without a width.
pub fn breakable(text: &str) -> String {
    let words =
        text.split_inclusive(' ')
            .map(|word| match word.chars().count() {
                ..=NOTE => word.to_string(),
                _ => parts(word).join("\u{200b}"),
            });
    words.collect()
}

/// A word, cut where it may break.
fn parts(word: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut start = 0;
    for (at, c) in word.char_indices() {
        let end = at + c.len_utf8();
        let breaks = matches!(c, '_' | '/' | ',' | '(' | '[');
        let breaks = breaks || word[..end].ends_with("::");
        if breaks && !word[end..].starts_with(['_', '/', ':']) {
            parts.push(&word[start..end]);
            start = end;
        }
    }
    parts.push(&word[start..]);
    parts.retain(|part| !part.is_empty());
    parts
}

/// The same for code in Markdown, where it is HTML from now on; nothing if
/// there is nothing to hold.
pub fn held_in_markdown(code: &str) -> Option<String> {
    let inert = |text: &str| {
        text.chars().fold(String::new(), |out, c| {
            if c.is_ascii_punctuation() {
                out + &format!("&#{};", u32::from(c))
            } else {
                out + c.encode_utf8(&mut [0; 4])
            }
        })
    };
    let held = held(code, &inert);
    let one = held.strip_prefix("<span class=\"w\">");
    let one = one.and_then(|rest| rest.strip_suffix("</span>"));
    match one.filter(|_| !code.contains(' ')) {
        Some(word) => Some(format!("<code class=\"w\">{word}</code>")),
        None => {
            let marked = held.contains("<span") || held.contains("<wbr>");
            marked.then(|| format!("<code>{held}</code>"))
        }
    }
}

/// Joins lines for a `<pre>`. A blank line would end the HTML block, so its
/// newline is written as a reference.
pub fn join_lines(lines: &[&str]) -> String {
    let mut out = String::new();
    for (index, line) in lines.iter().enumerate() {
        match (index, line.trim().is_empty()) {
            (0, _) => {}
            (_, true) => out.push_str("&#10;"),
            (_, false) => out.push('\n'),
        }
        out.push_str(line);
    }
    out
}

/// A block of code, which is HTML already, with a name to announce and more
/// attributes. What scrolls is the `<code>`, so that is what the keyboard can
/// reach. It has no class: mdBook would hide lines of Rust that begin with
/// `# `.
pub fn code_block(label: &str, more: &str, code: &str) -> String {
    let lines: Vec<&str> = code.lines().collect();
    format!(
        "<pre><code tabindex=\"0\" role=\"group\" aria-label=\"{}\"{more}>{}\
         </code></pre>",
        escape(label),
        join_lines(&lines)
    )
}

/// An `<svg>` on one line, called by its title, which gets this id.
pub fn svg(id: &str, svg: &str) -> String {
    let words: Vec<_> = svg.split_whitespace().collect();
    let labelled = format!("<svg role=\"img\" aria-labelledby=\"{id}\" ");
    words
        .join(" ")
        .replacen("<svg ", &labelled, 1)
        .replacen("<title>", &format!("<title id=\"{id}\">"), 1)
        .replace("{{", "&#123;{")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_word_of_a_note_breaks_where_code_does() {
        assert_eq!(
            breakable("unless OP_IGNORE_UNEXPECTED_EOF or some_name is"),
            "unless OP_\u{200b}IGNORE_\u{200b}UNEXPECTED_\u{200b}EOF or \
             some_name is"
        );
    }

    #[test]
    fn no_line_of_a_block_is_blank() {
        let html = code_block("x", "", "a\n\n   \n\nb\n");
        assert!(html.lines().all(|line| !line.trim().is_empty()), "{html}");
        assert!(html.contains("a&#10;&#10;   &#10;\nb"), "{html}");
    }

    #[test]
    fn a_word_with_a_hyphen_is_held_together() {
        let held = |text| held(text, &escape);
        assert_eq!(
            held("run --bin a -- <x>"),
            "run <span class=\"w\">--bin</span> a \
             <span class=\"w\">--</span> &lt;x&gt;"
        );
        let long = "a-name-of-many-words-in-a-row";
        assert_eq!(held(long), format!("<span class=\"w\">{long}</span>"));
        let longest = "a-name-that-is-longer-than-a-telephone-is-wide";
        assert_eq!(held(longest), longest);
        assert_eq!(
            held(&format!("{longest},a-b")),
            format!("{longest},<wbr><span class=\"w long\">a-b</span>")
        );
    }

    #[test]
    fn a_long_word_breaks_where_it_may() {
        assert_eq!(
            held("listings/ch01-basics/src/a-b.rs", &escape),
            "listings/<wbr><span class=\"w\">ch01-basics/</span><wbr>src/\
             <wbr><span class=\"w\">a-b.rs</span>"
        );
        assert_eq!(
            parts("http://a/b_c::d::"),
            ["http://", "a/", "b_", "c::", "d::"]
        );
    }

    #[test]
    fn nothing_in_it_is_markdown_any_more() {
        let held = |code| held_in_markdown(code);
        let name = "<code class=\"w\">X&#45;Api&#95;Key</code>";
        assert_eq!(held("X-Api_Key").as_deref(), Some(name));
        let words = "<code>a&#42; <span class=\"w\">&#45;b</span></code>";
        assert_eq!(held("a* -b").as_deref(), Some(words));
        assert_eq!(held("a_b c"), None);
    }

    #[test]
    fn what_html_would_take_is_escaped() {
        assert_eq!(escape("<a & \"b\">"), "&lt;a &amp; &quot;b&quot;&gt;");
        assert!(!escape("{{#include x}}").contains("{{#"));
    }
}
