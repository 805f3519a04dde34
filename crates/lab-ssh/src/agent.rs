//! An agent at a socket, which has the key that opens the accounts.

use std::error::Error;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use futures::stream;
use russh::keys::agent::client::AgentClient;
use russh::keys::agent::server::{self, Agent};
use tokio::net::UnixListener;

use crate::server::Server;

/// Signs whatever it is asked to: nobody but its owner may open its socket.
#[derive(Clone)]
struct Willing;

impl Agent for Willing {}

/// A running agent, whose socket goes when it is dropped.
pub struct Running(PathBuf);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0);
    }
}

/// Listens at `path` and gives the agent its key. A socket that an earlier
/// one has left there goes.
pub async fn start(
    path: &Path,
    server: &Server,
) -> Result<Running, Box<dyn Error>> {
    remove_socket(path)?;
    let listener = UnixListener::bind(path)
        .map_err(|error| format!("{}: {error}", path.display()))?;
    let running = Running(path.to_path_buf());
    let arriving = stream::poll_fn(move |context| {
        let arrived = listener.poll_accept(context);
        arrived.map(|result| Some(result.map(|(stream, _)| stream)))
    });
    tokio::spawn(server::serve(arriving, Willing));
    let mut client = AgentClient::connect_uds(path).await?;
    client.add_identity(server.login_key(), &[]).await?;
    Ok(running)
}

fn remove_socket(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::FileTypeExt;
    match fs::symlink_metadata(path) {
        Ok(it) if it.file_type().is_socket() => fs::remove_file(path),
        _ => Ok(()),
    }
}
