; What is colored in Rust, by the names of tree-sitter-rust's grammar.

[(line_comment) (block_comment)] @c

[(string_literal) (raw_string_literal) (char_literal)] @s

[(integer_literal) (float_literal) (boolean_literal)] @n

[(type_identifier) (primitive_type)] @t

((identifier) @n
 (#match? @n "^[A-Z][A-Z0-9_]+$"))

((identifier) @t
 (#match? @t "^[A-Z][A-Za-z0-9]*[a-z][A-Za-z0-9]*$"))

(macro_invocation
  macro: [(identifier) (scoped_identifier)] @m)

[(attribute_item) (inner_attribute_item)] @m

(function_item
  name: (identifier) @f)

[
  "as" "async" "await" "break" "const" "continue" "dyn" "else" "enum" "extern"
  "fn" "for" "if" "impl" "in" "let" "loop" "match" "mod" "move" "pub" "ref"
  "return" "static" "struct" "trait" "type" "unsafe" "use" "where" "while"
  (crate) (mutable_specifier) (self) (super)
] @k
