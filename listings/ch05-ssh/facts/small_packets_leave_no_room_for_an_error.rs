//! Where memory is limited, packets of 30,000 bytes that libssh2 keeps end a
//! program with its own line, and packets of 16 bytes in an abort: they leave
//! no room even for the text of an error.

use trials::{Measured, python_prints};

use crate::FINGERPRINT;

/// How the listing ends under 256 MiB, the number of the signal below zero,
/// at packets of two sizes. Where its time is over before its memory, on a
/// busy machine, it is tried again.
const SCRIPT: &str = "
import resource, socket, subprocess, sys, threading

LIMIT = 256 << 20

def limit():
    resource.setrlimit(resource.RLIMIT_AS, (LIMIT, LIMIT))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))

def flood(server, packets):
    stream = server.accept()[0]
    try:
        stream.sendall(b'SSH-2.0-flood\\r\\n')
        while True:
            stream.sendall(packets)
    except OSError:
        pass

def end(length):
    server = socket.create_server(('127.0.0.1', 0))
    packet = (length - 4).to_bytes(4, 'big') + b'\\x06\\xc8' + bytes(length - 6)
    packets = packet * (1 + 100000 // length)
    args = (server, packets)
    threading.Thread(target=flood, args=args, daemon=True).start()
    command = [sys.argv[1], '127.0.0.1:%d' % server.getsockname()[1]]
    client = subprocess.run(command, preexec_fn=limit, capture_output=True)
    said = client.stderr.decode()
    if 'out of time' in said:
        return end(length)
    return client.returncode, said.split(': ')[-1].split('\\n')[0]

print(end(30000), end(16))
";

pub fn run() -> Measured {
    let printed = python_prints(&[], SCRIPT, &[FINGERPRINT])?;
    let ends = "(1, 'Unable to exchange encryption keys') (-6, 'memory ";
    assert!(printed.starts_with(ends), "{printed}");
    Ok(())
}
