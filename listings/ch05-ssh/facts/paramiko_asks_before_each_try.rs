//! paramiko asks for the login service before each try, and the lab's server
//! answers the first of these requests only: where a key is tried, the
//! password has no answer.

use trials::{Measured, python_prints};

use crate::start;

/// With the defaults and no key, with one, and with what helps. Where no
/// answer comes, a second's wait is enough to have had several. The last asks
/// once, but makes ready for an answer only then, and misses one that comes at
/// once: one of a few must be in time.
const SCRIPT: &str = "
import logging, os, paramiko, sys, tempfile
from paramiko.transport import ServiceRequestingTransport

logging.getLogger('paramiko').addHandler(logging.NullHandler())
user, port, password = sys.argv[1:]
os.environ['HOME'] = tempfile.mkdtemp()
os.environ.pop('SSH_AUTH_SOCK', None)

def connect(**more):
    with paramiko.SSHClient() as client:
        client.set_missing_host_key_policy(paramiko.AutoAddPolicy())
        try:
            client.connect('127.0.0.1', int(port), username=user,
                           password=password, **more)
            return 'connected'
        except paramiko.SSHException as error:
            return str(error)

print(connect())
os.mkdir(os.path.expanduser('~/.ssh'))
key = paramiko.ECDSAKey.generate()
key.write_private_key_file(os.path.expanduser('~/.ssh/id_ecdsa'))
print(connect(auth_timeout=1))
print(connect(look_for_keys=False, allow_agent=False))
once = {'transport_factory': ServiceRequestingTransport}
tries = (connect(auth_timeout=5, **once) for _ in range(8))
print('connected' if 'connected' in tries else 'never')
";

pub fn run() -> Measured {
    let server = start()?;
    let port = server.local_addr().port().to_string();
    let args = [server.user(), &port, server.password()];
    let printed = python_prints(&["paramiko"], SCRIPT, &args)?;
    let wanted = [
        "connected",
        "Authentication timeout.",
        "connected",
        "connected",
    ];
    assert_eq!(printed.lines().collect::<Vec<_>>(), wanted);
    Ok(())
}
