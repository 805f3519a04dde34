//! The tags of a rendered page.

use html5ever::tendril::{ByteTendril, StrTendril};
use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{
    BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer,
};
use mdbook_preprocessor::errors::{Error, Result};
use std::cell::RefCell;
use std::collections::BTreeSet;

/// What a page links to, and what can be linked to in it.
#[derive(Default)]
pub struct Page {
    /// Every `href` and `src`.
    pub links: BTreeSet<String>,
    /// Every `id`.
    pub ids: BTreeSet<String>,
    /// A `<base>` makes every link relative to the site's root.
    pub based: bool,
    /// A `{{#` stands in its text.
    pub directive: bool,
}

/// Reads a page's tags.
///
/// # Errors
/// The page is no UTF-8.
pub fn scan(html: &str) -> Result<Page> {
    let bytes: ByteTendril = html.as_bytes().into();
    let text: StrTendril = bytes
        .try_reinterpret()
        .map_err(|_| Error::msg("a page is not UTF-8"))?;
    let queue = BufferQueue::default();
    queue.push_back(text);
    let tokenizer = Tokenizer::new(Collector::default(), Default::default());
    let _ = tokenizer.feed(&queue);
    tokenizer.end();
    Ok(tokenizer.sink.0.into_inner())
}

#[derive(Default)]
struct Collector(RefCell<Page>);

impl TokenSink for Collector {
    type Handle = ();

    fn process_token(&self, token: Token, _: u64) -> TokenSinkResult<()> {
        let mut page = self.0.borrow_mut();
        match token {
            Token::CharacterTokens(text) if text.contains("{{#") => {
                page.directive = true;
            }
            Token::TagToken(tag) if tag.kind == TagKind::StartTag => {
                page.tag(&tag);
                // What stands in a script is no HTML.
                return match &*tag.name {
                    "script" => TokenSinkResult::RawData(RawKind::ScriptData),
                    "style" => TokenSinkResult::RawData(RawKind::Rawtext),
                    _ => TokenSinkResult::Continue,
                };
            }
            _ => {}
        }
        TokenSinkResult::Continue
    }
}

impl Page {
    fn tag(&mut self, tag: &Tag) {
        if &*tag.name == "base" {
            self.based = true;
            return;
        }
        for attribute in &tag.attrs {
            let value = attribute.value.to_string();
            match &*attribute.name.local {
                "href" | "src" => self.links.insert(value),
                "id" => self.ids.insert(value),
                _ => continue,
            };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_read_without_its_scripts() {
        let page = scan(
            "<a href='x.html#y'>a</a><img src=b.svg><h2 id=\"c\">{{#x}}</h2>\
             <script>const a = '<a href=\"no\">';</script>",
        )
        .unwrap();
        let links = ["b.svg", "x.html#y"].map(String::from);
        assert_eq!(page.links, links.into());
        assert_eq!(page.ids, ["c"].map(String::from).into());
        assert!(page.directive);
    }
}
