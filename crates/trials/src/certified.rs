//! Certificates for programs that need one whoever they meet: `{ca}`,
//! `{cert}` and `{key}` in the arguments of `tests/bad-input.toml`.

use std::fs;
use std::path::Path;

/// What stands in an argument, the file that takes its place, and what is in
/// it. Nobody has the authority's key.
const FILES: [(&str, &str, &str); 3] = [
    ("{ca}", "ca.pem", include_str!("certificates/ca.pem")),
    (
        "{cert}",
        "server.pem",
        include_str!("certificates/server.pem"),
    ),
    (
        "{key}",
        "server.key",
        include_str!("certificates/server.key"),
    ),
];

/// The argument, naming files in the folder, where they then are.
pub(crate) fn named(arg: &str, dir: &Path) -> Result<String, String> {
    let mut arg = arg.to_string();
    for (placeholder, name, text) in FILES {
        if arg.contains(placeholder) {
            let path = dir.join(name);
            let shown = path.display().to_string();
            fs::write(&path, text).map_err(|e| format!("{shown}: {e}"))?;
            arg = arg.replace(placeholder, &shown);
        }
    }
    Ok(arg)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_there_once_it_is_named() {
        let dir = crate::TempDir::new().unwrap();
        let arg = named("--ca={ca}", dir.path()).unwrap();
        let path = arg.strip_prefix("--ca=").unwrap();
        assert!(fs::read_to_string(path).unwrap().contains("CERTIFICATE"));
        assert_eq!(named("{addr}", dir.path()).unwrap(), "{addr}");
    }
}
