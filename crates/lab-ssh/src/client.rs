//! One connected client: what it may do, and what is written down of it.

use std::collections::HashMap;
use std::sync::Arc;

use russh::server::{
    Auth, ChannelOpenHandle, Handle, Handler, Msg, PublicKeyOffer, Response,
    Session,
};
use russh::{Channel, ChannelId, Error, MethodKind, MethodSet, Pty};

use crate::commands::{self, Ending, STDERR};
use crate::log::{Event, Log};

/// How much a client may send ahead on a channel, in bytes. It is far less
/// than clients take ahead: so `cat` gives back as fast as it gets, because
/// little is in front of each message that lets it send on.
pub const WINDOW: u32 = 64 << 10;

/// The one account.
pub struct Account {
    pub user: String,
    pub password: String,
}

pub struct Client {
    account: Arc<Account>,
    log: Arc<Log>,
    /// Channels that are open and run nothing yet.
    idle: HashMap<ChannelId, Channel<Msg>>,
}

impl Client {
    pub fn new(account: Arc<Account>, log: Arc<Log>) -> Self {
        log.add(Event::Connected);
        Self {
            account,
            log,
            idle: HashMap::new(),
        }
    }

    fn reject(&self, method: &'static str) -> Result<Auth, Error> {
        self.log.add(Event::AuthTried(method));
        Ok(Auth::Reject {
            // Named again each time, so that a mistyped password is not
            // the last.
            proceed_with_methods: Some(password_only()),
            partial_success: false,
        })
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        self.log.add(Event::Disconnected);
    }
}

/// The methods that the server names to a client (RFC 4252 §5.1).
pub fn password_only() -> MethodSet {
    MethodSet::from(&[MethodKind::Password][..])
}

impl Handler for Client {
    type Error = Error;

    /// Called for the request of the `ssh-userauth` service, the first
    /// message after the key exchange.
    async fn authentication_banner(&mut self) -> Result<Option<String>, Error> {
        self.log.add(Event::AuthStarted);
        Ok(None)
    }

    async fn auth_none(&mut self, _user: &str) -> Result<Auth, Error> {
        self.reject("none")
    }

    async fn auth_password(
        &mut self,
        user: &str,
        password: &str,
    ) -> Result<Auth, Error> {
        let right = same(password, &self.account.password);
        if user != self.account.user || !right {
            return self.reject("password");
        }
        self.log.add(Event::AuthTried("password"));
        self.log.add(Event::Authenticated);
        Ok(Auth::Accept)
    }

    async fn auth_publickey_offered(
        &mut self,
        _user: &str,
        _offer: PublicKeyOffer<'_>,
    ) -> Result<Auth, Error> {
        self.reject("publickey")
    }

    async fn auth_keyboard_interactive<'a>(
        &'a mut self,
        _user: &str,
        _submethods: &str,
        _response: Option<Response<'a>>,
    ) -> Result<Auth, Error> {
        self.reject("keyboard-interactive")
    }

    async fn channel_open_session(
        &mut self,
        channel: Channel<Msg>,
        reply: ChannelOpenHandle,
        _session: &mut Session,
    ) -> Result<(), Error> {
        self.idle.insert(channel.id(), channel);
        reply.accept().await;
        Ok(())
    }

    async fn channel_close(
        &mut self,
        channel: ChannelId,
        _session: &mut Session,
    ) -> Result<(), Error> {
        self.idle.remove(&channel);
        Ok(())
    }

    async fn exec_request(
        &mut self,
        id: ChannelId,
        command: &[u8],
        session: &mut Session,
    ) -> Result<(), Error> {
        // One command a channel (RFC 4254 §6.5); the second is refused.
        let Some(channel) = self.idle.remove(&id) else {
            return session.channel_failure(id);
        };
        let command = String::from_utf8_lossy(command).into_owned();
        self.log.add(Event::Exec(command.clone()));
        session.channel_success(id)?;
        tokio::spawn(serve(command, channel, session.handle()));
        Ok(())
    }

    async fn pty_request(
        &mut self,
        id: ChannelId,
        _term: &str,
        _columns: u32,
        _rows: u32,
        _width: u32,
        _height: u32,
        _modes: &[(Pty, u32)],
        session: &mut Session,
    ) -> Result<(), Error> {
        session.channel_failure(id)
    }

    async fn shell_request(
        &mut self,
        id: ChannelId,
        session: &mut Session,
    ) -> Result<(), Error> {
        session.channel_failure(id)
    }

    async fn subsystem_request(
        &mut self,
        id: ChannelId,
        _name: &str,
        session: &mut Session,
    ) -> Result<(), Error> {
        session.channel_failure(id)
    }

    async fn env_request(
        &mut self,
        id: ChannelId,
        _name: &str,
        _value: &str,
        session: &mut Session,
    ) -> Result<(), Error> {
        session.channel_failure(id)
    }

    async fn x11_request(
        &mut self,
        id: ChannelId,
        _single: bool,
        _protocol: &str,
        _cookie: &str,
        _screen: u32,
        session: &mut Session,
    ) -> Result<(), Error> {
        session.channel_failure(id)
    }
}

/// Runs one command and says how it ended, in the order of OpenSSH: end of
/// file, then status or signal if any, then close (RFC 4254 §5.3, §6.10).
async fn serve(command: String, channel: Channel<Msg>, handle: Handle) {
    let id = channel.id();
    let (from_client, to_client) = channel.split();
    let ending = commands::run(&command, from_client, &to_client).await;
    if let Some(Ending::Unread) = ending {
        // The session keeps it until the client reads.
        let text = commands::UNREAD.to_string();
        let _ = handle.extended_data(id, STDERR, text).await;
    }
    // An error here is a client that has gone: nobody is left to tell.
    let _ = to_client.eof().await;
    match ending {
        Some(Ending::Status(status)) => {
            let _ = to_client.exit_status(status).await;
        }
        Some(Ending::Signal(signal)) => {
            let (message, language) = (String::new(), String::new());
            let _ = handle
                .exit_signal_request(id, signal, false, message, language)
                .await;
        }
        Some(Ending::Unread) => {
            let _ = to_client.exit_status(1).await;
        }
        Some(Ending::Unsaid) | None => {}
    }
    let _ = to_client.close().await;
}

/// Compares every byte, so that the time says nothing of the first
/// difference.
fn same(given: &str, right: &str) -> bool {
    let differences = given.bytes().zip(right.bytes()).map(|(a, b)| a ^ b);
    given.len() == right.len() && differences.fold(0, |all, d| all | d) == 0
}
