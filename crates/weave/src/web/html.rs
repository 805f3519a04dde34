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
    fn what_html_would_take_is_escaped() {
        assert_eq!(escape("<a & \"b\">"), "&lt;a &amp; &quot;b&quot;&gt;");
        assert!(!escape("{{#include x}}").contains("{{#"));
    }
}
