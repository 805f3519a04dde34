//! Where the words of the glossary lead.

use super::*;
use crate::page::Piece;

const GLOSSARY: &str = "# Glossary\n\n\
    Address, IP address\n: A *number*. See [x](x.md).\n\n\
    MTU\n: The largest packet.\n\nPath MTU\n: \"Theirs\".\n\n\
    Proxy\n: A program. See [x](x.md).\n";

fn woven(pages: &[(&str, &str)]) -> Vec<String> {
    let glossary = Page::parse("book/end/glossary.md", GLOSSARY);
    let glossary = Glossary::of(&glossary);
    let mut terms = Terms::new(&glossary);
    let mut read = |(file, text): &(&str, &str)| {
        let page = Page::with(file, text, &mut terms);
        let prose = page.pieces.iter().map(|piece| match piece {
            Piece::Prose(text) => text.as_str(),
            _ => "",
        });
        prose.collect::<String>()
    };
    pages.iter().map(&mut read).collect()
}

#[test]
fn in_another_sense_a_term_leads_nowhere_on_its_page() {
    let text = "A proxy.\n\n<!-- Another sense: proxy. -->\n";
    let pages = woven(&[("book/one/a.md", text)]);
    assert_eq!(pages, [text]);

    let glossary = Page::parse("book/end/glossary.md", GLOSSARY);
    let glossary = Glossary::of(&glossary);
    let text = "<!-- Another sense: proxy, prox. -->\n";
    let page = Page::with("book/a.md", text, &mut Terms::new(&glossary));
    assert_eq!(page.problems.len(), 1, "{:?}", page.problems);
}

fn link(class: &str, id: &str, says: &str, text: &str) -> String {
    format!(
        "<a class=\"{class}\" href=\"../end/glossary.html#{id}\" \
         title=\"{says}\">{text}</a>"
    )
}

#[test]
fn the_first_of_each_leads_to_the_glossary() {
    let text = "IP addresses, an address, a path MTU.\n";
    let pages = woven(&[
        ("book/one/a.md", text),
        ("book/one/b.md", "An address.\n"),
        ("book/two/a.md", "Proxies.\n"),
    ]);
    let address = |class, text| {
        link(class, "address-ip-address", "Address: A number.", text)
    };
    let first = format!(
        "{}, an address, a {}.\n",
        address("term noted", "IP addresses"),
        link("term noted", "path-mtu", "Path MTU: “Theirs”.", "path MTU")
    );
    assert_eq!(pages[0], first);
    assert_eq!(pages[1], format!("An {}.\n", address("term", "address")));
    let proxies = link("term noted", "proxy", "Proxy: A program.", "Proxies");
    assert_eq!(pages[2], format!("{proxies}.\n"));
}

#[test]
fn a_term_elsewhere_than_in_prose_is_a_word() {
    for text in [
        "# An address\n",
        "`address` [an address](x.md)\n",
        "mtu, sub-address, addressed, std::address, address.rs\n",
        "| address |\n|---|\n| address |\n",
        "<details><summary>Answer</summary>\n\nAn address.\n\n</details>\n",
        "The Address, \"Address in use\", Proxy-Connection.\n",
        "An *address* is an address.\n",
        "**Address.** An address.\n",
        "## Sources\n\nOn addresses.\n",
        "> - [x] An address\n",
        "*By the end you can*\n\n- read any address.\n",
    ] {
        assert_eq!(woven(&[("book/one/a.md", text)])[0], text);
    }
    let own = woven(&[("book/end/glossary.md", GLOSSARY)]);
    assert_eq!(own[0], GLOSSARY);
}
