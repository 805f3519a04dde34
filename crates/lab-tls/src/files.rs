//! The files that a client needs, for as long as the server runs.

use std::env;
use std::fs::{self, DirBuilder, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process;
use std::sync::atomic::{AtomicUsize, Ordering};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::certificates::Certificates;

/// The certificate of the authority, and the certificates and keys of the
/// client and of servers. Dropping it removes them, where they are still the
/// same.
pub struct Files {
    folder: PathBuf,
    /// Each file's path and what it holds.
    all: Vec<(PathBuf, String)>,
}

impl Files {
    /// Writes them into a folder, which is made where there is none.
    pub fn write(folder: &Path, made: &Certificates) -> io::Result<Self> {
        fs::create_dir_all(folder)?;
        Self::write_into(folder.to_path_buf(), made)
    }

    /// Writes them into a new folder that nobody else can look into.
    pub fn write_aside(made: &Certificates) -> io::Result<Self> {
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        loop {
            let number = COUNT.fetch_add(1, Ordering::Relaxed);
            let name = format!("lab-tls-{}-{number}", process::id());
            let folder = env::temp_dir().join(name);
            match private(&folder) {
                Ok(()) => return Self::write_into(folder, made),
                Err(e) if e.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(error),
            }
        }
    }

    fn write_into(folder: PathBuf, made: &Certificates) -> io::Result<Self> {
        let mut files = Self {
            folder,
            all: Vec::new(),
        };
        files.add("ca.pem", pem("CERTIFICATE", &made.authority))?;
        for (name, identity) in [
            ("ada", &made.client),
            ("good", &made.hosts[0]),
            ("renewed", &made.renewed),
            ("expired", &made.expired),
        ] {
            let chain = identity.chain.iter();
            let chain = chain.map(|der| pem("CERTIFICATE", der)).collect();
            files.add(&format!("{name}.pem"), chain)?;
            let key = pem("PRIVATE KEY", identity.key.serialized_der());
            files.add(&format!("{name}.key"), key)?;
        }
        Ok(files)
    }

    fn add(&mut self, name: &str, text: String) -> io::Result<()> {
        let path = self.folder.join(name);
        write_for_the_owner(&path, &text)?;
        self.all.push((path, text));
        Ok(())
    }

    /// The folder that they are in.
    pub fn folder(&self) -> &Path {
        &self.folder
    }
}

impl Drop for Files {
    fn drop(&mut self) {
        for (path, text) in &self.all {
            // Another server may have written its own since.
            let is_own = fs::read(path).is_ok_and(|t| t == text.as_bytes());
            if is_own {
                let _ = fs::remove_file(path);
            }
        }
        // It stays where something else is in it.
        let _ = fs::remove_dir(&self.folder);
    }
}

/// Lines of 64 characters between two that name the kind (RFC 7468 §2).
fn pem(kind: &str, der: &[u8]) -> String {
    let mut text = format!("-----BEGIN {kind}-----\n");
    // 48 bytes are 64 characters.
    for line in der.chunks(48) {
        text += &STANDARD.encode(line);
        text += "\n";
    }
    text + &format!("-----END {kind}-----\n")
}

/// Whatever was there is replaced, with its permissions.
fn write_for_the_owner(path: &Path, text: &str) -> io::Result<()> {
    let _ = fs::remove_file(path);
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = options.open(path);
    file.and_then(|mut file| file.write_all(text.as_bytes()))
        .map_err(|e| {
            io::Error::new(e.kind(), format!("{}: {e}", path.display()))
        })
}

fn private(folder: &Path) -> io::Result<()> {
    #[cfg_attr(not(unix), allow(unused_mut))]
    let mut builder = DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}
