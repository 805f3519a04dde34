//! Figures counted through each chapter, so that people can name one.

use super::content::{Content, Number};

/// Counts the figures of the book, page by page in its order.
#[derive(Default)]
pub struct Numbers {
    last: Option<Number>,
}

impl Numbers {
    /// Gives a figure its number, on a page that belongs to a chapter.
    pub fn give(&mut self, file: &str, content: &mut Content) {
        let number = match content {
            Content::Figure(_, number) | Content::Drawing(_, _, number) => {
                number
            }
            Content::Wire(_, _, wished) => &mut wished.number,
            _ => return,
        };
        if let Some(chapter) = chapter(file) {
            let figure = match self.last {
                Some(last) if last.chapter == chapter => last.figure + 1,
                _ => 1,
            };
            *number = Some(Number { chapter, figure });
            self.last = *number;
        }
    }
}

/// 2, of `book/ch02-tcp/client.md`.
fn chapter(file: &str) -> Option<u32> {
    let name = file.split('/').rev().nth(1)?.strip_prefix("ch")?;
    name.split('-').next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::fence::Kind;

    #[test]
    fn figures_are_counted_a_chapter() {
        let lines = ["title: A", "32 B"];
        let figure = Kind::Packet.parse(&lines).ok().unwrap();
        let mut numbers = Numbers::default();
        let mut of = |file| {
            let mut content = Content::Figure(&figure, None);
            numbers.give(file, &mut content);
            let Content::Figure(_, number) = content else {
                panic!("it is a figure");
            };
            number.map(|number| number.to_string())
        };
        let some = |number: &str| Some(number.to_string());
        assert_eq!(of("book/introduction.md"), None);
        assert_eq!(of("book/ch01-basics/README.md"), some("1.1"));
        assert_eq!(of("book/ch01-basics/names.md"), some("1.2"));
        assert_eq!(of("book/ch02-tcp/README.md"), some("2.1"));
    }
}
