//! Which lines of a listing are not in the one before it.

use std::cmp::max;

/// For each line of `new`, true where `old` does not have it in its place:
/// the longest common sequence of lines is what stayed.
pub fn changed(old: &str, new: &str) -> Vec<bool> {
    let old: Vec<&str> = old.lines().collect();
    let new: Vec<&str> = new.lines().collect();
    let common = lengths(&old, &new);
    let (mut from, mut changed) = (0, Vec::new());
    for (index, line) in new.iter().enumerate() {
        // Lines of `old` that are gone, as long as nothing common is lost.
        while from < old.len()
            && old[from] != *line
            && common[from + 1][index] == common[from][index]
        {
            from += 1;
        }
        let stayed = from < old.len() && old[from] == *line;
        if stayed {
            from += 1;
        }
        changed.push(!stayed && !line.trim().is_empty());
    }
    changed
}

/// How many lines are common to the rest of both, from each pair of lines.
fn lengths(old: &[&str], new: &[&str]) -> Vec<Vec<usize>> {
    let mut common = vec![vec![0; new.len() + 1]; old.len() + 1];
    for a in (0..old.len()).rev() {
        for b in (0..new.len()).rev() {
            common[a][b] = if old[a] == new[b] {
                common[a + 1][b + 1] + 1
            } else {
                max(common[a + 1][b], common[a][b + 1])
            };
        }
    }
    common
}

/// Colored code with its changed lines marked. A color that reaches over
/// several lines ends with each and begins again, so that tags nest.
pub fn marked(html: &str, changed: &[bool]) -> String {
    let mut open: Vec<&str> = Vec::new();
    let mut out = String::new();
    for (index, line) in html.lines().enumerate() {
        let before = open.concat();
        follow(line, &mut open);
        let ends = "</span>".repeat(open.len());
        let line = format!("{before}{line}{ends}\n");
        out += &match changed.get(index) {
            Some(true) => format!("<ins>{}</ins>\n", line.trim_end()),
            _ => line,
        };
    }
    out
}

/// Keeps in mind which spans are open at the end of a line.
fn follow<'h>(line: &'h str, open: &mut Vec<&'h str>) {
    for piece in line.split_inclusive('>') {
        let Some(at) = piece.rfind('<') else { continue };
        match &piece[at..] {
            "</span>" => {
                open.pop();
            }
            tag => open.push(tag),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stayed_is_not_changed() {
        let old = "a\nb\nc\nd\n";
        assert_eq!(changed(old, "a\nx\nc\nd\n"), [false, true, false, false]);
        assert_eq!(changed(old, "b\nc\ny\nd\n"), [false, false, true, false]);
        assert_eq!(changed(old, old), [false; 4]);
        assert_eq!(changed("", "a\n\nb\n"), [true, false, true]);
    }

    #[test]
    fn a_marked_line_closes_what_it_opens() {
        let html = "a\n<span class=\"s\">b\nc</span> d\ne\n";
        assert_eq!(
            marked(html, &[false, true, true, false]),
            "a\n<ins><span class=\"s\">b</span></ins>\n\
             <ins><span class=\"s\">c</span> d</ins>\ne\n"
        );
    }
}
