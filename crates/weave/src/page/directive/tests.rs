//! Each directive is read as it is written, and what is none is told.

use super::*;

#[test]
fn what_is_read_is_printed_as_it_was() {
    for line in [
        "{{#listing a}}",
        "{{#listing a fn b}}",
        "{{#listing a/lib impl A<B> for C}}",
        "{{#listing a folded}}",
        "{{#listing a fn b, impl A<B, C> for D, const E}}",
        "{{#listing a since b}}",
        "{{#listing a since b fn c, fn d}}",
        "{{#console a}}",
        "{{#twin a_b}}",
        "{{#cargo-add a}}",
        "{{#cargo-add a b}}",
        "{{#first-run a}}",
        "{{#figure a}}",
        "{{#wire a: A: b}}",
        "{{#wire a again packets 4-4: A}}",
        "{{#wire a states packets 4-6 bytes 1,4: A}}",
        "{{#task a}}",
        "{{#checks a}}",
        "{{#hints a}}",
        "{{#exercises}}",
        "{{#items std}}",
        "{{#items crates}}",
        "{{#errors}}",
    ] {
        let directive: Directive = line.parse().unwrap();
        assert_eq!(directive.to_string(), line);
        assert_eq!(format!("{line} ").parse(), Ok(directive));
    }
}

#[test]
fn what_a_directive_means() {
    let items = ["fn b", "impl A<B, C> for D", "fn e"].map(String::from);
    assert_eq!(
        "{{#listing a fn b, impl A<B, C> for D, fn e}}".parse(),
        Ok(Directive::Listing("a".into(), Part::Items(items.into())))
    );
    let options = WireOptions {
        title: "An echo".into(),
        states: true,
        open: vec![1, 4],
        ..WireOptions::default()
    };
    assert_eq!(
        "{{#wire a states bytes 1,4: An echo}}".parse(),
        Ok(Directive::Wire("a".into(), options))
    );
}

#[test]
fn what_is_no_directive_says_what_would_be() {
    for (text, said) in [
        ("see {{#listing a}}", "alone on its line"),
        ("  {{#listing a}}", "without indentation"),
        ("{{#listing a}} {{#listing b}}", "alone on its line"),
        ("{{#listing}}", "{{#listing NAME}}"),
        ("{{#listing a main}}", "{{#listing NAME fn ITEM, fn ITEM}}"),
        ("{{#listing a main, fn b}}", "{{#listing NAME fn ITEM, fn"),
        ("{{#listing a folded fn b}}", "{{#listing NAME folded}}"),
        ("{{#listing a since }}", "{{#listing NAME since NAME}}"),
        ("{{#console a b}}", "{{#console NAME}}"),
        ("{{#items a}}", "{{#items std}}"),
        ("{{#wire a}}", "{{#wire NAME: TITLE}}"),
        ("{{#wire a: }}", "{{#wire NAME: TITLE}}"),
        ("{{#wire a bytes: A}}", "` bytes 1,4`"),
        ("{{#wire a bytes x: A}}", "` bytes 1,4`"),
        ("{{#wire a bytes 1 states: A}}", "` bytes 1,4`"),
        ("{{#wire a packets 6-4: A}}", "` packets 4-6`"),
        ("{{#lsting a}}", "did you mean `listing`?"),
        ("{{#include a.rs}}", "the directives are"),
    ] {
        let fault = text.parse::<Directive>().unwrap_err();
        let Fault { what, remedy } = fault;
        let both = format!("{what} {remedy}");
        assert!(both.contains(said), "{text}: {both}");
    }
}
