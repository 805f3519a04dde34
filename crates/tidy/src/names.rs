//! Checks of names: one scheme, and no name twice.

use std::collections::BTreeMap;

use record::ports;

use crate::tree::Package;

/// A package below `listings` or `exercises` has a folder by whose name the
/// root's manifest finds it. What is no package may lie there.
pub fn folders(packages: &[Package]) -> Vec<String> {
    let stray = packages.iter().filter_map(|package| {
        let name = package.dir.rsplit('/').next().unwrap_or_default();
        let scheme = if package.is_listing() {
            ports::chapter(name).is_none().then_some("chNN-topic")
        } else if package.is_exercise() {
            (!is_exercise(name)).then_some("topic-NN-words")
        } else {
            None
        }?;
        Some(format!(
            "{}: rename the folder `{scheme}`: as it is, cargo does not take \
             it for a package of the workspace",
            package.dir
        ))
    });
    stray.collect()
}

/// Whether this is `topic-NN-words`.
pub fn is_exercise(name: &str) -> bool {
    let lower = |word: &str| {
        !word.is_empty() && word.chars().all(|c| c.is_ascii_lowercase())
    };
    let words: Vec<&str> = name.split('-').collect();
    let [topic, number, rest @ ..] = words.as_slice() else {
        return false;
    };
    let digits = number.chars().all(|c| c.is_ascii_digit());
    let numbered = number.len() == 2 && digits;
    let named = !rest.is_empty() && rest.iter().all(|word| lower(word));
    lower(topic) && numbered && named
}

/// A listing is called `topic-what-role`: lowercase words with hyphens.
pub fn scheme(package: &Package) -> Vec<String> {
    let bins = package.files_in("src/bin", "rs");
    let odd = bins.filter(|file| !fits(file.stem()));
    odd.map(|file| {
        format!(
            "{}: rename it `topic-what-role`: lowercase words joined by \
             hyphens, no word of digits alone",
            file.path
        )
    })
    .collect()
}

fn fits(name: &str) -> bool {
    name.split('-').all(|word| {
        word.starts_with(|c: char| c.is_ascii_lowercase())
            && word
                .chars()
                .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit())
    })
}

/// No two binaries of the workspace have one name: cargo writes both to one
/// file.
pub fn unique_binaries(packages: &[Package]) -> Vec<String> {
    let names = packages.iter().flat_map(|package| {
        let at = package.dir.clone();
        package
            .binaries()
            .into_iter()
            .map(move |name| (name, at.clone()))
    });
    twice(names, "rename one: both build to the same file")
}

/// No two records of the workspace have one stem: a page names the stem.
pub fn unique_records(packages: &[Package]) -> Vec<String> {
    let stems = packages.iter().flat_map(|package| {
        let records = package.files_in("recorded", "console");
        records.map(|file| (file.stem().to_string(), file.path.clone()))
    });
    twice(stems, "rename one: a page names the stem alone")
}

fn twice(
    names: impl Iterator<Item = (String, String)>,
    remedy: &str,
) -> Vec<String> {
    let mut holders: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (name, at) in names {
        holders.entry(name).or_default().push(at);
    }
    let shared = holders.into_iter().filter(|(_, at)| at.len() > 1);
    shared
        .map(|(name, at)| format!("{}: {name}: {remedy}", at.join(" and ")))
        .collect()
}

/// A Python twin is called as its binary, with underscores.
pub fn twins(package: &Package) -> Vec<String> {
    let binaries = package.binaries();
    let twins = package.files_in("python", "py");
    let strays = twins.filter(|twin| {
        let name = twin.stem().replace('_', "-");
        twin.stem().contains('-') || !binaries.contains(&name)
    });
    strays
        .map(|twin| {
            format!(
                "{}: rename it as the binary it replaces, with underscores",
                twin.path
            )
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tree::File;

    fn package(dir: &str, paths: &[&str]) -> Package {
        let name = dir.rsplit('/').next().unwrap_or_default();
        let manifest = format!("[package]\nname = \"{name}\"\n");
        let mut files =
            vec![File::new(&format!("{dir}/Cargo.toml"), &manifest)];
        files
            .extend(paths.iter().map(|p| File::new(&format!("{dir}/{p}"), "")));
        Package::new(dir, files).expect("the manifest is TOML")
    }

    #[test]
    fn a_name_off_the_scheme_is_told() {
        for good in ["tcp-echo-server", "timeouts", "multicast-v4"] {
            assert!(fits(good), "{good}");
        }
        for bad in ["Echo", "tcp_echo", "tcp--echo", "echo-2", "-a", ""] {
            assert!(!fits(bad), "{bad}");
        }
        let problems = scheme(&package("listings/ch02-tcp", &["src/bin/A.rs"]));
        assert!(problems[0].contains("src/bin/A.rs: rename"), "{problems:?}");
    }

    #[test]
    fn a_package_that_cargo_does_not_find_is_told() {
        let told = |dir: &str| folders(&[package(dir, &[])]);
        let good = [
            "listings/ch12-demo",
            "exercises/tcp-01-echo",
            "crates/lab-tls",
        ];
        for dir in good {
            assert_eq!(told(dir), Vec::<String>::new());
        }
        for (dir, scheme) in [
            ("listings/ch6-tls", "chNN-topic"),
            ("listings/tls", "chNN-topic"),
            ("exercises/tcp-1-echo", "topic-NN-words"),
        ] {
            let problems = told(dir);
            assert_eq!(problems.len(), 1, "{dir}: {problems:?}");
            assert!(problems[0].starts_with(&format!("{dir}: rename")));
            assert!(problems[0].contains(scheme), "{problems:?}");
        }
    }

    #[test]
    fn one_name_in_two_packages_is_told_with_both() {
        let a = package("listings/ch02-tcp", &["src/bin/echo.rs"]);
        let b = package("listings/ch03-udp", &["src/bin/echo.rs"]);
        assert_eq!(
            unique_binaries(&[a, b]),
            [
                "listings/ch02-tcp and listings/ch03-udp: echo: rename one: \
                 both build to the same file"
            ]
        );
    }

    #[test]
    fn one_stem_in_two_chapters_is_told_with_both() {
        let a = package("listings/ch02-tcp", &["recorded/echo.console"]);
        let b = package("listings/ch03-udp", &["recorded/echo.console"]);
        let problems = unique_records(&[a, b]);
        assert_eq!(problems.len(), 1);
        assert!(problems[0].contains("ch02-tcp/recorded/echo.console and"));
        assert!(problems[0].contains("rename one"));
    }

    #[test]
    fn a_twin_without_binary_is_told() {
        let files = [
            "src/bin/tcp-echo.rs",
            "python/tcp_echo.py",
            "python/tcp_ohce.py",
        ];
        let problems = twins(&package("listings/ch02-tcp", &files));
        assert_eq!(problems.len(), 1, "{problems:?}");
        assert!(problems[0].contains("tcp_ohce.py: rename"));
    }
}
