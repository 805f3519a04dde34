//! Programs that need a crate which most of their chapter does not: it is
//! optional, and they require the feature that is called as it is.

use std::collections::BTreeSet;

use crate::manifest::is_itself;
use crate::tree::Package;

/// A program that needs an optional crate says so, and the chapter's tests
/// ask for each of them: a listing that is built by no test is proven by
/// none.
pub fn problems(package: &Package) -> Vec<String> {
    let at = package.manifest_path();
    let bins = package.manifest.bin.iter();
    let required: BTreeSet<&str> =
        texts(bins.flat_map(|bin| &bin.required_features));
    let all = package.manifest.dependencies();
    let optional = all.iter().filter(|d| d.stated.is_optional());
    let optional: BTreeSet<&str> = optional.map(|d| d.name).collect();
    let tested = all.iter().filter(|d| is_itself(package, d));
    let tested = texts(tested.flat_map(|d| d.stated.features()));

    let unasked = optional.difference(&required).map(|name| {
        format!("{at}: {name} is optional and no [[bin]] requires it")
    });
    let untested = required.difference(&tested).map(|name| {
        format!(
            "{at}: the tests build nothing that requires {name}; add it to \
             the features of {} = {{ path = \".\" }} in [dev-dependencies]",
            package.name()
        )
    });
    unasked.chain(untested).collect()
}

fn texts<'a>(all: impl Iterator<Item = &'a String>) -> BTreeSet<&'a str> {
    all.map(String::as_str).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tree::File;

    fn of(required: &str, tested: &str) -> Vec<String> {
        let manifest = format!(
            "[package]\nname = \"ch02-tcp\"\n[dependencies]\n\
             tokio = {{ workspace = true, optional = true }}\n\
             [dev-dependencies]\n\
             ch02-tcp = {{ path = \".\", features = [{tested}] }}\n\
             [[bin]]\nname = \"a\"\nrequired-features = [{required}]\n"
        );
        let dir = "listings/ch02-tcp";
        let file = File::new(&format!("{dir}/Cargo.toml"), &manifest);
        problems(&Package::new(dir, vec![file]).expect("it is TOML"))
    }

    #[test]
    fn what_is_required_and_tested_passes() {
        assert_eq!(of("\"tokio\"", "\"tokio\""), Vec::<String>::new());
    }

    #[test]
    fn what_nobody_requires_or_tests_is_told() {
        let unasked = of("", "\"tokio\"");
        assert!(unasked[0].contains("no [[bin]] requires it"), "{unasked:?}");
        let untested = of("\"tokio\"", "");
        assert!(untested[0].contains("build nothing"), "{untested:?}");
    }
}
