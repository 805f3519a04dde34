//! Python's `int.to_bytes` has the network's order by default since version
//! 3.11 and no default before, and `struct` has the machine's.

use trials::{Measured, python_prints};

const SCRIPT: &str = "
import struct, sys

try:
    default = (7100).to_bytes(2)
except TypeError:
    default = None
network = (7100).to_bytes(2, 'big')
print(default == (network if sys.version_info >= (3, 11) else None))
print(struct.pack('!H', 7100) == struct.pack('>H', 7100) == network)
print(struct.pack('H', 7100) == (7100).to_bytes(2, sys.byteorder))
";

pub fn run() -> Measured {
    let printed = python_prints(&[], SCRIPT, &[])?;
    assert_eq!(printed, "True\nTrue\nTrue\n");
    Ok(())
}
