//! Two texts, and where they part.

/// How many equal lines are shown on either side of a difference.
const CONTEXT: usize = 3;

/// `None` where the texts are equal. Otherwise the lines between what they
/// have in common at the beginning and at the end: `-` expected, `+` came.
pub fn diff(expected: &str, actual: &str) -> Option<String> {
    if expected == actual {
        return None;
    }
    let old: Vec<&str> = expected.lines().collect();
    let new: Vec<&str> = actual.lines().collect();
    let head = common(old.iter(), new.iter());
    let tail = common(old[head..].iter().rev(), new[head..].iter().rev());

    let mut out = String::new();
    let mut show = |sign: char, lines: &[&str]| {
        for line in lines {
            out.push_str(&format!("{sign} {line}\n"));
        }
    };
    show(' ', &old[head.saturating_sub(CONTEXT)..head]);
    show('-', &old[head..old.len() - tail]);
    show('+', &new[head..new.len() - tail]);
    let end = old.len() - tail;
    show(' ', &old[end..old.len().min(end + CONTEXT)]);
    if old == new {
        out.push_str("(only the last line's ending differs)\n");
    }
    Some(out)
}

fn common<'a>(
    a: impl Iterator<Item = &'a &'a str>,
    b: impl Iterator<Item = &'a &'a str>,
) -> usize {
    a.zip(b).take_while(|(a, b)| a == b).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_texts_do_not_differ() {
        assert_eq!(diff("a\nb\n", "a\nb\n"), None);
    }

    #[test]
    fn a_changed_line_stands_between_its_neighbors() {
        let text = diff("1\n2\n3\n4\n5\n", "1\n2\nX\n4\n5\n").unwrap();
        assert_eq!(text, "  1\n  2\n- 3\n+ X\n  4\n  5\n");
    }

    #[test]
    fn lines_missing_and_lines_too_many() {
        assert_eq!(diff("a\nb\n", "a\n").unwrap(), "  a\n- b\n");
        assert_eq!(diff("a\n", "a\na\n").unwrap(), "  a\n+ a\n");
    }

    #[test]
    fn a_missing_last_newline_is_said() {
        assert!(diff("a\n", "a").unwrap().contains("ending"));
    }
}
