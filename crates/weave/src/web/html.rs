//! Small pieces of HTML that stand as one block in Markdown.

/// Text as it stands in HTML, also between double quotes.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            // A preprocessor after ours must find nothing to replace.
            '{' => out.push_str("&#123;"),
            c => out.push(c),
        }
    }
    out
}

/// The longest word that is held together: a longer one must break.
const HELD: usize = 24;

/// Code in a line of prose. Browsers break a word of it at a hyphen, also
/// between the two of `--bin`, so a word that has one is held together. What
/// is escaped is up to the caller.
pub fn held(text: &str, escape: impl Fn(&str) -> String) -> String {
    let words = text.split_inclusive(' ').map(|word| {
        let end = word.trim_end_matches(' ').len();
        let (word, blank) = word.split_at(end);
        let html = escape(word);
        if word.contains('-') && word.chars().count() <= HELD {
            format!("<span class=\"w\">{html}</span>{blank}")
        } else {
            html + blank
        }
    });
    words.collect()
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
    let held = held(code, inert);
    let one = held.strip_prefix("<span class=\"w\">");
    let one = one.and_then(|rest| rest.strip_suffix("</span>"));
    match one.filter(|_| !code.contains(' ')) {
        Some(word) => Some(format!("<code class=\"w\">{word}</code>")),
        None => held
            .contains("<span")
            .then(|| format!("<code>{held}</code>")),
    }
}

/// Joins lines for a `<pre>`. A blank line would end the HTML block, so its
/// newline is written as a reference.
pub fn join_lines<S: AsRef<str>>(lines: &[S]) -> String {
    let mut out = String::new();
    for (index, line) in lines.iter().enumerate() {
        let line = line.as_ref();
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
    fn no_line_of_a_block_is_blank() {
        let html = code_block("x", "", "a\n\n   \n\nb\n");
        assert!(html.lines().all(|line| !line.trim().is_empty()), "{html}");
        assert!(html.contains("a&#10;&#10;   &#10;\nb"), "{html}");
    }

    #[test]
    fn a_word_with_a_hyphen_is_held_together() {
        let held = |text| held(text, escape);
        assert_eq!(
            held("run --bin a -- <x>"),
            "run <span class=\"w\">--bin</span> a \
             <span class=\"w\">--</span> &lt;x&gt;"
        );
        let long = "a-name-that-is-longer-than-a-line";
        assert_eq!(held(long), long);
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
