//! To Python's `is_global` the addresses `64:ff9b::7f00:1` and `::7f00:1`,
//! which have 127.0.0.1 inside, 192.88.99.1, `fec0::1` and `4000::1` are
//! global.

use trials::{Measured, python_prints};

const SCRIPT: &str = "
from ipaddress import ip_address

for text in (
    '64:ff9b::7f00:1', '::7f00:1', '192.88.99.1', 'fec0::1', '4000::1',
    '10.1.2.3',
):
    print(ip_address(text).is_global)
";

pub fn run() -> Measured {
    let printed = python_prints(&[], SCRIPT, &[])?;
    assert_eq!(printed, "True\nTrue\nTrue\nTrue\nTrue\nFalse\n");
    Ok(())
}
