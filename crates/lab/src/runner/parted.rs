//! Where a run had left its record before it came to no end: who waits for a
//! line in vain is often the second to notice.

use record::{Block, diff};

/// The first block that came otherwise than the record has it, to stand
/// behind the failure of a later one.
pub(super) fn parted(wanted: &[Block], came: &[Block]) -> String {
    // In a record to be blessed nothing is wanted yet.
    let open = |block: &Block| block.output.iter().any(|line| line == "...");
    let mut pairs = wanted.iter().zip(came).filter(|(old, _)| !open(old));
    let differing = pairs.find_map(|(old, new)| {
        Some((old, diff(&old.to_string(), &new.to_string())?))
    });
    match differing {
        None => String::new(),
        Some((block, diff)) => format!(
            "\nBefore that, from line {} on, [{}] was no longer as recorded \
             (- recorded, + came):\n\n{diff}",
            block.line, block.terminal
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use record::Record;

    #[test]
    fn the_first_that_differs() {
        let blocks = |text: &str| Record::parse(text).unwrap().blocks;
        let wanted = blocks("[a]\n$ cargo lab x\n1\n\n[b]\n$ cargo lab y\n2\n");
        assert_eq!(parted(&wanted, &wanted), "");
        let came =
            blocks("[a]\n$ cargo lab x\n1\n\n[b]\n$ cargo lab y\n3\n? 1\n");
        let said = parted(&wanted, &came);
        assert!(said.contains("from line 6 on, [b]"), "{said}");
        assert!(said.contains("- 2") && said.contains("+ 3"), "{said}");
        let open = blocks("[a]\n$ cargo lab x\n...\n");
        assert_eq!(parted(&open, &came), "");
    }
}
