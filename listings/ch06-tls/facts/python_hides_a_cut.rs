//! Python's `ssl` reads a stream that was cut like one that has ended; also
//! with `suppress_ragged_eofs=False`, but not where `OP_IGNORE_UNEXPECTED_EOF`
//! is taken out of the context's options as well.

use trials::{Measured, python_prints};

use crate::memory::lab;

const SCRIPT: &str = "
import socket, ssl, sys
host, port, ca = sys.argv[1:]
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
    // The page is 46 bytes; cut, it is 15.
    assert_eq!(printed, "46\n15\n46\n15\n46\ncut\n");
    Ok(())
}
