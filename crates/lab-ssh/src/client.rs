//! One connected client: what it may do, and what is written down of it.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use russh::keys::PublicKey;
use russh::server::{
    Auth, ChannelOpenHandle, Handler, Msg, PublicKeyOffer, Response, Session,
    VerifiedPublicKey,
};
use russh::{Channel, ChannelId, ChannelOpenFailure, Error, Pty};

use crate::channel::Setting;
use crate::files::Files;
use crate::house::House;
use crate::liar::Liar;
use crate::log::Event;
use crate::login::{Accounts, DIALOG, MALLORY, Proofs};
use crate::running;

/// How much a client may send ahead on a channel, in bytes. It is far less
/// than clients take ahead: so `cat` gives back as fast as it gets, because
/// little is in front of each message that lets it send on.
pub const WINDOW: u32 = 64 << 10;

pub struct Client {
    house: Arc<House>,
    user: String,
    proofs: Proofs,
    /// Channels that are open and run nothing yet.
    idle: HashMap<ChannelId, (Channel<Msg>, Setting)>,
    /// Channels over which files are moved.
    moving: HashSet<ChannelId>,
    /// The ports that it has asked the server to listen on.
    ports: Vec<u32>,
}

impl Client {
    pub fn new(house: Arc<House>) -> Self {
        house.log.add(Event::Connected);
        Self {
            house,
            user: String::new(),
            proofs: Proofs::default(),
            idle: HashMap::new(),
            moving: HashSet::new(),
            ports: Vec::new(),
        }
    }

    /// Writes down what was tried.
    fn tried(&mut self, user: &str, method: &'static str) {
        self.house.log.add(Event::AuthTried(method));
        self.proofs.are_of(user);
    }

    /// The same, and lets the client in if it may.
    fn answer(&mut self, user: &str, method: &'static str, may: bool) -> Auth {
        self.tried(user, method);
        if let Some(refusal) = self.proofs.refusal(user, method, may) {
            return refusal;
        }
        self.user = user.to_string();
        self.house.log.add(Event::Authenticated);
        Auth::Accept
    }

    fn knows(&self, user: &str, key: &PublicKey) -> bool {
        self.house.accounts.opens_by_key(user, key)
    }

    /// What a channel that runs nothing yet is prepared with.
    fn setting(&mut self, id: ChannelId) -> Option<&mut Setting> {
        self.idle.get_mut(&id).map(|(_, setting)| setting)
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        for port in &self.ports {
            self.house.tunnels.stop(*port);
        }
        self.house.log.add(Event::Disconnected);
    }
}

fn answered(
    session: &mut Session,
    id: ChannelId,
    done: bool,
) -> Result<(), Error> {
    if done {
        session.channel_success(id)
    } else {
        session.channel_failure(id)
    }
}

impl Handler for Client {
    type Error = Error;

    /// Called for the request of the `ssh-userauth` service, the first
    /// message after the key exchange.
    async fn authentication_banner(&mut self) -> Result<Option<String>, Error> {
        self.house.log.add(Event::AuthStarted);
        Ok(None)
    }

    async fn auth_none(&mut self, user: &str) -> Result<Auth, Error> {
        Ok(self.answer(user, "none", false))
    }

    async fn auth_password(
        &mut self,
        user: &str,
        password: &str,
    ) -> Result<Auth, Error> {
        let may = self.house.accounts.opens_by_password(user, password);
        Ok(self.answer(user, "password", may))
    }

    async fn auth_publickey_offered(
        &mut self,
        user: &str,
        offer: PublicKeyOffer<'_>,
    ) -> Result<Auth, Error> {
        if self.knows(user, offer.public_key) {
            // It has to sign with it before it is let in.
            self.tried(user, "publickey");
            return Ok(Auth::Accept);
        }
        Ok(self.answer(user, "publickey", false))
    }

    async fn auth_publickey(
        &mut self,
        user: &str,
        key: VerifiedPublicKey<'_>,
    ) -> Result<Auth, Error> {
        Ok(self.answer(user, "publickey", self.knows(user, key.public_key)))
    }

