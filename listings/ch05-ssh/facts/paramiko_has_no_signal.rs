//! paramiko's `recv_exit_status` is -1 for a command that was killed, as for
//! a server that says no status.

use trials::{Measured, python_prints};

use crate::start;

const SCRIPT: &str = "
import paramiko, sys

user, port, password = sys.argv[1:]
client = paramiko.SSHClient()
client.set_missing_host_key_policy(paramiko.AutoAddPolicy())
client.connect('127.0.0.1', int(port), username=user, password=password,
               allow_agent=False, look_for_keys=False)
for command in ['exit 3', 'exit none', 'kill TERM']:
    _, stdout, _ = client.exec_command(command, timeout=30)
    print(stdout.channel.recv_exit_status())
client.close()
";

pub fn run() -> Measured {
    let server = start()?;
    let port = server.local_addr().port().to_string();
    let args = [server.user(), &port, server.password()];
    let printed = python_prints(&["paramiko"], SCRIPT, &args)?;
    assert_eq!(printed.lines().collect::<Vec<_>>(), ["3", "-1", "-1"]);
    Ok(())
}
