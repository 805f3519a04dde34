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
}
