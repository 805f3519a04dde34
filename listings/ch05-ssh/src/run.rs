//! A password, a login, and all that a command leaves behind.

use std::io::{self, BufRead, IsTerminal, Read};
use std::path::Path;
use std::str::FromStr;
use std::time::Duration;

use ssh2::Channel;

use crate::connect::{Connection, invalid};
use crate::known_hosts::connect_verified;

/// The most that is kept of each of a command's streams, in bytes.
const LIMIT: usize = 8 << 20;

/// Asks for the password of `user`, as [`secret`] does.
///
/// # Errors
///
/// An input that has ended or, where it is no terminal, is no UTF-8.
pub fn password(user: &str) -> io::Result<String> {
    secret(&format!("password of {user}: "))
}

/// Asks with the echo off, or takes one line where nobody types. Arguments
/// and the environment are no place for a secret: other programs see them.
///
/// # Errors
///
/// An input that has ended or, where it is no terminal, is no UTF-8.
pub fn secret(question: &str) -> io::Result<String> {
    if io::stdin().is_terminal() {
        return rpassword::prompt_password(question);
    }
    let mut line = String::new();
    if io::stdin().lock().take(1024).read_line(&mut line)? == 0 {
        return Err(invalid("standard input ends before a password"));
    }
    Ok(line.trim_end_matches(['\r', '\n']).to_string())
}

/// Control characters in what a server sends would command your terminal
/// (RFC 4251 §9.2). Only the tab is kept.
pub fn plain(text: &str) -> String {
    let commands = |c: char| c.is_control() && c != '\t';
    text.replace(commands, "\u{fffd}")
}

/// The number that an argument is.
///
/// # Errors
///
/// It is none, or none of this type. A default in its place would do what
/// nobody has asked for.
pub fn number<T: FromStr>(text: &str) -> io::Result<T> {
    let what = || invalid(&format!("{text}: no number that can be meant"));
    text.parse().map_err(|_| what())
}

/// Checks who answers at `addr`, asks for the password of `user`, logs in
/// and does `work`. Login and work may take `limit` together.
///
/// # Errors
///
/// Every refusal, and whatever stops the work.
pub fn logged_in<T>(
    (addr, file, user): (&str, &str, &str),
    limit: Duration,
    work: impl FnOnce(&Connection) -> io::Result<T>,
) -> io::Result<T> {
    let connection = connect_verified(addr, file)?;
    let password = password(user)?;
    let deadline = connection.deadline(limit)?;
    connection
        .session
        .userauth_password(user, &password)
        .map_err(io::Error::from)
        .and_then(|()| work(&connection))
        .map_err(|error| deadline.explain(error))
}

/// Who logs in where, by the key in a file that no passphrase locks.
pub struct KeyLogin<'a> {
    /// The server, `HOST:PORT`.
    pub addr: &'a str,
    /// The known_hosts file.
    pub file: &'a str,
    /// The account.
    pub user: &'a str,
    /// The private key's file.
    pub key: &'a str,
}

/// The same as [`logged_in`], by a key.
///
/// # Errors
///
/// Every refusal, and whatever stops the work.
pub fn logged_in_by_key<T>(
    login: &KeyLogin,
    limit: Duration,
    work: impl FnOnce(&Connection) -> io::Result<T>,
) -> io::Result<T> {
    let connection = connect_verified(login.addr, login.file)?;
    let deadline = connection.deadline(limit)?;
    connection
        .session
        .userauth_pubkey_file(login.user, None, Path::new(login.key), None)
        .map_err(io::Error::from)
        .and_then(|()| work(&connection))
        .map_err(|error| deadline.explain(error))
}

/// All that a command leaves behind.
pub struct Output {
    /// What it wrote to its standard output.
    pub stdout: Vec<u8>,
    /// What it wrote to its standard error.
    pub stderr: Vec<u8>,
    /// Its exit status; 0, too, if the server sent none or a signal.
    pub status: u32,
    /// The signal that killed it, without `SIG`.
    pub signal: Option<String>,
}

impl Output {
    /// Passes unless the server has told of a failure; also without a status.
    ///
    /// # Errors
    ///
    /// A signal, or a status that is not 0.
    pub fn success(&self) -> io::Result<()> {
        match (&self.signal, self.status) {
            (Some(signal), _) => {
                let signal = plain(signal);
                Err(io::Error::other(format!("killed by {signal}")))
            }
            (None, 0) => Ok(()),
            (None, status) => {
                Err(io::Error::other(format!("exit status {status}")))
            }
        }
    }
}

/// Runs `command`, one string that the server's side takes apart, with
/// nothing on its standard input. It may run for ever: set a
/// [deadline](Connection::deadline) first.
///
/// # Errors
///
/// A refused command, a broken connection, more than 8 MiB of a stream.
pub fn run(connection: &Connection, command: &str) -> io::Result<Output> {
    let mut channel = connection.channel()?;
    channel.exec(command)?;
    channel.send_eof()?;
    let [stdout, stderr] = drain(connection, &channel)?;
    channel.wait_eof()?;
    channel.wait_close()?;
    Ok(Output {
        stdout,
        stderr,
        // The 32 bits of RFC 4254 §6.10, which libssh2 hands over signed.
        status: channel.exit_status()?.cast_unsigned(),
        signal: channel.exit_signal()?.exit_signal,
    })
}

/// Reads both streams as they come: neither may fill the window they share.
fn drain(link: &Connection, channel: &Channel) -> io::Result<[Vec<u8>; 2]> {
    let mut streams = [channel.stream(0), channel.stderr()];
    let mut outputs = [Vec::new(), Vec::new()];
    link.session.set_blocking(false);
    while !channel.eof() {
        for (stream, output) in streams.iter_mut().zip(&mut outputs) {
            match stream.take(LIMIT as u64).read_to_end(output) {
                Err(e) if e.kind() != io::ErrorKind::WouldBlock => {
                    return Err(e);
                }
                _ if output.len() > LIMIT => {
                    return Err(io::Error::other("more output than wanted"));
                }
                _ => {}
            }
        }
        if channel.read_window().available == 0 && !channel.eof() {
            link.wait_readable()?;
        }
    }
    link.session.set_blocking(true);
    Ok(outputs)
}
