//! The listening server: its keys, its account, its clients.

use std::borrow::Cow;
use std::error::Error;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use russh::keys::{Algorithm, HashAlg, PrivateKey};
use russh::server::{Config, run_stream};
use russh::{Preferred, kex};
use tokio::net::TcpListener;
use tokio::runtime::{Builder, Runtime};

use crate::client::{self, Account, Client, password_only};
use crate::keys;
use crate::log::{Event, Log};

/// A connection that says nothing for so long is closed.
const IDLE: Duration = Duration::from_secs(300);

/// Between two tries to accept when the first failed for want of resources.
const PAUSE: Duration = Duration::from_millis(50);

/// The key exchanges that are offered. Of those in groups of integers it is
/// the one that RFC 9142 §3 demands: in the group of 8192 bits one exchange
/// takes an unoptimized server tens of seconds, and other clients wait.
const KEX: &[kex::Name] = &[
    kex::MLKEM768X25519_SHA256,
    kex::CURVE25519,
    kex::CURVE25519_PRE_RFC_8731,
    kex::DH_G14_SHA256,
    kex::EXTENSION_SUPPORT_AS_SERVER,
    kex::EXTENSION_OPENSSH_STRICT_KEX_AS_SERVER,
];

/// How the host keys sign. An RSA key signs with SHA-2 only (RFC 8332 §3):
/// the algorithm `ssh-rsa` would be SHA-1.
const SIGNERS: &[Algorithm] = &[
    Algorithm::Ed25519,
    Algorithm::Rsa {
        hash: Some(HashAlg::Sha512),
    },
    Algorithm::Rsa {
        hash: Some(HashAlg::Sha256),
    },
];

/// A running server. Dropping it closes its port and its connections.
pub struct Server {
    local_addr: SocketAddr,
    account: Arc<Account>,
    fingerprints: Vec<String>,
    known_hosts: String,
    log: Arc<Log>,
    runtime: Option<Runtime>,
}

impl Server {
    /// Makes host keys and a password, binds `addr` and serves.
    ///
    /// # Errors
    ///
    /// An address that is not loopback, or that cannot be bound.
    pub fn start(addr: SocketAddr) -> Result<Self, Box<dyn Error>> {
        Self::start_with(addr, keys::host_keys)
    }

    /// The same, but its RSA key is that of the others started so by this
    /// process, for tests that start many: making one takes longer than all
    /// else.
    ///
    /// # Errors
    ///
    /// As [`start`](Self::start).
    pub fn start_sharing(addr: SocketAddr) -> Result<Self, Box<dyn Error>> {
        Self::start_with(addr, keys::shared_host_keys)
    }

    fn start_with(
        addr: SocketAddr,
        keys: fn() -> Result<Vec<PrivateKey>, Box<dyn Error>>,
    ) -> Result<Self, Box<dyn Error>> {
        if !addr.ip().is_loopback() {
            return Err("not a loopback address: use 127.0.0.1 or ::1".into());
        }
        let runtime = Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()?;
        let listener = runtime.block_on(TcpListener::bind(addr))?;
        let local_addr = listener.local_addr()?;
        let keys = keys()?;
        let fingerprints = keys.iter().map(keys::fingerprint).collect();
        let known_hosts = known_hosts(local_addr, &keys)?;
        let account = Arc::new(Account {
            user: "lab".into(),
            password: keys::password(),
        });
        let log = Arc::<Log>::default();
        let clients = (Arc::clone(&account), Arc::clone(&log));
        runtime.spawn(accept(listener, config(keys), clients));
        Ok(Self {
            local_addr,
            account,
            fingerprints,
            known_hosts,
            log,
            runtime: Some(runtime),
        })
    }

    /// Where it listens, with the port that was bound.
    pub fn local_addr(&self) -> SocketAddr {
        self.local_addr
    }

    /// The name of the one account.
    pub fn user(&self) -> &str {
        &self.account.user
    }

    /// The account's password.
    pub fn password(&self) -> &str {
        &self.account.password
    }

    /// `ssh-ed25519 SHA256:…` and `ssh-rsa SHA256:…`, in this order.
    pub fn fingerprints(&self) -> &[String] {
        &self.fingerprints
    }

    /// A known_hosts file for this server: a line for each of its keys, in
    /// the order of [`fingerprints`](Self::fingerprints).
    pub fn known_hosts(&self) -> &str {
        &self.known_hosts
    }

    /// Everything that clients have done so far.
    pub fn events(&self) -> Vec<Event> {
        self.log.events()
    }

    /// Whether any client has ever sent a password, right or wrong.
    pub fn received_password(&self) -> bool {
        self.events().contains(&Event::AuthTried("password"))
    }

    /// Waits until `event` is in the log; false when `limit` passes first.
    pub fn wait_for(&self, event: &Event, limit: Duration) -> bool {
        self.log.wait_for(event, limit)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

fn known_hosts(
    addr: SocketAddr,
    keys: &[PrivateKey],
) -> Result<String, Box<dyn Error>> {
    let mut lines = String::new();
    for key in keys {
        lines += &(keys::known_hosts_line(addr, key)? + "\n");
    }
    Ok(lines)
}

fn config(keys: Vec<PrivateKey>) -> Arc<Config> {
    Arc::new(Config {
        methods: password_only(),
        // A wrong password costs a guess on loopback nothing: the password
        // lives as long as the server does.
        auth_rejection_time: Duration::from_millis(50),
        auth_rejection_time_initial: Some(Duration::ZERO),
        max_auth_attempts: 6,
        inactivity_timeout: Some(IDLE),
        nodelay: true,
        // What comes in waits in the lab's memory: see `commands`.
        window_size: client::WINDOW,
        preferred: Preferred {
            kex: Cow::Borrowed(KEX),
            key: Cow::Borrowed(SIGNERS),
            ..Preferred::DEFAULT
        },
        keys,
        ..Config::default()
    })
}

async fn accept(
    listener: TcpListener,
    config: Arc<Config>,
    (account, log): (Arc<Account>, Arc<Log>),
) {
    loop {
        let Ok((stream, _)) = listener.accept().await else {
            tokio::time::sleep(PAUSE).await;
            continue;
        };
        let config = Arc::clone(&config);
        let client = Client::new(Arc::clone(&account), Arc::clone(&log));
        tokio::spawn(async move {
            // However a session ends is the client's affair; the log has
            // what it did until then.
            if let Ok(session) = run_stream(config, stream, client).await {
                let _ = session.await;
            }
        });
    }
}
