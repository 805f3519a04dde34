//! Whether a task's page and its checks say the same.

use std::collections::BTreeSet;

use crate::exercise::Exercise;

/// What the page demands and no check tries, and the other way round.
/// `text` is the page.
pub fn problems(exercise: &Exercise, text: &str) -> Vec<String> {
    let mut problems = Vec::new();
    let sentences = sentences(text);
    let task = sentences.join(" ");
    for rule in &exercise.rules {
        if !task.contains(&plain(&rule.says)) {
            problems.push(format!(
                "exercise.toml: [[rule]] \"{}\": the page does not say so",
                plain(&rule.says)
            ));
        }
    }
    let ids = exercise.checks.iter().map(|check| check.id.as_str());
    let ids: BTreeSet<&str> = ids.collect();
    let tried = exercise.rules.iter().flat_map(|rule| &rule.checks);
    let tried: BTreeSet<&str> = tried.map(String::as_str).collect();
    for id in tried.difference(&ids) {
        problems.push(format!("exercise.toml: [[rule]]: no check {id}"));
    }
    for id in ids.difference(&tried) {
        problems.push(format!(
            "exercise.toml: {id} tries what no [[rule]] of the page says"
        ));
    }
    let rules = exercise.rules.iter().map(|rule| plain(&rule.says));
    let rules: Vec<String> = rules.collect();
    let stated =
        |sentence: &&String| rules.iter().any(|rule| rule.contains(*sentence));
    for sentence in sentences.iter().filter(|s| is_demand(s)) {
        if !stated(&sentence) {
            problems
                .push(format!("exercise.toml: no [[rule]] for \"{sentence}\""));
        }
    }
    problems
}

/// The task's sentences: the page's prose above what will be checked.
fn sentences(text: &str) -> Vec<String> {
    let task = text.split("\n## ").next().unwrap_or_default();
    let mut prose = String::new();
    let mut fenced = false;
    for line in task.lines() {
        if line.starts_with("```") {
            fenced = !fenced;
            // What stands before a fence ends with it.
            prose += "\n";
        } else if !fenced && !line.starts_with(['#', '{']) {
            prose += line;
            prose += " ";
        }
    }
    let mut sentences = vec![String::new()];
    for word in prose.replace('\n', " \n ").split(' ') {
        let last = sentences.last_mut().expect("there is one");
        if !last.is_empty() && !word.trim().is_empty() {
            last.push(' ');
        }
        last.push_str(word.trim());
        if word.ends_with(['.', ':', '?']) || word == "\n" {
            sentences.push(String::new());
        }
    }
    sentences.retain(|sentence| !sentence.is_empty());
    sentences
}

/// Whether a sentence holds a number, or says what may and may not be.
fn is_demand(sentence: &str) -> bool {
    let words = ["must", "never", "only", "none", "nothing else", "no answer"];
    sentence.contains(|c: char| c.is_ascii_digit())
        || words.iter().any(|word| {
            sentence.split([' ', ',', '.', ';']).any(|w| w == *word)
                || word.contains(' ') && sentence.contains(word)
        })
}

fn plain(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::exercise;

    #[test]
    fn sentences_are_the_tasks_alone() {
        let page = "# Echo\n\n{{#task x}}\n\nSend it\nback. Or not:\n\n\
                    ```text\n7200 open.\n```\n\nThe end.\n\n\
                    ## What will be checked\n\nMore than 3.\n";
        assert_eq!(sentences(page), ["Send it back.", "Or not:", "The end."]);
    }

    #[test]
    fn what_only_one_of_the_two_says_is_told() {
        let mut one = exercise();
        let page = "# Echo\n\nA million bytes are none. They come back in 2 s.";
        one.rules.truncate(1);
        one.rules[0].says = "A million\nbytes are none.".into();
        one.rules[0].checks = vec!["echo.milion".into()];
        let problems = problems(&one, page);
        let told = |part: &str| problems.iter().any(|p| p.contains(part));
        assert!(!told("does not say so"), "{problems:?}");
        assert!(told("no [[rule]] for \"They come back in 2 s.\""));
        assert!(told("no check echo.milion"));
        assert!(told("echo.rounds tries what no [[rule]]"));
        one.rules[0].says = "Ten bytes are none.".into();
        assert!(super::problems(&one, page)[0].contains("does not say so"));
    }
}
