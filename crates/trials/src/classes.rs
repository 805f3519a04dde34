//! `tests/bad-input.toml`: what each binary of a chapter is.

use std::collections::BTreeMap;
use std::fs;

use serde::Deserialize;

use crate::Place;
use crate::manifest::Manifest;

/// One binary, and what it is tried with.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Entry {
    pub kind: Kind,
    pub peer: Option<Protocol>,
    pub args: Option<Vec<String>>,
    #[serde(default)]
    pub waits: bool,
    /// A server that speaks first: it need not send back what it gets.
    #[serde(default)]
    pub greets: bool,
    pub stdin: Option<String>,
}

#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Kind {
    SelfContained,
    Client,
    Server,
    Trap,
}

#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Protocol {
    Tcp,
    Udp,
    Http,
    Ssh,
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
