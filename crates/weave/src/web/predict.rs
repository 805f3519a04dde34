//! A *Predict*: where the reader's answer goes, and the choices, if it has
//! any, with the right one folded below them.

use crate::page::asks::{PREDICT, choice};

/// Prose in which each prediction is marked. The lines of choices become a
/// list; what stands behind them in the quotation becomes the folded answer.
pub fn marked(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut open: Option<Choices> = None;
    for line in text.split_inclusive('\n') {
        let words = line.trim_end();
        if let Some((right, choice)) = choice(words) {
            let choices = open.get_or_insert_default();
            choices.count += 1;
            if right {
                choices.right = choices.count;
                choices.answer = choice.to_string();
            }
            out += &format!("> - {choice}\n");
            continue;
        }
        if let Some(choices) = open.take_if(|_| !words.starts_with('>')) {
            out += &choices.end();
        }
        if let Some(choices) = &mut open {
            choices.because += line;
        } else {
            let mark = format!("<span class=\"predict\"></span>{PREDICT}");
            out += &line.replace(PREDICT, &mark);
        }
    }
    out + &open.map(|choices| choices.end()).unwrap_or_default()
}

/// What is known of the choices so far.
#[derive(Default)]
struct Choices {
    count: usize,
    /// Which is right, from 1, and its words.
    right: usize,
    answer: String,
    /// What stands behind them.
    because: String,
}

impl Choices {
    fn end(self) -> String {
        format!(
            ">\n> <details data-right=\"{}\"><summary>Answer</summary>\n>\n\
             > **{}**\n{}>\n> </details>\n",
            self.right, self.answer, self.because
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_prediction_has_a_place_for_the_reader_s() {
        let text = "a\n\n> **Predict.** What?\n\nb\n";
        let marked = marked(text);
        let line = "> <span class=\"predict\"></span>**Predict.** What?\n";
        assert_eq!(marked, format!("a\n\n{line}\nb\n"));
    }

    #[test]
    fn choices_end_with_the_right_one() {
        let text = "> **Predict.** Which?\n>\n> - [ ] a\n> - [x] `b`\n>\n\
                    > Since.\n\n> - [ ] c\n";
        let right = |right, answer, because| {
            format!(
                ">\n> <details data-right=\"{right}\"><summary>Answer\
                 </summary>\n>\n> **{answer}**\n{because}>\n> </details>\n"
            )
        };
        let first = right(2, "`b`", ">\n> Since.\n");
        let marked = marked(text);
        assert!(
            marked.contains(&format!("> - a\n> - `b`\n{first}\n> - c\n")),
            "{marked}"
        );
        assert!(marked.ends_with(&right(0, "", "")), "{marked}");
    }
}
