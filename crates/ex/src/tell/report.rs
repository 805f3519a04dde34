//! A failure as a learner reads it.

use super::sentence;
use crate::exercise::{Check, Exercise};
use crate::play::verdict::Failure;

/// What failed, what went over the wire, and what to do.
pub fn report(
    exercise: &Exercise,
    check: &Check,
    failure: &Failure,
    replay: &str,
) -> String {
    let mut lines = vec![
        format!("FAIL {}: {}", exercise.id, check.id),
        format!("  rule      {}", folded(&check.rule)),
        format!("  read      book/{}", check.book),
        String::new(),
    ];
    lines.extend(failure.log.iter().map(|line| format!("    {line}")));
    lines.push(String::new());
    lines.push(format!(
        "  expected  {}",
        indented(failure.expected.trim_start())
    ));
    lines.push(format!(
        "  came      {}",
        indented(failure.came.trim_start())
    ));
    if let Some(seen) = sentence::of(failure.symptom) {
        lines.push(format!("  seen      {}", folded(seen)));
    }
    let cause = check.causes.get(&failure.symptom);
    if let Some(cause) = failure.likely.as_ref().or(cause) {
        lines.push(format!("  likely    {}", folded(cause)));
    }
    if !failure.said.is_empty() {
        lines.push("  your program's last lines on standard error:".into());
        let said = failure.said.iter();
        lines.extend(said.map(|line| format!("    {line}")));
    }
    lines.push(format!("  again     {replay}"));
    lines
        .iter()
        .map(|l| format!("{}\n", l.trim_end()))
        .collect()
}

/// A sentence in lines of at most 76 columns, behind the labels.
fn folded(text: &str) -> String {
    let mut lines = vec![String::new()];
    for word in text.split_whitespace() {
        let last = lines.last_mut().expect("there is one");
        if !last.is_empty() && last.chars().count() + word.len() > 62 {
            lines.push(word.into());
        } else {
            if !last.is_empty() {
                last.push(' ');
            }
            last.push_str(word);
        }
    }
    indented(&lines.join("\n"))
}

fn indented(text: &str) -> String {
    text.replace('\n', "\n            ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_is_folded() {
        let text = folded(&"word ".repeat(30));
        assert!(text.lines().all(|line| line.len() < 76), "{text}");
        assert_eq!(text.lines().count(), 3);
    }
}
