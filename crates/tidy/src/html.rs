//! What a reader sees of a built page: the commands in its `<pre>` blocks.

/// The `cargo add …` lines of a page, each once, as a reader would copy them.
pub fn cargo_add_lines(html: &str) -> Vec<String> {
    let blocks = html.split("<pre").skip(1);
    let blocks = blocks.map(|rest| rest.split("</pre>").next().unwrap_or(rest));
    let texts = blocks.map(|block| visible(&format!("<pre{block}")));

    let mut lines: Vec<String> = Vec::new();
    for text in texts {
        for line in text.lines() {
            let line = line.trim().trim_start_matches("$ ");
            if line.starts_with("cargo add ")
                && !lines.iter().any(|l| l == line)
            {
                lines.push(line.into());
            }
        }
    }
    lines
}

/// The text of a piece of HTML: tags taken out, character references read.
fn visible(html: &str) -> String {
    let mut text = String::new();
    let mut in_tag = false;
    for c in html.chars() {
        match c {
            '<' => in_tag = true,
            '>' if in_tag => in_tag = false,
            _ if !in_tag => text.push(c),
            _ => {}
        }
    }
    unescaped(&text)
}

/// `&amp;` last, so that what it escaped is not read again.
fn unescaped(text: &str) -> String {
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#34;", "\"")
        .replace("&#39;", "'")
        .replace("&#x27;", "'")
        .replace("&amp;", "&")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_are_read_as_a_reader_sees_them() {
        let html = "<p>cargo add nothing</p><pre><code>\
                    <span>$ </span>cargo add a --features &quot;b c&quot;\n\
                    cargo add <b>d</b>\n</code></pre>\
                    <pre>cargo add d\ncargo build</pre>";
        assert_eq!(
            cargo_add_lines(html),
            ["cargo add a --features \"b c\"", "cargo add d"]
        );
    }

    #[test]
    fn an_escaped_escape_is_read_once() {
        assert_eq!(unescaped("&amp;lt; &lt;&#39;"), "&lt; <'");
    }
}
