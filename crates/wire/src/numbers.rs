//! Numbers that have names: one table a kind of number.

/// Makes a type of one table: a constant for each number that is known, and
/// its name. A number that is not in the table is a value of the type too.
macro_rules! numbers {
    (
        $(#[$meta:meta])*
        $type:ident: $int:ty {
            $($constant:ident = $number:literal, $name:literal;)*
        }
    ) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub struct $type(pub $int);

        impl $type {
            $(
                #[doc = concat!("`", $name, "`.")]
                pub const $constant: $type = $type($number);
            )*

            /// The name, if the table has the number.
            pub fn name(self) -> Option<&'static str> {
                match self {
                    $($type::$constant => Some($name),)*
                    _ => None,
                }
            }
        }
    };
}

pub(crate) use numbers;
