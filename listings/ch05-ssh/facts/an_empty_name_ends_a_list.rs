//! Where a server names `first.txt`, an empty name and `second.txt`, ssh2
//! says after the first that there are no more, and paramiko lists all three.

use std::path::Path;

use ssh2::ErrorCode;
use trials::{Measured, python_prints};

use crate::start;

use super::merged_streams_come_whole::shaken;

/// How ssh2 says that there are no more names.
const END: ErrorCode = ErrorCode::Session(-16);

const SCRIPT: &str = "
import paramiko, sys

port, password = sys.argv[1:]
client = paramiko.SSHClient()
client.set_missing_host_key_policy(paramiko.AutoAddPolicy())
client.connect('127.0.0.1', int(port), username='mallory', password=password,
               allow_agent=False, look_for_keys=False)
print(client.open_sftp().listdir('cut'))
client.close()
";

pub fn run() -> Measured {
    let server = start()?;
    let session = shaken(&server)?;
    session.userauth_password("mallory", server.password())?;
    let mut folder = session.sftp()?.opendir(Path::new("cut"))?;
    assert_eq!(folder.readdir()?.0, Path::new("first.txt"));
    let end = folder.readdir().map_err(|error| error.code());
    assert_eq!(end.map(|(path, _)| path), Err(END));

    let port = server.local_addr().port().to_string();
    let args = [&port, server.password()];
    let printed = python_prints(&["paramiko"], SCRIPT, &args)?;
    assert_eq!(printed, "['first.txt', '', 'second.txt']\n");
    Ok(())
}
