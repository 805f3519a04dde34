//! What a page is cut into, when its fences are known: prose, directives,
//! figures.

use super::directive::Directive;
use super::fence::Kind;
use super::{Piece, Reader};
use crate::problem::Fault;

impl Reader<'_, '_> {
    /// The lines put together again, as what they are.
    pub(super) fn pieces(&mut self) -> Vec<Piece> {
        let mut text = self.text.to_string();
        self.edits.sort_by_key(|(at, _)| at.start);
        for (at, with) in self.edits.drain(..).rev() {
            text.replace_range(at, &with);
        }
        let lines: Vec<&str> = text.lines().collect();
        let mut pieces = Vec::new();
        let mut prose = String::new();
        let mut at = 0;
        while let Some(line) = lines.get(at) {
            if self.breaks.contains(&at) {
                pieces.push(Piece::Prose(std::mem::take(&mut prose)));
                pieces.push(Piece::Section);
            }
            let figure = self.figures.iter().find(|f| f.0.start == at);
            let (piece, next) = match figure.cloned() {
                Some((fence, kind)) => {
                    let inside = fence.start + 1..fence.end - 1;
                    let inside = lines.get(inside).unwrap_or_default();
                    (self.figure(at + 1, kind, inside), fence.end)
                }
                None if Directive::is_in(line) => {
                    (self.directive(at, line), at + 1)
                }
                None => {
                    prose += line;
                    prose.push('\n');
                    at += 1;
                    continue;
                }
            };
            pieces.push(Piece::Prose(std::mem::take(&mut prose)));
            pieces.extend(piece);
            at = next;
        }
        pieces.push(Piece::Prose(prose));
        pieces
    }

    fn directive(&mut self, at: usize, line: &str) -> Option<Piece> {
        let fenced = self.fences.iter().any(|fence| fence.contains(&at));
        let read = match line.parse() {
            Ok(_) if fenced => Err(Fault::new(
                "a directive stands inside a code block",
                "take it out; it brings its own block",
            )),
            read => read,
        };
        match read {
            Ok(directive) => Some(Piece::Directive(directive, at + 1)),
            Err(fault) => {
                self.fault(at + 1, fault);
                None
            }
        }
    }

    fn figure(
        &mut self,
        line: usize,
        kind: Kind,
        inside: &[&str],
    ) -> Option<Piece> {
        match kind.parse(inside) {
            Ok(figure) => Some(Piece::Figure(figure)),
            Err(misdrawn) => {
                self.fault(line + misdrawn.line, misdrawn.fault);
                None
            }
        }
    }
}
