//! Left alone, libssh2 offers certificates in front of keys as a server's
//! host key, and no RSA key that signs with SHA-1.

use ssh2::{MethodType, Session};

use trials::Measured;

pub fn run() -> Measured {
    let offered = Session::new()?.supported_algs(MethodType::HostKey)?;
    let certificates = |name: &&str| name.contains("-cert-v01@openssh.com");
    let at = offered.iter().take_while(|name| certificates(name)).count();
    assert!(at > 0, "{offered:?}");
    assert!(!offered[at..].iter().any(|name| certificates(&name)));
    assert!(offered[at..].contains(&"ssh-ed25519"), "{offered:?}");
    assert!(offered.contains(&"rsa-sha2-512"), "{offered:?}");
    assert!(!offered.contains(&"ssh-rsa"), "{offered:?}");
    Ok(())
}
