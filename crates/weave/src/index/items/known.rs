//! What std and the chapters' crates have: the table that `ci/known-items`
//! writes from their documentation.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

const TABLE: &str = include_str!("known.txt");

/// What everything has without being asked for. A method of one of these
/// may be meant wherever its name is called.
const EVERYWHERE: [&str; 30] = [
    "array",
    "bool",
    "char",
    "slice",
    "str",
    "u8",
    "u16",
    "u32",
    "u64",
    "u128",
    "usize",
    "i32",
    "i64",
    "std::borrow::ToOwned",
    "std::boxed::Box",
    "std::clone::Clone",
    "std::cmp::Ord",
    "std::cmp::PartialEq",
    "std::cmp::PartialOrd",
    "std::convert::AsMut",
    "std::convert::AsRef",
    "std::convert::Into",
    "std::convert::TryInto",
    "std::iter::IntoIterator",
    "std::iter::Iterator",
    "std::option::Option",
    "std::result::Result",
    "std::string::String",
    "std::string::ToString",
    "std::vec::Vec",
];

/// Names that stand for a path without a `use`.
const PRELUDE: [(&str, &str); 5] = [
    ("Box", "std::boxed::Box"),
    ("Option", "std::option::Option"),
    ("Result", "std::result::Result"),
    ("String", "std::string::String"),
    ("Vec", "std::vec::Vec"),
];

/// One item of the table.
pub struct Known {
    /// `struct`, `fn`, `primitive` and so on, as rustdoc has it.
    pub kind: &'static str,
    members: Vec<&'static str>,
    /// The types that its functions give.
    pub gives: Vec<&'static str>,
}

/// All items, by their paths.
pub static KNOWN: LazyLock<BTreeMap<&'static str, Known>> =
    LazyLock::new(|| {
        // A derive has the name of its trait, which comes later.
        TABLE.lines().filter_map(Known::parse).collect()
    });

impl Known {
    fn parse(line: &'static str) -> Option<(&'static str, Known)> {
        let (own, gives) = line.split_once(" > ").unwrap_or((line, ""));
        let mut words = own.split(' ');
        let (kind, path) = (words.next()?, words.next()?);
        let known = Known {
            kind,
            members: words.collect(),
            gives: gives.split_whitespace().collect(),
        };
        Some((path, known))
    }

    /// True where it has a method of this name that takes `self`.
    pub fn has_method(&self, name: &str) -> bool {
        let against = |member: &&str| match member.strip_prefix('.') {
            Some(method) => method.cmp(name),
            // The table is sorted, and the dot comes before all letters.
            None => Ordering::Greater,
        };
        self.members.binary_search_by(against).is_ok()
    }

    /// The fragment of one of its members on its page of documentation.
    pub fn fragment(&self, member: &str) -> Option<String> {
        let plain = |m: &&&str| m.trim_start_matches('.') == member;
        let method = self.members.iter().find(plain)?.starts_with('.');
        let first = member.chars().next().unwrap_or_default();
        let kind = match (self.kind, first.is_uppercase()) {
            ("enum", true) => "variant",
            (_, true) => "associatedconstant",
            // Which of its methods a trait asks for the table does not say.
            ("trait", _) if method => return Some(String::new()),
            _ => "method",
        };
        Some(format!("#{kind}.{member}"))
    }
}

/// The path that a name stands for, where nothing else is said of it.
pub fn prelude(name: &str) -> Option<&'static str> {
    let primitive = KNOWN
        .get_key_value(name)
        .filter(|(_, known)| known.kind == "primitive")
        .map(|(path, _)| *path);
    let given = PRELUDE.iter().find(|(given, _)| *given == name);
    primitive.or(given.map(|(_, path)| *path))
}

/// True for the name of a method that texts, numbers or lists have as well.
pub fn is_everywhere(method: &str) -> bool {
    static METHODS: LazyLock<BTreeSet<&str>> = LazyLock::new(|| {
        let known = EVERYWHERE.iter().filter_map(|path| KNOWN.get(path));
        let members = known.flat_map(|known| &known.members);
        members.filter_map(|m| m.strip_prefix('.')).collect()
    });
    METHODS.contains(method)
}

/// True for the path of a module.
pub fn is_module(path: &str) -> bool {
    let inside = format!("{path}::");
    let mut later = KNOWN.range(inside.as_str()..);
    later
        .next()
        .is_some_and(|(next, _)| next.starts_with(&inside))
}
