//! Results as other programs read them: JUnit's XML, Gradescope's JSON.

use std::fmt::Write;

/// An exercise of a submission.
#[derive(Clone, Debug)]
pub struct Graded {
    /// Its id.
    pub exercise: String,
    /// Each check's id, and what came of it.
    pub outcomes: Vec<(String, Outcome)>,
}

/// What came of a check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The rule holds.
    Passed,
    /// It does not; the report.
    Failed(String),
    /// No verdict; the reason. It counts for nothing, on either side.
    Skipped(String),
}

impl Graded {
    /// Whether a check of it could not be judged.
    pub fn lacks_a_verdict(&self) -> bool {
        self.count(|outcome| matches!(outcome, Outcome::Skipped(_))) > 0
    }

    fn count(&self, wanted: fn(&Outcome) -> bool) -> usize {
        let outcomes = self.outcomes.iter();
        outcomes.filter(|(_, outcome)| wanted(outcome)).count()
    }
}

/// For a person: what failed, and a line an exercise with what passes.
pub fn text(graded: &[Graded]) -> String {
    let mut out = String::new();
    let (mut passed, mut all) = (0, 0);
    for exercise in graded {
        for (check, outcome) in &exercise.outcomes {
            let text = match outcome {
                Outcome::Passed => continue,
                Outcome::Failed(text) => text,
                Outcome::Skipped(why) => why,
            };
            let first = text.lines().next().unwrap_or_default();
            let told = if first.contains(check) {
                format!("{text}\n")
            } else {
                format!("{check}: {text}\n")
            };
            out += &told;
        }
        let own = exercise.count(|outcome| *outcome == Outcome::Passed);
        let without = exercise.count(|it| matches!(it, Outcome::Skipped(_)));
        let judged = exercise.outcomes.len() - without;
        let told = match without {
            0 => String::new(),
            _ => format!(", {without} without a verdict"),
        };
        // Writing to a String cannot fail.
        let _ =
            writeln!(out, "{:18} {own} of {judged}{told}", exercise.exercise);
        passed += own;
        all += judged;
    }
    out + &format!("{:18} {passed} of {all}\n", "all")
}

/// A suite an exercise, a case a check (the Ant task's XML, as Jenkins and
/// GitLab read it).
pub fn junit(graded: &[Graded]) -> String {
    let mut out = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n",
    );
    for exercise in graded {
        let name = xml(&exercise.exercise);
        // Writing to a String cannot fail.
        let _ = writeln!(
            out,
            "  <testsuite name=\"{name}\" tests=\"{}\" failures=\"{}\" \
             errors=\"0\" skipped=\"{}\">",
            exercise.outcomes.len(),
            exercise.count(|o| matches!(o, Outcome::Failed(_))),
            exercise.count(|o| matches!(o, Outcome::Skipped(_))),
        );
        for (check, outcome) in &exercise.outcomes {
            out += &case(&name, check, outcome);
        }
        out += "  </testsuite>\n";
    }
    out + "</testsuites>\n"
}

fn case(suite: &str, check: &str, outcome: &Outcome) -> String {
    let check = xml(check);
    let open = format!("    <testcase classname=\"{suite}\" name=\"{check}\"");
    match outcome {
        Outcome::Passed => format!("{open}/>\n"),
        Outcome::Failed(text) => format!(
            "{open}>\n      <failure message=\"{check}\">{}</failure>\n    \
             </testcase>\n",
            xml(text)
        ),
        Outcome::Skipped(why) => format!(
            "{open}>\n      <skipped message=\"{}\"/>\n    </testcase>\n",
            xml(why)
        ),
    }
}

/// Text as it may stand in XML 1.0, also between double quotes; characters
/// that no reference can write (§2.2) become U+FFFD.
fn xml(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        match c {
            '&' => out += "&amp;",
            '<' => out += "&lt;",
            '>' => out += "&gt;",
            '"' => out += "&quot;",
            '\n' | '\t' => out.push(c),
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => {
                out.push('\u{fffd}');
            }
            c => out.push(c),
        }
    }
    out
}

/// `results.json` of a Gradescope autograder: a test a check, a point each.
pub fn gradescope(graded: &[Graded]) -> String {
    let mut tests = Vec::new();
    let mut score = 0;
    for exercise in graded {
        for (check, outcome) in &exercise.outcomes {
            let (points, most, status, output) = match outcome {
                Outcome::Passed => (1, 1, "passed", ""),
                Outcome::Failed(text) => (0, 1, "failed", text.as_str()),
                Outcome::Skipped(why) => (0, 0, "passed", why.as_str()),
            };
            score += points;
            let name = format!("{} {check}", exercise.exercise);
            tests.push(format!(
                "    {{\"name\": {}, \"score\": {points}, \"max_score\": \
                 {most}, \"status\": \"{status}\", \"output_format\": \
                 \"text\", \"output\": {}}}",
                json(&name),
                json(output)
            ));
        }
    }
    format!(
        "{{\n  \"score\": {score},\n  \"tests\": [\n{}\n  ]\n}}\n",
        tests.join(",\n")
    )
}

