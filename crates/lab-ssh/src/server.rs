//! The listening server: its keys, its account, its clients.

use std::borrow::Cow;
use std::error::Error;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use russh::keys::{Algorithm, HashAlg, PrivateKey};
use russh::server::{Config, run_stream};
use russh::{Limits, Preferred, kex};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpListener;
use tokio::runtime::{Builder, Runtime};
use tokio::sync::mpsc::{self, UnboundedReceiver};

use crate::client::{self, Client};
use crate::house::House;
use crate::keys;
use crate::log::Event;
use crate::login::Accounts;
use crate::tunnels::{Inward, Tunnels};

/// A connection that says nothing for so long is closed.
const IDLE: Duration = Duration::from_secs(300);

/// Between two tries to accept when the first failed for want of resources.
const PAUSE: Duration = Duration::from_millis(50);

/// After so many bytes one way new keys are agreed on (RFC 4253 §9): rarely
/// enough to cost nothing, and often enough to meet it.
const REKEY: usize = 32 << 20;
const REKEY_TIME: Duration = Duration::from_secs(3600);

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
    house: Arc<House>,
    inner: Arc<House>,
    login_key: PrivateKey,
    fingerprints: Vec<String>,
    known_hosts: String,
    inner_known_hosts: String,
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

    /// The same, but its RSA key is the one in this file, made where there is
    /// none, for tests that start many: making one takes longer than all else.
    ///
    /// # Errors
    ///
    /// As [`start`](Self::start), and a file that cannot be written.
    pub fn start_keeping(
        addr: SocketAddr,
        file: &Path,
    ) -> Result<Self, Box<dyn Error>> {
        Self::start_with(addr, || keys::kept_host_keys(file))
    }

    fn start_with(
        addr: SocketAddr,
        keys: impl FnOnce() -> Result<Vec<PrivateKey>, Box<dyn Error>>,
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
        let login_key = keys::login_key()?;
        let inner_keys = keys::inner_host_keys()?;
        let inner_known_hosts = inner_known_hosts(&inner_keys)?;
        let (inward, arrived) = mpsc::unbounded_channel();
        let house = house(&login_key, Tunnels::with_inner(inward));
        let inner = Accounts {
            user: house.accounts.user.clone(),
            password: house.accounts.password.clone(),
            key: house.accounts.key.clone(),
        };
        let inner = House::new(inner, Tunnels::default());
        runtime.spawn(accept(listener, config(keys), Arc::clone(&house)));
        let behind = (config(inner_keys), Arc::clone(&inner));
        runtime.spawn(accept_inward(arrived, behind));
        Ok(Self {
            local_addr,
            house,
            inner,
            login_key,
            fingerprints,
            known_hosts,
            inner_known_hosts,
            runtime: Some(runtime),
        })
    }

    /// Where it listens, with the port that was bound.
    pub fn local_addr(&self) -> SocketAddr {
        self.local_addr
    }

    /// The name of the one account.
    pub fn user(&self) -> &str {
        &self.house.accounts.user
    }

    /// The account's password.
    pub fn password(&self) -> &str {
        &self.house.accounts.password
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

    /// The line of the server behind this one, which a client reaches as
    /// `inner:22` through it. Its accounts are those of this server.
    pub fn inner_known_hosts(&self) -> &str {
        &self.inner_known_hosts
    }

    /// What clients have done at the server behind this one.
    pub fn inner_events(&self) -> Vec<Event> {
        self.inner.log.events()
    }

    /// Waits until `event` is in the log of the server behind this one; false
    /// when `limit` passes first.
    pub fn inner_wait_for(&self, event: &Event, limit: Duration) -> bool {
        self.inner.log.wait_for(event, limit)
    }

    /// The key that opens the accounts.
    pub fn login_key(&self) -> &PrivateKey {
        &self.login_key
    }

    /// The same as a file that opens with the password.
    ///
    /// # Errors
    ///
    /// What encrypts it has failed.
    pub fn locked_login_key(&self) -> Result<String, Box<dyn Error>> {
        keys::locked(&self.login_key, self.password())
    }

    /// Everything that clients have done so far.
    pub fn events(&self) -> Vec<Event> {
        self.house.log.events()
    }

    /// Whether any client has ever sent a password, right or wrong.
    pub fn received_password(&self) -> bool {
        self.events().contains(&Event::AuthTried("password"))
    }

    /// Waits until `event` is in the log; false when `limit` passes first.
    pub fn wait_for(&self, event: &Event, limit: Duration) -> bool {
        self.house.log.wait_for(event, limit)
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

/// Port 22 is never written.
fn inner_known_hosts(keys: &[PrivateKey]) -> Result<String, Box<dyn Error>> {
    let key = keys.first().ok_or("no key")?.public_key().to_openssh()?;
    Ok(format!("inner {}\n", key.trim()))
}

fn house(login_key: &PrivateKey, tunnels: Tunnels) -> Arc<House> {
    let accounts = Accounts {
        user: "lab".into(),
        password: keys::password(),
        key: login_key.public_key().clone(),
    };
    House::new(accounts, tunnels)
}

fn config(keys: Vec<PrivateKey>) -> Arc<Config> {
    Arc::new(Config {
        methods: Accounts::all_methods(),
        // A wrong password costs a guess on loopback nothing: the password
        // lives as long as the server does.
        auth_rejection_time: Duration::from_millis(50),
        auth_rejection_time_initial: Some(Duration::ZERO),
        max_auth_attempts: 6,
        inactivity_timeout: Some(IDLE),
        limits: Limits::new(REKEY, REKEY, REKEY_TIME),
        // What comes in waits in the lab's memory: see `running`.
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

async fn accept(listener: TcpListener, config: Arc<Config>, house: Arc<House>) {
    loop {
        let Ok((stream, _)) = listener.accept().await else {
            tokio::time::sleep(PAUSE).await;
            continue;
        };
        // Two small messages in a row, and the second would wait until the
        // client's kernel has acknowledged the first. russh sets this only
        // where it accepts by itself.
        let _ = stream.set_nodelay(true);
        tokio::spawn(serve(stream, Arc::clone(&config), Arc::clone(&house)));
    }
}

/// Serves those that come through the server in front.
async fn accept_inward(
    mut arrived: UnboundedReceiver<Inward>,
    (config, house): (Arc<Config>, Arc<House>),
) {
    while let Some(stream) = arrived.recv().await {
        tokio::spawn(serve(stream, Arc::clone(&config), Arc::clone(&house)));
    }
}

async fn serve(
    stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
    config: Arc<Config>,
    house: Arc<House>,
) {
    // However a session ends is the client's affair; the log has what it did
    // until then.
    let client = Client::new(house);
    if let Ok(session) = run_stream(config, stream, client).await {
        let _ = session.await;
    }
}
