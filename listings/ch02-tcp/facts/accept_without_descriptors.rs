//! In a process without a free descriptor Linux's `accept` fails with EMFILE
//! at once, also where nobody waits; who comes meanwhile is kept in the queue.

use trials::{Measured, python_prints};

const SCRIPT: &str = r#"
import errno, os, resource, socket

listener = socket.create_server(("127.0.0.1", 0))
# Nobody is there: where there are descriptors, that is EAGAIN.
listener.setblocking(False)
def accept():
    try:
        return "a client" if listener.accept() else None
    except OSError as error:
        return errno.errorcode[error.errno]

client = socket.socket()
print(accept())
_, most = resource.getrlimit(resource.RLIMIT_NOFILE)
resource.setrlimit(resource.RLIMIT_NOFILE, (64, most))
taken = []
try:
    while True:
        taken.append(os.dup(0))
except OSError:
    print(accept())
client.connect(listener.getsockname())
print(accept(), accept())
os.close(taken.pop())
print(accept())
"#;

pub fn run() -> Measured {
    let printed = python_prints(&[], SCRIPT, &[])?;
    assert_eq!(printed, "EAGAIN\nEMFILE\nEMFILE EMFILE\na client\n");
    Ok(())
}
