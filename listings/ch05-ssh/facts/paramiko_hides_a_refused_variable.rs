//! paramiko's `exec_command` asks for variables without wanting an answer: one
//! that the server refuses is missing, and no error says so.

use trials::{Measured, python_prints};

use crate::start;

const SCRIPT: &str = "
import paramiko, sys

user, port, password = sys.argv[1:]
client = paramiko.SSHClient()
client.set_missing_host_key_policy(paramiko.AutoAddPolicy())
client.connect('127.0.0.1', int(port), username=user, password=password,
               allow_agent=False, look_for_keys=False)
_, stdout, _ = client.exec_command(
    'env', timeout=30, environment={'LANG': 'C', 'APP_MODE': 'test'})
print(stdout.read().decode(), end='')
client.close()
";

pub fn run() -> Measured {
    let server = start()?;
    let port = server.local_addr().port().to_string();
    let args = [server.user(), &port, server.password()];
    let printed = python_prints(&["paramiko"], SCRIPT, &args)?;
    assert_eq!(printed, "LANG=C\n");
    Ok(())
}
