//! Checks of `tests/bad-input.toml`: what each binary is.

use std::collections::{BTreeMap, BTreeSet};

use toml::{Table, Value};

use crate::tree::Package;

const FILE: &str = "tests/bad-input.toml";
const KINDS: [&str; 4] = ["self-contained", "client", "server", "trap"];
const PEERS: [&str; 4] = ["tcp", "udp", "http", "ssh"];

/// Every binary of a chapter is classified, and nothing else is.
pub fn classified(package: &Package) -> Vec<String> {
    let at = format!("{}/{FILE}", package.dir);
    let table = match parsed(package) {
        Ok(table) => table,
        Err(error) => return vec![format!("{at}: {error}")],
    };
    let known: BTreeSet<String> = table.keys().cloned().collect();
    let binaries: BTreeSet<String> = package.binaries().into_iter().collect();
    let absent = binaries.difference(&known).map(|name| {
        format!("{at}: add a table [{name}] with a kind, one of {KINDS:?}")
    });
    let stray = known
        .difference(&binaries)
        .map(|name| format!("{at}: [{name}]: no such binary; delete it"));
    let odd = table.iter().filter_map(|(name, entry)| {
        Some(format!("{at}: [{name}]: {}", wrong(entry)?))
    });
    absent.chain(stray).chain(odd).collect()
}

fn wrong(entry: &Value) -> Option<String> {
    let text = |key| entry.get(key).and_then(Value::as_str);
    let kind = text("kind").unwrap_or_default();
    if !KINDS.contains(&kind) {
        return Some(format!("give kind one of {KINDS:?}"));
    }
    let has_peer = kind == "client" || kind == "server";
    let peer = text("peer").unwrap_or_default();
    (has_peer && !PEERS.contains(&peer))
        .then(|| format!("a {kind} needs a peer, one of {PEERS:?}"))
}

/// What each binary of the package is, so far as its file says.
pub fn kinds(package: &Package) -> BTreeMap<String, String> {
    let table = parsed(package).unwrap_or_default();
    let kinds = table.into_iter().filter_map(|(name, entry)| {
        Some((name, entry.get("kind")?.as_str()?.to_string()))
    });
    kinds.collect()
}

fn parsed(package: &Package) -> Result<Table, String> {
    let file = package.file(FILE).ok_or("no such file; write it")?;
    file.text.parse().map_err(|error| format!("{error}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tree::File;

    fn chapter(inputs: &str) -> Package {
        let dir = "listings/ch02-tcp";
        let files = vec![
            File::new(
                "listings/ch02-tcp/Cargo.toml",
                "[package]\nname = \"ch02-tcp\"\n",
            ),
            File::new("listings/ch02-tcp/src/main.rs", ""),
            File::new("listings/ch02-tcp/tests/bad-input.toml", inputs),
        ];
        Package::new(dir, files).expect("the manifest is TOML")
    }

    fn one(problems: Vec<String>, parts: &[&str]) {
        assert_eq!(problems.len(), 1, "{problems:?}");
        for part in parts {
            assert!(problems[0].contains(part), "{problems:?} lacks {part}");
        }
    }

    #[test]
    fn every_binary_is_classified_and_nothing_else() {
        let good = "[ch02-tcp]\nkind = \"self-contained\"\n";
        assert!(classified(&chapter(good)).is_empty());
        one(
            classified(&chapter("")),
            &["ch02-tcp/tests/bad-input.toml", "add a table [ch02-tcp]"],
        );
        let stray = format!("{good}[gone]\nkind = \"trap\"\n");
        one(
            classified(&chapter(&stray)),
            &["bad-input.toml: [gone]", "delete"],
        );
    }

    #[test]
    fn kinds_and_peers_come_from_closed_lists() {
        let odd = "[ch02-tcp]\nkind = \"peer\"\n";
        one(
            classified(&chapter(odd)),
            &["[ch02-tcp]", "give kind one of"],
        );
        let lonely = "[ch02-tcp]\nkind = \"client\"\n";
        one(
            classified(&chapter(lonely)),
            &["[ch02-tcp]", "needs a peer"],
        );
    }

    #[test]
    fn an_absent_file_is_told() {
        let mut package = chapter("");
        package.files.pop();
        one(classified(&package), &["bad-input.toml", "write it"]);
    }
}
