//! The page that says what each error number is: it must agree with `std`.

use std::io;

use crate::tree::File;

/// Rows such as `` | `EPIPE` 32 *Broken pipe* | `BrokenPipe` | … ``: the
/// number has that text and that kind, on Linux, whose numbers they are.
pub fn table(page: &File) -> Vec<String> {
    let rows: Vec<Row> = page.text.lines().filter_map(Row::parse).collect();
    let mut problems: Vec<String> = rows
        .iter()
        .filter_map(Row::problem)
        .map(|problem| format!("{}: {problem}", page.path))
        .collect();
    if rows.is_empty() {
        problems.push(format!(
            "{}: no row begins with | `NAME` NUMBER *text* | `Kind` |",
            page.path
        ));
    }
    problems
}

struct Row<'a> {
    name: &'a str,
    number: i32,
    text: &'a str,
    kind: &'a str,
}

impl<'a> Row<'a> {
    fn parse(line: &'a str) -> Option<Row<'a>> {
        let (name, rest) = line.strip_prefix("| `E")?.split_once("` ")?;
        let (number, rest) = rest.split_once(" *")?;
        let (text, rest) = rest.split_once("* | ")?;
        let (kind, _) = rest.split_once(" | ")?;
        Some(Row {
            name,
            number: number.parse().ok()?,
            text,
            kind: kind.trim_matches('`'),
        })
    }

    fn problem(&self) -> Option<String> {
        let error = io::Error::from_raw_os_error(self.number);
        let text = format!("{} (os error {})", self.text, self.number);
        let kind = match format!("{:?}", error.kind()) {
            // Std's word for having none, which nobody can match on.
            kind if kind == "Uncategorized" => "none".to_string(),
            kind => kind,
        };
        let agrees = error.to_string() == text && kind == self.kind;
        (!agrees).then(|| {
            format!("E{}: std says {error}, of kind {kind}", self.name)
        })
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    fn check(text: &str) -> Vec<String> {
        table(&File {
            path: "book/errno.md".into(),
            text: text.into(),
        })
    }

    #[test]
    fn rows_agree_with_std() {
        let good = "| `EPIPE` 32 *Broken pipe* | `BrokenPipe` | Stop. |\n\
                    | `EMFILE` 24 *Too many open files* | none | Wait. |\n";
        assert!(check(good).is_empty());
        for (right, wrong) in [
            ("32", "33"),
            ("Broken pipe", "Broken"),
            ("`BrokenPipe`", "none"),
        ] {
            let problems = check(&good.replacen(right, wrong, 1));
            assert_eq!(problems.len(), 1, "{wrong}: {problems:?}");
            assert!(problems[0].contains("book/errno.md: EPIPE: std says"));
        }
        assert!(check("# Nothing\n")[0].contains("no row begins with"));
    }
}
