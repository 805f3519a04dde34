//! How a peer ends that has something to put away first.

use std::io;
use std::thread;

#[cfg(unix)]
pub use crate::sys::signal::end_after;

/// Returns at the end of standard input, if that is a pipe: so a peer never
/// outlives a parent that was killed. Otherwise it does not return.
pub fn until_pipe_ends() {
    if !stdin_is_pipe() {
        loop {
            thread::park();
        }
    }
    let _ = io::copy(&mut io::stdin().lock(), &mut io::sink());
}

/// A terminal stops a program in the background that reads it, and
/// `/dev/null` ends at once: neither says that nobody needs the peer.
#[cfg(unix)]
fn stdin_is_pipe() -> bool {
    use std::fs::File;
    use std::os::fd::AsFd;
    use std::os::unix::fs::FileTypeExt;
    let stdin = io::stdin().as_fd().try_clone_to_owned().map(File::from);
    let kind = stdin.and_then(|file| Ok(file.metadata()?.file_type()));
    kind.is_ok_and(|kind| kind.is_fifo() || kind.is_socket())
}

#[cfg(not(unix))]
fn stdin_is_pipe() -> bool {
    use std::io::IsTerminal;
    !io::stdin().is_terminal()
}
