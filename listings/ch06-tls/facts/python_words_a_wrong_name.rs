//! Python's `verify_message` for a wrong name, or a wrong address, is a
//! sentence of its own, which says the name; OpenSSL's does not.

use trials::{Measured, python_prints};

use crate::memory::lab;

const SCRIPT: &str = "
import socket, ssl, sys
host, port, ca = sys.argv[1:]
context = ssl.create_default_context(cafile=ca)
for name in ('wrong-name.example', '192.0.2.7', 'expired.example'):
    tcp = socket.create_connection((host, int(port)), timeout=20)
    try:
        with tcp, context.wrap_socket(tcp, server_hostname=name):
            print('taken')
    except ssl.SSLCertVerificationError as error:
        print(error.verify_code, error.verify_message)
";

pub fn run() -> Measured {
    let lab = lab()?;
    let addr = lab.echo();
    let ca = lab.ca().display().to_string();
    let args = [&addr.ip().to_string(), &addr.port().to_string(), &ca];
    let printed = python_prints(&[], SCRIPT, &args.map(|arg| &**arg))?;
    let lines: Vec<&str> = printed.lines().collect();
    let [name, address, expired] = lines[..] else {
        panic!("{printed}");
    };
    // X509_V_ERR_HOSTNAME_MISMATCH, and the same of an address.
    assert!(name.starts_with("62 ") && name.contains("wrong-name.example"));
    assert!(address.starts_with("64 ") && address.contains("192.0.2.7"));
    assert_eq!(expired, "10 certificate has expired");
    Ok(())
}
