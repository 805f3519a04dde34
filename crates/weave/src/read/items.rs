//! The items at the top of a Rust file and the functions in its `impl`s,
//! found by the grammar.

use std::ops::Range;
use tree_sitter::Node;

/// An item with what belongs to it from above: comments and attributes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// What a directive calls it: `fn run`, `impl Drop for Guard<'a>`,
    /// `fn Guard::new`.
    pub name: String,
    /// It is part of another item.
    pub is_inner: bool,
    /// Its bytes in the file, in whole lines.
    pub bytes: Range<usize>,
}

/// Why an item was not found.
#[derive(Debug)]
pub struct Missing {
    /// The name fits more than one item.
    pub twice: bool,
    /// The items that there are.
    pub items: Vec<String>,
}

/// The item of this name. A name without the parameters of its types will
/// do, where only one item has it. Of functions for different systems, which
/// have one name in full, it is the first.
///
/// # Errors
/// The names of all items, where it is not there or there more than once.
pub fn find<'i>(items: &'i [Item], wanted: &str) -> Result<&'i Item, Missing> {
    let wanted = normal(wanted);
    let fits =
        |item: &&Item| item.name == wanted || plain(&item.name) == wanted;
    let mut found = items.iter().filter(fits);
    match (found.next(), found.next()) {
        (Some(item), None) => Ok(item),
        (Some(item), Some(other))
            if item.name == other.name && item.name.starts_with("fn ") =>
        {
            Ok(item)
        }
        (first, _) => Err(Missing {
            twice: first.is_some(),
            items: items.iter().map(|item| item.name.clone()).collect(),
        }),
    }
}

/// All items of a file, in their order; behind an `impl` its functions.
pub fn all(root: Node, text: &str) -> Vec<Item> {
    let mut all = Vec::new();
    for (item, node) in of(root, text) {
        let inner = functions(node, text);
        all.push(item);
        all.extend(inner);
    }
    all
}

/// The items right below a node.
fn of<'t>(above: Node<'t>, text: &str) -> Vec<(Item, Node<'t>)> {
    let mut cursor = above.walk();
    let nodes: Vec<Node> = above.named_children(&mut cursor).collect();
    let item = |(index, node): (usize, &Node<'t>)| {
        let first = with_what_is_above(&nodes[..index], *node, text);
        let item = Item {
            name: name(*node, text)?,
            is_inner: false,
            bytes: whole_lines(first..node.end_byte(), text),
        };
        Some((item, *node))
    };
    nodes.iter().enumerate().filter_map(item).collect()
}

/// The functions in an `impl`, called after its type: `fn Guard::new`.
fn functions(node: Node, text: &str) -> Vec<Item> {
    let field = |name| node.child_by_field_name(name);
    let (Some(of_type), Some(body)) = (field("type"), field("body")) else {
        return Vec::new();
    };
    let of_type = text.get(of_type.byte_range()).unwrap_or_default();
    let functions = of(body, text).into_iter().filter_map(|(item, _)| {
        let name = item.name.strip_prefix("fn ")?;
        Some(Item {
            name: normal(&format!("fn {}::{name}", plain(of_type))),
            is_inner: true,
            ..item
        })
    });
    functions.collect()
}

/// What a directive calls a node; nothing for what is no item.
fn name(node: Node, text: &str) -> Option<String> {
    let field = |name: &str| {
        let node = node.child_by_field_name(name)?;
        text.get(node.byte_range())
    };
    let word = match node.kind() {
        "function_item" => "fn",
        "struct_item" => "struct",
        "enum_item" => "enum",
        "union_item" => "union",
        "trait_item" => "trait",
        "const_item" => "const",
        "static_item" => "static",
        "mod_item" => "mod",
        "type_item" => "type",
        "macro_definition" => "macro_rules!",
        "impl_item" => {
            let of = field("type")?;
            let name = match field("trait") {
                Some(what) => format!("impl {what} for {of}"),
                None => format!("impl {of}"),
            };
            return Some(normal(&name));
        }
        _ => return None,
    };
    Some(format!("{word} {}", field("name")?))
}

/// Where an item begins with the attributes and comments that stand right
/// above it, no blank line between.
fn with_what_is_above(before: &[Node], item: Node, text: &str) -> usize {
    let mut first = item.start_byte();
    for node in before.iter().rev() {
        let own = text.get(node.byte_range()).unwrap_or_default();
        let belongs = match node.kind() {
            "attribute_item" => true,
            "line_comment" | "block_comment" => {
                !own.starts_with("//!") && !own.starts_with("/*!")
            }
            _ => false,
        };
        // A comment behind code belongs to that code.
        let start = node.start_byte();
        let before = text.get(line_start(start, text)..start);
        let alone = before.is_some_and(|text| text.trim().is_empty());
        // The grammar counts the end of the line to some comments.
        let end = start + own.trim_end().len();
        let between = text.get(end..first).unwrap_or_default();
        if !belongs || !alone || between.matches('\n').count() > 1 {
            break;
        }
        first = start;
    }
    first
}

fn whole_lines(bytes: Range<usize>, text: &str) -> Range<usize> {
    let behind = text.get(bytes.end..).unwrap_or_default();
    let end = behind
        .find('\n')
        .map_or(text.len(), |at| bytes.end + at + 1);
    line_start(bytes.start, text)..end
}

fn line_start(at: usize, text: &str) -> usize {
    let before = text.get(..at).unwrap_or_default();
    before.rfind('\n').map_or(0, |newline| newline + 1)
}

fn normal(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A name without parameters: `impl Drop for Guard<'a>` can be asked for as
/// `impl Drop for Guard`.
fn plain(name: &str) -> String {
    let mut depth = 0;
    let outside = |c: &char| {
        match c {
            '<' => depth += 1,
            '>' => depth -= 1,
            _ => return depth == 0,
        }
        false
    };
    name.chars().filter(outside).collect()
}

#[cfg(test)]
mod tests;
