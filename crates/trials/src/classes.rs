//! `tests/bad-input.toml`: what each binary of a chapter is.

use std::collections::BTreeMap;
use std::fs;

use lab::protocol::Protocol;
use serde::Deserialize;

use crate::Place;
use crate::manifest::Manifest;

/// One binary, and what it is tried with.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Entry {
    pub kind: Kind,
    pub peer: Option<Spoken>,
    pub args: Option<Vec<String>>,
    #[serde(default)]
    pub waits: bool,
    /// It waits for longer than five seconds for who falls silent, which is
    /// tried with `THOROUGH=1`.
    #[serde(default)]
    pub patient: bool,
    /// What a server is asked, after all the bad clients, and what its answer
    /// begins with; without them it must send back what it gets.
    pub asks: Option<String>,
    pub answers: Option<String>,
    pub stdin: Option<String>,
}

impl Entry {
    /// What it speaks, where it is a client.
    pub fn client(&self) -> Option<&'static Protocol> {
        let Spoken(protocol) = self.peer?;
        (self.kind == Kind::Client).then_some(protocol)
    }
}

#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq, PartialOrd, Ord)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Kind {
    SelfContained,
    Client,
    Server,
    Trap,
}

/// What one of the lab's peers speaks, by its name.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(try_from = "String")]
pub(crate) struct Spoken(pub &'static Protocol);

impl TryFrom<String> for Spoken {
    type Error = String;

    fn try_from(name: String) -> Result<Spoken, String> {
        let known = lab::cli::protocols();
        let protocol = known.iter().find(|protocol| protocol.name == name);
        protocol.map(|protocol| Spoken(protocol)).ok_or_else(|| {
            let names: Vec<&str> = known.iter().map(|p| p.name).collect();
            format!(
                "no peer of the lab speaks `{name}`; they speak {}",
                names.join(", ")
            )
        })
    }
}

/// The classified binaries, which must be the package's, all of them.
pub(crate) fn read(place: &Place) -> Result<BTreeMap<String, Entry>, String> {
    let path = place.dir.join("tests/bad-input.toml");
    let shown = crate::records::shown(&path);
    let text =
        fs::read_to_string(&path).map_err(|e| format!("{shown}: {e}"))?;
    let entries: BTreeMap<String, Entry> =
        toml::from_str(&text).map_err(|e| format!("{shown}: {e}"))?;
    let manifest = Manifest::read(&place.dir)?;
    for name in entries.keys() {
        manifest
            .check_binary(name)
            .map_err(|problem| format!("{shown}: {problem}"))?;
    }
    for bin in &manifest.bin {
        if !entries.contains_key(&bin.name) {
            let name = &bin.name;
            return Err(format!(
                "{shown} does not say what `{name}` is; \
                 add [{name}] with its kind"
            ));
        }
    }
    Ok(entries)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_protocol_that_no_peer_speaks_is_told_with_those_that_are_spoken() {
        let entry = |peer: &str| {
            let text = format!("kind = 'client'\npeer = '{peer}'\n");
            toml::from_str::<Entry>(&text)
        };
        let known = lab::cli::protocols();
        let names: Vec<&str> = known.iter().map(|p| p.name).collect();
        for name in &names {
            let spoken = entry(name).unwrap().peer.unwrap();
            assert_eq!(spoken.0.name, *name);
        }
        let error = entry("gopher").unwrap_err().to_string();
        assert!(error.contains("speaks `gopher`; they speak"), "{error}");
        assert!(error.contains(&names.join(", ")), "{error}");
    }
}
