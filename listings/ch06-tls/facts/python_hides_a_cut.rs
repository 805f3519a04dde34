//! Python's `ssl` reads a stream that was cut like one that has ended, unless
//! it is told `suppress_ragged_eofs=False`; a version that has
//! `OP_IGNORE_UNEXPECTED_EOF` among each context's options does so until that
//! is taken out as well.

use trials::{Measured, python_prints};

use crate::memory::lab;

const SCRIPT: &str = "
import socket, ssl, sys
host, port, ca = sys.argv[1:]
hidden = ssl.create_default_context().options & ssl.OP_IGNORE_UNEXPECTED_EOF
print('twice' if hidden else 'once')
for strict, asked in (
    (False, {}),
    (False, {'suppress_ragged_eofs': False}),
    (True, {'suppress_ragged_eofs': False}),
):
    context = ssl.create_default_context(cafile=ca)
    if strict:
        context.options &= ~ssl.OP_IGNORE_UNEXPECTED_EOF
    for page in ('/whole', '/cut'):
        tcp = socket.create_connection((host, int(port)), timeout=20)
        with context.wrap_socket(
            tcp, server_hostname='good.example', **asked
        ) as tls:
            tls.sendall(
                f'GET {page} HTTP/1.1\\r\\nHost: good.example\\r\\n'
                'Connection: close\\r\\n\\r\\n'.encode()
            )
            answer = b''
            try:
                while data := tls.recv(4096):
                    answer += data
                print(len(answer.partition(b'\\r\\n\\r\\n')[2]))
            except ssl.SSLError:
                print('cut')
";

pub fn run() -> Measured {
    let lab = lab()?;
    let addr = lab.https();
    let ca = lab.ca().display().to_string();
    let args = [&addr.ip().to_string(), &addr.port().to_string(), &ca];
    let printed = python_prints(&[], SCRIPT, &args.map(|arg| &**arg))?;
    let (times, came) = printed.split_once('\n').ok_or("one line")?;
    let first_alone = if times == "twice" { "15" } else { "cut" };
    // The page is 46 bytes; cut, it is 15.
    assert_eq!(came, format!("46\n15\n46\n{first_alone}\n46\ncut\n"));
    Ok(())
}
