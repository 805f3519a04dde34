//! libssh2 keeps each packet of a type that it does not know, and a packet of
//! 16 bytes takes about six times as much memory; one of a type that it
//! knows and has no use for takes less.

use trials::{Measured, python_prints};

use crate::FINGERPRINT;

/// The most that the listing held, in KiB, after so many packets of a type.
/// The server ends before the client's time is over; where that is too soon,
/// on a busy machine, it is tried again.
const SCRIPT: &str = "
import os, socket, subprocess, sys

def memory(kind, packets):
    server = socket.create_server(('127.0.0.1', 0))
    command = [sys.argv[1], '127.0.0.1:%d' % server.getsockname()[1]]
    client = subprocess.Popen(command, stdout=-3, stderr=-1)
    stream = server.accept()[0]
    packet = b'\\0\\0\\0\\x0c\\x06' + bytes([kind]) + bytes(10)
    try:
        stream.sendall(b'SSH-2.0-flood\\r\\n' + packet * packets)
        stream.shutdown(socket.SHUT_WR)
    except OSError:
        pass
    used = os.wait4(client.pid, 0)[2].ru_maxrss
    late = b'out of time' in client.stderr.read()
    return memory(kind, packets) if late else used

few = int(sys.argv[2])
print(memory(2, 2 * few), memory(200, few), memory(200, 2 * few))
";

/// Some MB of them: what a program holds anyway, free parts of its heap
/// among it, is in both numbers. It may be 4 MB more in one of them, which is
/// less than one part in nine of what so many packets take.
const PACKETS: usize = 400_000;

pub fn run() -> Measured {
    let args = [FINGERPRINT, &PACKETS.to_string()];
    let printed = python_prints(&[], SCRIPT, &args)?;
    let numbers = printed.split_whitespace().map(str::parse::<usize>);
    let used = numbers.collect::<Result<Vec<_>, _>>()?;
    assert!(used[0] < used[1], "all of a type that it knows: {used:?}");
    let kept = (used[2] - used[1]) * 1024;
    let times = kept as f64 / (PACKETS * 16) as f64;
    assert!((5.0..7.0).contains(&times), "{times} times: {used:?}");
    Ok(())
}
