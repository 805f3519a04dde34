; What is colored in Python, by the names of tree-sitter-python's grammar.

(comment) @c

(string) @s

[(integer) (float) (true) (false) (none)] @n

((identifier) @n
 (#match? @n "^[A-Z][A-Z0-9_]+$"))

((identifier) @t
 (#match? @t "^[A-Z][A-Za-z0-9]*[a-z][A-Za-z0-9]*$"))

(decorator) @m

(function_definition
  name: (identifier) @f)

[
  "and" "as" "assert" "async" "await" "break" "class" "continue" "def" "del"
  "elif" "else" "except" "finally" "for" "from" "global" "if" "import" "in"
  "is" "lambda" "nonlocal" "not" "or" "pass" "raise" "return" "try" "while"
  "with" "yield"
] @k
