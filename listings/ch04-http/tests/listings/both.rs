//! The page that has requests and ureq side by side: each row of its table is
//! run on both sides, against the lab's server.
//!
//! What Python is given is the page's own text. Rust's is compiled here, and
//! must be, but for blanks, what stands on the page.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::time::Duration;

use assert_cmd::Command;
use trials::{Chapter, Server, lab, program, python};
use ureq::http::Response;
use ureq::{Agent, Body, Error};

use crate::TIMEOUT;

const PAGE: &str = "/../../book/ch04-http/side-by-side.md";

pub fn trials(chapter: Chapter) -> Chapter {
    let name = "page::requests and ureq, row by row";
    chapter.trial(name, || match python(&["requests"]) {
        Ok(python) => compare(python.as_ref()).into(),
        Err(absent) => absent,
    })
}

/// Runs a cell's expression, with the agent and the server's base.
type Run = fn(&Agent, &str) -> Result<String, Error>;

/// The expressions of Rust's cells as they are written, and what they do.
macro_rules! cells {
    ($a:ident, $u:ident; $($code:expr,)*) => {
        &[$((stringify!($code), |$a, $u| {
            // Two cells have no use for it.
            let _ = $u;
            Ok(Gives::gives($code?))
        }),)*]
    };
}

/// What the page says that a cell gives.
trait Gives {
    fn gives(self) -> String;
}

impl Gives for Response<Body> {
    fn gives(self) -> String {
        self.status().as_u16().to_string()
    }
}

impl Gives for String {
    fn gives(self) -> String {
        self.escape_debug().to_string()
    }
}

impl Gives for usize {
    fn gives(self) -> String {
        self.to_string()
    }
}

/// Reads the body as a text.
fn text(mut answer: Response<Body>) -> Result<String, Error> {
    answer.body_mut().read_to_string()
}

/// Reads the body and counts its bytes.
fn len(mut answer: Response<Body>) -> Result<usize, Error> {
    Ok(answer.body_mut().read_to_vec()?.len())
}

/// The field's first line.
fn field(answer: Response<Body>, name: &str) -> Result<String, Error> {
    let value = answer.headers().get(name).map(|value| value.as_bytes());
    let value = value.map(|value| String::from_utf8_lossy(value).into());
    Ok(value.unwrap_or("None".to_string()))
}

fn path(url: &str, path: &str) -> String {
    [url, path].concat()
}

const CELLS: &[(&str, Run)] = cells![a, u;
    a.get(path(u, "/none")).call(),
    text(a.get(path(u, "/form")).query("q", "a+b").call()?),
    text(a.post(path(u, "/form")).send_form([("q", "a b")])?),
    text(a.post(path(u, "/echo")).send_json([1])?),
    text(a.get(path(u, "/cookies")).call()?),
    field(a.get(path(u, "/headers")).call()?, "Vary"),
    field(a.get(path(u, "/gzip")).call()?, "Content-Encoding"),
    len(a.get(path(u, "/bytes/11000000")).call()?),
    a.head(path(u, "/redirect")).call(),
    a.delete(path(u, "/status/302")).call(),
    a.post(path(u, "/status/307")).send("x"),
    a.get(path(u, "/ring")).call(),
    a.get(path(u, "/silent"))
        .config()
        .timeout_global(Some(Duration::from_millis(100)))
        .build()
        .call(),
    a.get("ftp://127.0.0.1/").call(),
    a.get("127.0.0.1/hello").call(),
];

fn compare(python: &Path) -> Result<(), String> {
    let page = [env!("CARGO_MANIFEST_DIR"), PAGE].concat();
    let page = fs::read_to_string(&page).map_err(|e| format!("{page}: {e}"))?;
    let rows: Vec<[String; 4]> = page.lines().filter_map(row).collect();
    let server = Server::start(lab(&["http", "127.0.0.1:0"]))?;
    let base = format!("http://{}", server.addr);
    let codes: Vec<&str> = rows.iter().map(|row| &*row[0]).collect();
    let given = python_gives(python, &base, &codes)?;
    let agent = Agent::config_builder().proxy(None).build().new_agent();
    let cells: BTreeMap<String, Run> =
        CELLS.iter().map(|(code, run)| (bare(code), *run)).collect();
    let mut problems = String::new();
    let mut add = |code: &str, gives: &str, says: &str| {
        if gives != says {
            let line = format!("{code} gives {gives:?}, the page has {says:?}");
            problems += &(line + "\n");
        }
    };
    for ([code, says, rust, rust_says], gives) in rows.iter().zip(&given) {
        add(code, gives, says);
        let run = cells
            .get(&bare(rust))
            .ok_or(format!("{rust} is no cell of tests/listings/both.rs"))?;
        let gives = run(&agent, &base).unwrap_or_else(|error| {
            // The port is another at each run.
            error.to_string().replace(&base, "u")
        });
        add(rust, &gives, rust_says);
    }
    if rows.len() != CELLS.len() {
        let (page, here) = (rows.len(), CELLS.len());
        problems += &format!("{page} rows on the page, {here} here\n");
    }
    if problems.is_empty() {
        Ok(())
    } else {
        Err(problems)
    }
}

/// The four cells in backquotes of a line of the table.
fn row(line: &str) -> Option<[String; 4]> {
    let line = line.strip_prefix("| `")?.strip_suffix("` |")?;
    let cells: Vec<String> = line.split("` | `").map(String::from).collect();
    cells.try_into().ok()
}

fn bare(code: &str) -> String {
    code.split_whitespace().collect()
}

const SCRIPT: &str = "
import requests, sys
u, *codes = sys.argv[1:]
s = requests.Session()
s.trust_env = False
for code in codes:
    try:
        given = eval(code)
    except requests.RequestException as error:
        given = type(error).__name__
    print(str(given).replace('\\n', '\\\\n'))
";

fn python_gives(
    python: &Path,
    base: &str,
    codes: &[&str],
) -> Result<Vec<String>, String> {
    let mut command = Command::from_std(program(python));
    command.args(["-c", SCRIPT, base]).args(codes);
    let output = command.timeout(TIMEOUT).output();
    let output = output.map_err(|error| error.to_string())?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        return Err(format!("Python ends with {}: {said}", output.status));
    }
    let text = String::from_utf8_lossy(&output.stdout);
    Ok(text.lines().map(String::from).collect())
}