/// A JSON text (RFC 8259 §7).
fn json(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            '\n' => out += "\\n",
            c if (c as u32) < 0x20 => {
                let _ = write!(out, "\\u{:04x}", c as u32);
            }
            c => out.push(c),
        }
    }
    out + "\""
}

#[cfg(test)]
mod tests {
    use super::*;

    const NASTY: &str = "a \"b\" <c> & \\ \u{1b}[1m\n]]> é\t\u{0}";

    fn graded() -> Vec<Graded> {
        let outcomes = [
            Outcome::Passed,
            Outcome::Failed(NASTY.into()),
            Outcome::Skipped(NASTY.into()),
        ];
        let named = outcomes.into_iter().enumerate();
        vec![Graded {
            exercise: "tcp-01-echo".into(),
            outcomes: named.map(|(n, o)| (format!("echo.{n}"), o)).collect(),
        }]
    }

    #[test]
    fn a_person_reads_what_failed_and_the_sums() {
        let text = text(&graded());
        let last: Vec<&str> = text.lines().rev().take(2).collect();
        assert_eq!(last[1], "tcp-01-echo        1 of 2, 1 without a verdict");
        assert_eq!(last[0], "all                1 of 2");
        assert!(!graded()[0].outcomes.is_empty());
        assert!(graded()[0].lacks_a_verdict());
    }

    /// Elements are closed in order, values quoted, nothing left unescaped.
    fn is_well_formed(text: &str) -> bool {
        let mut open = Vec::new();
        let Some(mut rest) =
            text.strip_prefix("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n")
        else {
            return false;
        };
        while let Some((before, after)) = rest.split_once('<') {
            let Some((tag, after)) = after.split_once('>') else {
                return false;
            };
            if before.contains(['>', '\0', '\u{1b}']) {
                return false;
            }
            let name = tag.split([' ', '/']).find(|n| !n.is_empty());
            match (tag.starts_with('/'), tag.ends_with('/')) {
                (true, _) if open.pop() != name => return false,
                (false, false) => open.push(name.unwrap_or_default()),
                _ => {}
            }
            if tag.matches('"').count() % 2 == 1 {
                return false;
            }
            rest = after;
        }
        open.is_empty() && rest.trim().is_empty()
    }

    #[test]
    fn junit_is_well_formed() {
        let text = junit(&graded());
        assert!(is_well_formed(&text), "{text}");
        assert!(!is_well_formed("<a>"));
        assert!(text.contains("tests=\"3\" failures=\"1\""), "{text}");
        assert!(text.contains("skipped=\"1\""), "{text}");
    }

    /// The rest behind one JSON value (RFC 8259).
    fn value(text: &str) -> Option<&str> {
        let text = text.trim_start();
        match text.chars().next()? {
            '{' | '[' => container(text),
            '"' => string(text),
            _ => {
                let end = text.find([',', '}', ']', '\n', ' '])?;
                text[..end].parse::<f64>().ok()?;
                Some(&text[end..])
            }
        }
    }

    fn container(text: &str) -> Option<&str> {
        let (object, mut rest) = (text.starts_with('{'), &text[1..]);
        loop {
            if object {
                rest = string(rest.trim_start())?.trim_start();
                rest = rest.strip_prefix(':')?;
            }
            rest = value(rest)?.trim_start();
            match rest.chars().next()? {
                ',' => rest = &rest[1..],
                '}' if object => return Some(&rest[1..]),
                ']' if !object => return Some(&rest[1..]),
                _ => return None,
            }
        }
    }

    fn string(text: &str) -> Option<&str> {
        let mut chars = text.strip_prefix('"')?.char_indices();
        while let Some((at, c)) = chars.next() {
            match c {
                '"' => return Some(&text[at + 2..]),
                '\\' => match chars.next()?.1 {
                    'u' => {
                        let digits = chars.by_ref().take(4);
                        let digits: Vec<char> = digits.map(|d| d.1).collect();
                        if !digits.iter().all(char::is_ascii_hexdigit) {
                            return None;
                        }
                    }
                    '"' | '\\' | 'n' => {}
                    _ => return None,
                },
                c if (c as u32) < 0x20 => return None,
                _ => {}
            }
        }
        None
    }

    #[test]
    fn gradescope_is_json() {
        let text = gradescope(&graded());
        assert_eq!(value(&text).map(str::trim), Some(""), "{text}");
        assert!(value("{\"a\": \"\u{1}\"}").is_none());
        assert!(text.contains("\"score\": 1,"), "{text}");
        assert!(text.contains("\"max_score\": 0, \"status\": \"passed\""));
    }
}
