//! Breaks each check of the manifests on purpose.

use super::*;

const GOOD: &str = r#"
[package]
name = "ch02-tcp"
version.workspace = true
default-run = "ch02-tcp"
[dependencies]
tokio.workspace = true
[dev-dependencies]
trials.workspace = true
[[bin]]
name = "ch02-tcp"
path = "src/main.rs"
test = false
[[bin]]
name = "tcp-echo"
path = "src/bin/tcp-echo.rs"
test = false
[lints]
workspace = true
"#;

fn chapter(manifest: &str) -> Package {
    let dir = "listings/ch02-tcp";
    let files = vec![
        File::new("listings/ch02-tcp/Cargo.toml", manifest),
        File::new("listings/ch02-tcp/src/main.rs", ""),
        File::new("listings/ch02-tcp/src/bin/tcp-echo.rs", ""),
    ];
    Package::new(dir, files).expect("the manifest is TOML")
}

fn machinery(name: &str, dependencies: &str) -> Package {
    let path = format!("crates/{name}/Cargo.toml");
    let text = format!("[package]\nname = \"{name}\"\n{dependencies}");
    let files = vec![File::new(&path, &text)];
    Package::new(&format!("crates/{name}"), files).expect("it is TOML")
}

fn one(problems: Vec<String>, parts: &[&str]) {
    assert_eq!(problems.len(), 1, "{problems:?}");
    for part in parts {
        assert!(problems[0].contains(part), "{problems:?} lacks {part}");
    }
}

#[test]
fn a_good_manifest_passes_every_check() {
    let good = chapter(GOOD);
    for check in [binaries, tour, from_the_root, direction] {
        assert_eq!(check(&good), Vec::<String>::new());
    }
}

#[test]
fn an_unregistered_binary_is_named_and_so_is_a_stray_entry() {
    let at = "listings/ch02-tcp/Cargo.toml";
    let renamed = GOOD.replace("\"tcp-echo\"", "\"tcp-ohce\"");
    let problems = binaries(&chapter(&renamed));
    assert_eq!(problems.len(), 2);
    assert!(problems[0].starts_with(at) && problems[0].contains("add a"));
    assert!(problems[1].contains("tcp-ohce") && problems[1].contains("delete"));
}

#[test]
fn a_binary_that_cargo_test_would_link_is_named() {
    let tested = GOOD.replacen("test = false", "", 1);
    let parts = ["Cargo.toml", "ch02-tcp", "add test = false"];
    one(binaries(&chapter(&tested)), &parts);
}

#[test]
fn a_package_needs_its_tour() {
    let no_default = GOOD.replace("default-run = \"ch02-tcp\"", "");
    one(
        tour(&chapter(&no_default)),
        &["Cargo.toml", "add default-run"],
    );

    let mut no_main = chapter(GOOD);
    no_main.files.retain(|file| file.name() != "main.rs");
    one(tour(&no_main), &["src/main.rs", "write the chapter"]);

    let mut moved = chapter(GOOD);
    moved.dir = "listings/ch02-udp".into();
    moved.files[1].path = "listings/ch02-udp/src/main.rs".into();
    one(
        tour(&moved),
        &["listings/ch02-udp/Cargo.toml", "as its folder"],
    );
}

#[test]
fn versions_and_lints_belong_to_the_root() {
    let own = GOOD.replace("tokio.workspace = true", "tokio = \"1\"");
    let parts = ["Cargo.toml", "tokio.workspace = true"];
    one(from_the_root(&chapter(&own)), &parts);

    let lax = GOOD.replace("[lints]\nworkspace = true", "");
    one(
        from_the_root(&chapter(&lax)),
        &["Cargo.toml", "add `[lints]`"],
    );

    let versioned = GOOD.replace("version.workspace = true", "version = \"1\"");
    let parts = ["Cargo.toml", "version.workspace"];
    one(from_the_root(&chapter(&versioned)), &parts);

    for lint in ["", "missing_docs = \"allow\"\n"] {
        let text = format!("[workspace.lints.rust]\n{lint}");
        let unchecked = File::new("Cargo.toml", &text);
        one(root_lints(&unchecked), &["Cargo.toml", "add missing_docs"]);
    }
}

#[test]
fn a_chapter_has_the_machinery_only_in_its_tests() {
    let uses = |table, name: &str| {
        let from = "[dev-dependencies]\ntrials.workspace = true";
        let to = format!("[{table}]\n{name}.workspace = true");
        let merged = if table == "dependencies" {
            GOOD.replace("tokio.workspace", &format!("{name}.workspace"))
        } else {
            GOOD.replace(from, &to)
        };
        direction(&chapter(&merged))
    };
    for name in ["record", "lab", "trials"] {
        let parts = ["Cargo.toml", name, "[dev-dependencies]"];
        one(uses("dependencies", name), &parts);
        assert!(uses("dev-dependencies", name).is_empty());
    }
    one(uses("dev-dependencies", "weave"), &["no use for weave"]);
    assert!(uses("dev-dependencies", "lab-tcp").is_empty());
    one(uses("dependencies", "lab-tcp"), &["[dev-dependencies]"]);
    one(
        uses("dev-dependencies", "lab-tls"),
        &["ch02-tcp has no use for lab-tls"],
    );
    one(uses("dependencies", "ch01-basics"), &["used by nothing"]);
}

#[test]
fn a_crate_uses_what_the_table_allows() {
    let uses = |name, used: &str| {
        let table = "[target.\"cfg(unix)\".dependencies]";
        let text = format!("{table}\n{used}.workspace = true\n");
        direction(&machinery(name, &text))
    };
    assert!(uses("lab", "record").is_empty());
    assert!(uses("lab", "libc").is_empty());
    assert!(uses("weave", "serde_json").is_empty());
    one(
        uses("lab", "serde"),
        &["crates/lab/Cargo.toml", "serde", "without"],
    );
    one(
        uses("record", "toml"),
        &["crates/record/Cargo.toml", "toml"],
    );
    let text = "[dev-dependencies]\ntoml.workspace = true\n";
    assert!(direction(&machinery("record", text)).is_empty());
    assert!(uses("weave", "lab").is_empty());
    one(uses("weave", "ex"), &["crates/weave/Cargo.toml", "ex"]);
    one(uses("lab", "ch02-tcp"), &["ch02-tcp", "run it instead"]);
    assert!(uses("lab-tls", "lab").is_empty());
    assert!(uses("lab-tls", "rustls").is_empty());
    one(uses("lab-tls", "trials"), &["lab-tls may use"]);
    one(uses("trials", "lab-tls"), &["trials may use"]);
    one(
        uses("brand-new", "toml"),
        &["brand-new", "MAY_USE", "add one"],
    );
}

#[test]
fn an_alias_of_an_absent_program_is_named() {
    let lab = machinery("lab", "");
    let text = "[alias]\nbook = \"run -p weave --bin book --\"\n\
                lab = \"run -p lab --\"\n";
    let config = File::new(".cargo/config.toml", text);
    let problems = aliases(&config, &[lab]);
    assert_eq!(problems.len(), 3, "{problems:?}");
    assert!(problems[0].starts_with(".cargo/config.toml: alias book"));
    assert!(problems[0].contains("name a package"));
}