    async fn auth_keyboard_interactive<'a>(
        &'a mut self,
        user: &str,
        _submethods: &str,
        response: Option<Response<'a>>,
    ) -> Result<Auth, Error> {
        match response {
            None if user == DIALOG => {
                self.tried(user, "keyboard-interactive");
                Ok(Auth::Partial {
                    name: "".into(),
                    instructions: "Two questions.".into(),
                    prompts: Accounts::questions().into(),
                })
            }
            response => {
                let answers = response.into_iter().flatten();
                let answers: Vec<String> = answers
                    .map(|answer| String::from_utf8_lossy(&answer).into())
                    .collect();
                let may = self.house.accounts.opens_by_dialog(user, &answers);
                Ok(self.answer(user, "keyboard-interactive", may))
            }
        }
    }

    async fn channel_open_session(
        &mut self,
        channel: Channel<Msg>,
        reply: ChannelOpenHandle,
        _session: &mut Session,
    ) -> Result<(), Error> {
        self.idle
            .insert(channel.id(), (channel, Setting::default()));
        reply.accept().await;
        Ok(())
    }

    async fn channel_open_direct_tcpip(
        &mut self,
        channel: Channel<Msg>,
        host: &str,
        port: u32,
        _from: &str,
        _from_port: u32,
        reply: ChannelOpenHandle,
        _session: &mut Session,
    ) -> Result<(), Error> {
        let target = format!("{host}:{port}");
        self.house.log.add(Event::Tunnel(target));
        match self.house.tunnels.place(host, port) {
            Some(place) => {
                reply.accept().await;
                self.house.tunnels.carry(channel, &place);
            }
            None => reply.reject(ChannelOpenFailure::ConnectFailed).await,
        }
        Ok(())
    }

    async fn tcpip_forward(
        &mut self,
        address: &str,
        port: &mut u32,
        session: &mut Session,
    ) -> Result<bool, Error> {
        let tunnels = &self.house.tunnels;
        let given = tunnels.listen(address, *port, session.handle());
        if let Some(given) = given {
            self.ports.push(given);
            *port = given;
        }
        Ok(given.is_some())
    }

    async fn cancel_tcpip_forward(
        &mut self,
        _address: &str,
        port: u32,
        _session: &mut Session,
    ) -> Result<bool, Error> {
        let own = self.ports.contains(&port);
        self.ports.retain(|own| *own != port);
        Ok(own && self.house.tunnels.stop(port))
    }

    async fn channel_close(
        &mut self,
        channel: ChannelId,
        _session: &mut Session,
    ) -> Result<(), Error> {
        self.idle.remove(&channel);
        self.moving.remove(&channel);
        Ok(())
    }

    /// A client that moves files is done when it says no more.
    async fn channel_eof(
        &mut self,
        channel: ChannelId,
        session: &mut Session,
    ) -> Result<(), Error> {
        if !self.moving.remove(&channel) {
            return Ok(());
        }
        session.exit_status_request(channel, 0)?;
        session.close(channel)
    }

    async fn exec_request(
        &mut self,
        id: ChannelId,
        command: &[u8],
        session: &mut Session,
    ) -> Result<(), Error> {
        // One command a channel (RFC 4254 §6.5); the second is refused.
        let Some((channel, setting)) = self.idle.remove(&id) else {
            return session.channel_failure(id);
        };
        let command = String::from_utf8_lossy(command).into_owned();
        self.house.log.add(Event::Exec(command.clone()));
        session.channel_success(id)?;
        let tunnels = Arc::clone(&self.house.tunnels);
        let handle = session.handle();
        tokio::spawn(running::serve(
            command, channel, setting, tunnels, handle,
        ));
        Ok(())
    }

    async fn pty_request(
        &mut self,
        id: ChannelId,
        term: &str,
        columns: u32,
        rows: u32,
        _width: u32,
        _height: u32,
        _modes: &[(Pty, u32)],
        session: &mut Session,
    ) -> Result<(), Error> {
        let setting = self.setting(id).map(|setting| {
            setting.terminal = Some(format!("{term}, {columns}x{rows}"));
        });
        answered(session, id, setting.is_some())
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
        name: &str,
        session: &mut Session,
    ) -> Result<(), Error> {
        let channel = match self.idle.remove(&id) {
            Some((channel, _)) if name == "sftp" => channel,
            _ => return session.channel_failure(id),
        };
        session.channel_success(id)?;
        self.moving.insert(id);
        let stream = channel.into_stream();
        if self.user == MALLORY {
            russh_sftp::server::run(stream, Liar::default()).await;
        } else {
            let files = Files::new(Arc::clone(&self.house.tree));
            russh_sftp::server::run(stream, files).await;
        }
        Ok(())
    }

    /// As many servers have it, of all that a client wants to set only the
    /// language is taken over.
    async fn env_request(
        &mut self,
        id: ChannelId,
        name: &str,
        value: &str,
        session: &mut Session,
    ) -> Result<(), Error> {
        let language = name == "LANG" || name.starts_with("LC_");
        let taken = match self.setting(id) {
            Some(setting) if language => setting.set(name, value),
            _ => false,
        };
        answered(session, id, taken)
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
