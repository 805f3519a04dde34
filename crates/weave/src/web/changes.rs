//! Marks lines of code that is HTML already.

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
    fn a_marked_line_closes_what_it_opens() {
        let html = "a\n<span class=\"s\">b\nc</span> d\ne\n";
        assert_eq!(
            marked(html, &[false, true, true, false]),
            "a\n<ins><span class=\"s\">b</span></ins>\n\
             <ins><span class=\"s\">c</span> d</ins>\ne\n"
        );
    }
}
