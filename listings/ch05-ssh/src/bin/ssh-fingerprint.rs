//! Show who answers at an address: the host key and what was agreed on.
//!
//!     cargo run -p ch05-ssh --bin ssh-fingerprint -- [ADDR]

use std::env;
use std::io;
use std::process;

use ssh2::MethodType;

fn main() {
    let addr = env::args().nth(1).unwrap_or("127.0.0.1:7550".into());
    if let Err(error) = show(&addr) {
        eprintln!("ssh-fingerprint: {addr}: {error}");
        process::exit(1);
    }
}

fn show(addr: &str) -> io::Result<()> {
    // No type is known yet: the server shows the first of ours that it has.
    let connection = ch05_ssh::connect(addr, &[])?;
    let agreed = |method| connection.session.methods(method).unwrap_or("-");
    println!("key exchange  {}", agreed(MethodType::Kex));
    println!("signed with   {}", agreed(MethodType::HostKey));
    println!("cipher        {}", agreed(MethodType::CryptCs));
    println!("{}", connection.fingerprint()?);
    Ok(())
}
