//! What a page says of an exercise, made from the exercise's own folder:
//! the checks that are listed are the checks that are played.

use super::console::{command, terminal};
use crate::check::needs;
use crate::page::Page;
use crate::page::directive::Section;
use exercise::{Check, Exercise, Need};
use markup::html::{code_block, escape, held, held_in_markdown};
use pulldown_cmark::{Event, Parser};

/// The Markdown for one part of an exercise.
pub fn part(exercise: &Exercise, section: Section, pages: &[Page]) -> String {
    match section {
        Section::Task => task(exercise, pages),
        Section::Checks => exercise.checks.iter().map(folded).collect(),
        Section::Hints => hints(exercise),
    }
}

/// The Markdown for the list of all.
pub fn list(all: &[Exercise], pages: &[Page]) -> String {
    let mut rows =
        String::from("| Exercise | Minutes | After |\n|---|---|---|\n");
    for exercise in all {
        rows += &format!(
            "| [`{0}`]({0}.md) {1} | {2} | {3} |\n",
            exercise.id,
            exercise.title,
            exercise.minutes,
            after(exercise, pages)
        );
    }
    let minutes: u32 = all.iter().map(|exercise| exercise.minutes).sum();
    format!("{rows}| all {} | {minutes} | |\n", all.len())
}

fn task(exercise: &Exercise, pages: &[Page]) -> String {
    let commands = ["start", "check"]
        .map(|verb| command(&format!("cargo ex {verb} {}", exercise.id)));
    codes_held(&format!(
        "**{} minutes**, after {}. You write `work/{}/{}`.\n\n\
         <figure class=\"console\">\n{}</figure>\n\n{}\n",
        exercise.minutes,
        after(exercise, pages),
        exercise.id,
        exercise.editable.first().map_or("", String::as_str),
        terminal("Terminal", &commands),
        exercise.limits.sentence(exercise.role)
    ))
}

/// A page by its title, an exercise by its id.
fn after(exercise: &Exercise, pages: &[Page]) -> String {
    let link = |need: &Need| match need {
        Need::Exercise(id) => format!("[`{id}`]({id}.md)"),
        Need::Page(name) => {
            let page = needs::page(pages, name);
            let title = page.map_or(name.as_str(), |page| &page.title);
            let to = name.replace("README.md", "index.md");
            format!("[{title}](../{to})")
        }
    };
    let links: Vec<String> = exercise.needs.iter().map(link).collect();
    links.join(", ")
}

fn hints(exercise: &Exercise) -> String {
    let hints = exercise.hints.iter().map(|hint| {
        format!(
            "<details>\n<summary>{}</summary>\n\n{}\n\n</details>\n\n",
            escape(&hint.title),
            codes_held(&hint.text)
        )
    });
    hints.collect()
}

fn folded(check: &Check) -> String {
    let label = format!("The script of {}", check.id);
    format!(
        "<details>\n<summary><code>{}</code>: {}</summary>\n\n{}\n\n\
         </details>\n\n",
        escape(&check.id),
        with_code(&check.rule.replace('\n', " ")),
        code_block(&label, "", &escape(check.script.trim()))
    )
}

/// HTML in which what stood between backticks is code.
pub fn with_code(text: &str) -> String {
    let parts = text.split('`').enumerate();
    let parts = parts.map(|(index, part)| match index % 2 {
        0 => escape(part),
        _ => format!("<code>{}</code>", held(part, &escape)),
    });
    parts.collect()
}

/// Markdown in which all code is held together like this.
fn codes_held(markdown: &str) -> String {
    let mut out = String::with_capacity(markdown.len());
    let mut done = 0;
    for (event, at) in Parser::new(markdown).into_offset_iter() {
        if let Event::Code(code) = event
            && let Some(held) = held_in_markdown(&code)
        {
            out += &markdown[done..at.start];
            out += &held;
            done = at.end;
        }
    }
    out + &markdown[done..]
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    fn one() -> Exercise {
        let table = "id = \"tcp-01-echo\"\ntitle = \"Echo\"\nminutes = 20\n\
                     needs = [\"ip-02-cidr\", \"ch02-tcp/README.md\"]\n\
                     chapter = \"ch02-tcp\"\nrole = \"server\"\n\
                     editable = [\"src/main.rs\"]\n\
                     starter = \"echo.count\"\nwrong = []\n\
                     limits = { starts = 10, answers = 2, memory = 64 }\n\
                     [[check]]\nid = \"echo.count\"\nbook = \"a.md\"\n\
                     rule = \"\"\"A `0`\nends it.\"\"\"\n\
                     script = \"c1 connect\"\n";
        let hints = "# Hints\n\n## 1 Where\n\nHere.\n\n## 2 How\n\nSo.\n";
        let dir = Path::new("exercises/tcp-01-echo");
        Exercise::parse(dir, table, hints).unwrap()
    }

    fn pages() -> [Page; 1] {
        [Page::parse("book/ch02-tcp/README.md", "# TCP: a stream\n")]
    }

    #[test]
    fn a_check_is_its_rule_with_its_script_folded() {
        let text = part(&one(), Section::Checks, &[]);
        assert!(text.contains(": A <code>0</code> ends it.</summary>"));
        assert!(text.contains("c1 connect"), "{text}");
    }

    #[test]
    fn hints_are_folded_one_by_one() {
        let text = part(&one(), Section::Hints, &[]);
        assert_eq!(text.matches("<details>").count(), 2, "{text}");
        assert!(text.contains("<summary>Where</summary>\n\nHere."), "{text}");
    }

    #[test]
    fn the_list_has_minutes_and_what_comes_before() {
        let row = "| [`tcp-01-echo`](tcp-01-echo.md) Echo | 20 | \
                   [`ip-02-cidr`](ip-02-cidr.md), \
                   [TCP: a stream](../ch02-tcp/index.md) |";
        let list = list(&[one()], &pages());
        assert!(list.contains(row), "{list}");
    }

    #[test]
    fn code_in_markdown_is_held_together() {
        assert_eq!(
            codes_held("a `b` and `-c`.\n\n```rust\nd -e\n```\n"),
            "a `b` and <code class=\"w\">&#45;c</code>.\n\n\
             ```rust\nd -e\n```\n"
        );
    }
}
