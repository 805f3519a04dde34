//! Python's `is_private` is not the contrary of `is_global`: the block that
//! carriers share is neither, and multicast is not private.

use trials::{Measured, python_prints};

const SCRIPT: &str = "
from ipaddress import ip_address

for text in '10.0.0.1', '127.0.0.1', '169.254.0.1', '192.0.2.1', \\
        '8.8.8.8', '100.64.0.1', '224.0.0.1', 'ff02::1':
    ip = ip_address(text)
    print(text, ip.is_private, ip.is_global)
";

pub fn run() -> Measured {
    let printed = python_prints(&[], SCRIPT, &[])?;
    let wanted = [
        "10.0.0.1 True False",
        "127.0.0.1 True False",
        "169.254.0.1 True False",
        "192.0.2.1 True False",
        "8.8.8.8 False True",
        "100.64.0.1 False False",
        "224.0.0.1 False True",
        "ff02::1 False True",
    ];
    assert_eq!(printed.lines().collect::<Vec<_>>(), wanted);
    Ok(())
}
