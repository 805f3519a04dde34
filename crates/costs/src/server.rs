//! An nginx that lives as long as a measurement.

use std::fs::{self, File};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crate::Result;

/// The large page, in bytes.
pub const LARGE: u64 = 100 * 1024 * 1024;

/// Longer than it takes to listen; it only ends what has gone wrong.
const PATIENCE: Duration = Duration::from_secs(20);

/// One process, as whatever user, and no file but in its folder.
const CONFIGURATION: &str = "
daemon off;
master_process off;
pid nginx.pid;
error_log nginx.log;
events { worker_connections 64; }
http {
    access_log off;
    client_body_temp_path body;
    proxy_temp_path proxy;
    fastcgi_temp_path fastcgi;
    uwsgi_temp_path uwsgi;
    scgi_temp_path scgi;
    sendfile on;
    server {
        listen ADDR;
        location = /small { return 200 \"hello\\n\"; }
        location = /large { alias FOLDER/large; }
    }
}
";

/// A running one. Dropping it ends it.
pub struct Nginx {
    /// What its URLs begin with.
    pub base: String,
    child: Child,
}

impl Nginx {
    /// Starts one and waits until it listens.
    pub fn start(path: &str, folder: &Path) -> Result<Nginx> {
        fs::create_dir_all(folder)?;
        let folder = folder.canonicalize()?;
        // It cannot choose a port by itself; nobody else takes this one soon.
        let addr = TcpListener::bind("127.0.0.1:0")?.local_addr()?;
        let text = CONFIGURATION.replace("ADDR", &addr.to_string());
        let text = text.replace("FOLDER", &folder.to_string_lossy());
        fs::write(folder.join("nginx.conf"), text)?;
        // A hole: what is read of it are zeros.
        File::create(folder.join("large"))?.set_len(LARGE)?;
        let mut command = Command::new(path);
        command.arg("-p").arg(&folder);
        command.arg("-c").arg(folder.join("nginx.conf"));
        let child = command
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| format!("{path}: {error} (see ci/peers)"))?;
        let base = format!("http://{addr}");
        let mut nginx = Nginx { base, child };
        let deadline = Instant::now() + PATIENCE;
        while TcpStream::connect(addr).is_err() {
            if nginx.child.try_wait()?.is_some() || Instant::now() > deadline {
                let log = folder.join("nginx.log");
                return Err(
                    format!("nginx: see {}", log.to_string_lossy()).into()
                );
            }
            thread::sleep(Duration::from_millis(5));
        }
        Ok(nginx)
    }
}

impl Drop for Nginx {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
