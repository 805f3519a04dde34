//! Checks of the records: each command is one that a reader can type.

use crate::inputs;
use crate::tree::{File, Package};
use crate::words::words;

/// Each `$ ` line of each record runs a binary of its own package, or a lab
/// peer, and names the address of a client or a server.
///
/// `lab` is the text of the lab's own sources: a peer's name stands in it.
pub fn commands(package: &Package, lab: &str) -> Vec<String> {
    let records = package.files_in("recorded", "console");
    records
        .flat_map(|record| commands_of(package, record, lab))
        .collect()
}

fn commands_of(package: &Package, record: &File, lab: &str) -> Vec<String> {
    let lines = record.text.lines().enumerate();
    let commands =
        lines.filter_map(|(i, line)| Some((i + 1, line.strip_prefix("$ ")?)));
    let problems = commands.filter_map(|(number, command)| {
        Some((number, wrong(package, command, lab)?))
    });
    problems
        .map(|(number, what)| format!("{}:{number}: {what}", record.path))
        .collect()
}

fn wrong(package: &Package, command: &str, lab: &str) -> Option<String> {
    let words = words(command);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words[..] {
        ["cargo", "lab", name, ref args @ ..] => wrong_peer(name, args, lab),
        ["cargo", "run", "-p", name, ref rest @ ..] => {
            wrong_run(package, name, rest)
        }
        _ => Some(
            "write `cargo run -p PKG --bin NAME -- ARGS` or `cargo lab NAME \
             ADDR`; a record runs nothing else"
                .into(),
        ),
    }
}

fn wrong_peer(name: &str, args: &[&str], lab: &str) -> Option<String> {
    if !lab.contains(&format!("\"{name}\"")) {
        Some(format!("the lab has no peer {name}; see `cargo lab`"))
    } else if !args.iter().any(|arg| is_address(arg)) {
        Some(format!("name the address: cargo lab {name} 127.0.0.1:PORT"))
    } else {
        None
    }
}

fn wrong_run(package: &Package, name: &str, rest: &[&str]) -> Option<String> {
    if name != package.name() {
        return Some(format!("-p {name}: write -p {}", package.name()));
    }
    let (binary, args) = match *rest {
        ["--bin", binary, "--", ref args @ ..] => (binary, args),
        ["--bin", binary] => (binary, &[][..]),
        ["--", ref args @ ..] => (name, args),
        [] => (name, &[][..]),
        _ => return Some("put the program's arguments after `--`".into()),
    };
    if rest.first() == Some(&"--bin") && binary == name {
        return Some(format!("the tour is run by `cargo run -p {name}`"));
    }
    if !package.binaries().iter().any(|known| known == binary) {
        return Some(format!("{name} has no binary {binary}; correct it"));
    }
    let kind = inputs::kinds(package).remove(binary).unwrap_or_default();
    let needs_address = kind == "client" || kind == "server";
    (needs_address && !args.iter().any(|arg| is_address(arg)))
        .then(|| format!("{binary} is a {kind}: name its address after `--`"))
}

/// `HOST:PORT`, `[V6]:PORT` or a URL.
fn is_address(word: &str) -> bool {
    word.contains(':')
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
        commands(&package.expect("it is TOML"), "(\"tcp-silent\", serve)")
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
        ] {
            assert_eq!(problems(good), Vec::<String>::new(), "{good}");
        }
    }

    #[test]
    fn anything_else_is_told() {
        one(problems("curl 127.0.0.1:7200"), "runs nothing else");
        one(problems("cargo run --bin tcp-echo"), "runs nothing else");
        one(problems("cargo run -p ch03-udp"), "write -p ch02-tcp");
        one(problems("cargo run -p ch02-tcp --bin x"), "no binary x");
        one(problems("cargo run -p ch02-tcp x"), "after `--`");
        one(problems("cargo run -p ch02-tcp --bin ch02-tcp"), "the tour");
        one(
            problems("cargo lab tcp-gone 127.0.0.1:7250"),
            "no peer tcp-gone",
        );
    }

    #[test]
    fn an_absent_address_is_told() {
        let bare = "cargo run -p ch02-tcp --bin tcp-echo";
        one(problems(bare), "tcp-echo is a client: name its address");
        one(problems("cargo lab tcp-silent"), "name the address");
    }
}
