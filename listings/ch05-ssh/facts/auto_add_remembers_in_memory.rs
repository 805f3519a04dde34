//! paramiko's `AutoAddPolicy` keeps a new host's key in memory, and a second
//! connection of the same client that meets another key is refused, though
//! no file was read or written.

use trials::{Measured, python_prints};

use crate::{start, start_other};

/// Two servers of one name: the socket is handed over.
const SCRIPT: &str = "
import paramiko, socket, sys

client = paramiko.SSHClient()
client.set_missing_host_key_policy(paramiko.AutoAddPolicy())
user, *servers = sys.argv[1:]
for port, password in zip(servers[::2], servers[1::2]):
    sock = socket.create_connection(('127.0.0.1', int(port)), 30)
    try:
        client.connect('host', sock=sock, username=user, password=password,
                       allow_agent=False, look_for_keys=False)
        print('connected')
    except paramiko.SSHException as error:
        print(type(error).__name__)
client.close()
";

pub fn run() -> Measured {
    let (one, other) = (start()?, start_other()?);
    let ports = [&one, &other].map(|s| s.local_addr().port().to_string());
    let args = [
        one.user(),
        &ports[0],
        one.password(),
        &ports[0],
        one.password(),
        &ports[1],
        other.password(),
    ];
    let printed = python_prints(&["paramiko"], SCRIPT, &args)?;
    let wanted = ["connected", "connected", "BadHostKeyException"];
    assert_eq!(printed.lines().collect::<Vec<_>>(), wanted);
    Ok(())
}
