//! Checks of the records. That each runs what exists is found where the book
//! is built, and that a peer exists where the record is played; here is what
//! makes it the same on a reader's machine.

use std::collections::BTreeMap;

use record::{Action, Block, Command, Record};

use crate::inputs;
use crate::tree::{File, Package};

/// A client or a server is started with its address, and the tour without
/// its name.
pub fn commands(package: &Package) -> Vec<String> {
    let kinds = match inputs::kinds(package) {
        Ok(kinds) => kinds,
        Err(problem) => return vec![problem],
    };
    let records = package.files_in("recorded", "console");
    records
        .flat_map(|record| commands_of(record, &kinds))
        .collect()
}

fn commands_of(file: &File, kinds: &BTreeMap<String, String>) -> Vec<String> {
    let record = match Record::parse(&file.text) {
        Ok(record) => record,
        Err(error) => return vec![format!("{}: {error}", file.path)],
    };
    let wrong = |block: &Block| {
        let what = wrong(block, kinds)?;
        Some(format!("{}:{}: {what}", file.path, block.line))
    };
    record.blocks.iter().filter_map(wrong).collect()
}

fn wrong(block: &Block, kinds: &BTreeMap<String, String>) -> Option<String> {
    let Action::Start(text) = &block.action else {
        return None;
    };
    match Command::parse(text) {
        Err(error) => Some(error.to_string()),
        Ok(Command::Lab(args)) => (!has_address(&args)).then(|| {
            let name = args.first().map_or("NAME", String::as_str);
            format!("name the address: cargo lab {name} 127.0.0.1:PORT")
        }),
        Ok(Command::Run { package, .. })
            if text.contains(&format!("--bin {package}")) =>
        {
            Some(format!("the tour is run by `cargo run -p {package}`"))
        }
        Ok(Command::Tshark { .. }) => None,
        Ok(Command::Run { binary, args, .. }) => {
            let kind = kinds.get(&binary).map(String::as_str);
            let kind = kind.filter(|k| ["client", "server"].contains(k))?;
            (!has_address(&args)).then(|| {
                format!("{binary} is a {kind}: name its address after `--`")
            })
        }
    }
}

/// `HOST:PORT`, `[V6]:PORT` or a URL.
fn has_address(args: &[String]) -> bool {
    args.iter().any(|word| word.contains(':'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problems(command: &str) -> Vec<String> {
        let at = |path: &str, text: &str| {
            File::new(&format!("listings/ch02-tcp/{path}"), text)
        };
        let record = format!("[client]\n$ {command}\nhello\n");
        let inputs = "[ch02-tcp]\nkind = \"self-contained\"\n\
                      [tcp-echo]\nkind = \"client\"\n";
        let files = vec![
            at("Cargo.toml", "[package]\nname = \"ch02-tcp\"\n"),
            at("src/main.rs", ""),
            at("src/bin/tcp-echo.rs", ""),
            at("tests/bad-input.toml", inputs),
            at("recorded/tcp-echo.console", &record),
        ];
        let package = Package::new("listings/ch02-tcp", files);
        commands(&package.expect("it is TOML"))
    }

    fn one(problems: Vec<String>, part: &str) {
        assert_eq!(problems.len(), 1, "{problems:?}");
        let at = "listings/ch02-tcp/recorded/tcp-echo.console:2: ";
        assert!(problems[0].starts_with(at), "{problems:?}");
        assert!(problems[0].contains(part), "{problems:?} lacks {part}");
    }

    #[test]
    fn what_a_reader_can_type_passes() {
        for good in [
            "cargo run -p ch02-tcp",
            "cargo run -p ch02-tcp --bin tcp-echo -- [::1]:7200 'a b'",
            "cargo lab tcp-silent 127.0.0.1:7250",
            "tshark -r echo.pcap -Y tls",
        ] {
            assert_eq!(problems(good), Vec::<String>::new(), "{good}");
        }
    }

    #[test]
    fn anything_else_is_told() {
        one(problems("curl 127.0.0.1:7200"), "a record shows");
        one(problems("cargo run --bin tcp-echo"), "a record shows");
        one(problems("cargo run -p ch02-tcp x"), "behind `--`");
        one(problems("cargo run -p ch02-tcp --bin ch02-tcp"), "the tour");
    }

    #[test]
    fn an_absent_classification_is_told() {
        let manifest = "[package]\nname = \"ch02-tcp\"\n";
        let dir = "listings/ch02-tcp";
        let file = File::new(&format!("{dir}/Cargo.toml"), manifest);
        let package = Package::new(dir, vec![file]);
        let problems = commands(&package.expect("it is TOML"));
        assert_eq!(problems.len(), 1, "{problems:?}");
        assert!(problems[0].contains("bad-input.toml: no such file"));
    }

    #[test]
    fn an_absent_address_is_told() {
        let bare = "cargo run -p ch02-tcp --bin tcp-echo";
        one(problems(bare), "tcp-echo is a client: name its address");
        one(problems("cargo lab tcp-silent"), "name the address");
    }
}
