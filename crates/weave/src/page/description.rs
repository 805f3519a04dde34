//! What a page says of itself, for those who list it:
//! `<!-- description: … -->`, else its first paragraph that says enough.

use pulldown_cmark::{Event, Tag, TagEnd};

/// As much of a description as a list of results shows, in characters.
const SHOWN: usize = 155;

/// How long a paragraph must be to describe its page, in characters.
const ENOUGH: usize = 60;

/// How the paragraphs of a chapter's frame begin.
const FRAME: [&str; 3] = ["Builds on", "By the end", "Predict"];

/// Looks for the description among the events of a page.
#[derive(Default)]
pub struct Description {
    found: Option<String>,
    /// The author's own words.
    said: Option<String>,
    /// The paragraph that is being read.
    paragraph: Option<String>,
}

impl Description {
    /// Reads the page's next event.
    pub fn read(&mut self, event: &Event) {
        match (event, &mut self.paragraph) {
            (Event::Html(html) | Event::InlineHtml(html), _) => self.html(html),
            _ if self.found.is_some() => {}
            (Event::Start(Tag::Paragraph), _) => {
                self.paragraph = Some(String::new());
            }
            (Event::Text(text) | Event::Code(text), Some(paragraph)) => {
                paragraph.push_str(text);
            }
            (Event::SoftBreak | Event::HardBreak, Some(paragraph)) => {
                paragraph.push(' ');
            }
            (Event::End(TagEnd::Paragraph), Some(paragraph)) => {
                let words: Vec<_> = paragraph.split_whitespace().collect();
                let text = words.join(" ");
                let is_frame = FRAME.iter().any(|f| text.starts_with(f));
                let says = text.chars().count() >= ENOUGH && !is_frame;
                self.found = says.then(|| cut(&text));
                self.paragraph = None;
            }
            _ => {}
        }
    }

    fn html(&mut self, html: &str) {
        let said = html.split_once("<!-- description:");
        let said = said.and_then(|(_, rest)| rest.split_once("-->"));
        if let (Some((said, _)), None) = (said, &self.said) {
            self.said = Some(said.trim().to_string());
        }
    }

    /// What was found.
    pub fn finish(self) -> Option<String> {
        self.said.or(self.found)
    }
}

/// Whole words up to the length that is shown.
fn cut(text: &str) -> String {
    if text.chars().count() <= SHOWN {
        return text.to_string();
    }
    let mut shown = String::new();
    for word in text.split(' ') {
        if shown.chars().count() + word.chars().count() + 2 > SHOWN {
            break;
        }
        shown += word;
        shown.push(' ');
    }
    let shown = shown.trim_end().trim_end_matches([',', ';', ':']);
    format!("{shown} …")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::Page;

    fn description(text: &str) -> Option<String> {
        Page::parse("book/a.md", text).description
    }

    #[test]
    fn the_first_paragraph_that_says_enough() {
        let page = "# A\n\n*By the end you can* do all of this and also much \
                    that is not said here.\n\nShort.\n\nA stream is `<bytes>` \
                    in *order*,\none direction each way, without gaps.\n\nAnd \
                    more, which is long enough to describe this page as well.";
        assert_eq!(
            description(page).unwrap(),
            "A stream is <bytes> in order, one direction each way, without \
             gaps."
        );
    }

    #[test]
    fn what_the_author_says_goes_first() {
        let page = "# A\n\nA paragraph that would say enough to describe the \
                    page, too.\n\n<!-- description: Said. -->\n";
        assert_eq!(description(page).unwrap(), "Said.");
    }

    #[test]
    fn a_description_ends_with_a_word() {
        let text = cut(&"word, ".repeat(60));
        assert!(text.chars().count() <= SHOWN, "{text}");
        assert!(text.ends_with("word …"), "{text}");
    }
}
