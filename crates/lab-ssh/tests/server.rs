//! The server as a client sees it, with russh's own client.

use std::sync::Arc;
use std::time::Duration;

use lab_ssh::{Event, Server};
use russh::client::{self, AuthResult, Handle, Msg};
use russh::keys::{HashAlg, PublicKeyOrCertificate};
use russh::{Channel, ChannelMsg, Error};

/// Longer than anything here takes; it only ends what has gone wrong.
const TIMEOUT: Duration = Duration::from_secs(20);

#[tokio::test]
async fn only_the_password_opens() {
    let server = start();
    let mut session = connect(&server).await;
    let none = session.authenticate_none("lab").await.unwrap();
    let AuthResult::Failure {
        remaining_methods, ..
    } = none
    else {
        panic!("let in without a password");
    };
    assert_eq!(remaining_methods.len(), 1);
    assert!(!server.received_password());
    assert!(!login(&mut session, "wrong").await);
    assert!(login(&mut session, server.password()).await);
    assert!(server.received_password());
}

#[tokio::test]
async fn a_command_leaves_two_streams_and_a_status() {
    let server = start();
    let ran = run(&server, "both", b"").await;
    assert_eq!(ran.stdout, b"this line went to stdout\n");
    assert_eq!(ran.stderr, b"this line went to stderr\n");
    assert_eq!((ran.status, ran.signal), (Some(3), None));
    assert!(server.wait_for(&Event::Exec("both".into()), TIMEOUT));
}

#[tokio::test]
async fn words_quotes_and_mistakes() {
    let server = start();
    let ran = run(&server, "args 'a b' c", b"").await;
    assert_eq!(ran.stdout, b"1: a b\n2: c\n");
    assert_eq!(run(&server, "rm -r /", b"").await.status, Some(127));
    assert_eq!(run(&server, "echo 'a", b"").await.status, Some(2));
    assert_eq!(run(&server, "exit 7", b"").await.status, Some(7));
}

/// A status has 32 bits, and a server need not send any (RFC 4254 §6.10).
#[tokio::test]
async fn a_status_may_be_large_or_absent() {
    let server = start();
    let ran = run(&server, "exit 2147483651", b"").await;
    assert_eq!(ran.status, Some(0x8000_0003));
    let ran = run(&server, "exit none", b"").await;
    assert_eq!((ran.status, ran.signal), (None, None));
    assert_eq!(run(&server, "exit 4294967296", b"").await.status, Some(2));
}

#[tokio::test]
async fn a_signal_is_no_status() {
    let ran = run(&start(), "kill TERM", b"").await;
    assert_eq!((ran.status, ran.signal), (None, Some("TERM".into())));
}

#[tokio::test]
async fn more_than_a_window_goes_through() {
    let server = start();
    let ran = run(&server, "flood stderr 5", b"").await;
    assert_eq!(ran.stderr.len(), 5 << 20);
    let input = b"0123456789abcde\n".repeat(5 << 16);
    let ran = run(&server, "cat", &input).await;
    assert!(ran.stdout == input, "{} bytes came", ran.stdout.len());
}

/// With threads, since the client's end needs one while the test waits.
#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_leaves_ends_its_command() {
    let server = start();
    let session = logged_in(&server).await;
    let channel = session.channel_open_session().await.unwrap();
    channel.exec(true, "flood stdout 256").await.unwrap();
    drop((channel, session));
    assert!(server.wait_for(&Event::Disconnected, TIMEOUT));
    assert_eq!(run(&server, "echo still here", b"").await.status, Some(0));
}

#[tokio::test]
async fn there_is_no_shell_and_no_forwarding() {
    let server = start();
    let session = logged_in(&server).await;
    let mut channel = session.channel_open_session().await.unwrap();
    channel.request_shell(true).await.unwrap();
    let answer = channel.wait().await;
    assert!(matches!(answer, Some(ChannelMsg::Failure)), "{answer:?}");
    let tunnel = session.channel_open_direct_tcpip("127.0.0.1", 1, "::1", 1);
    assert!(tunnel.await.is_err());
}

#[test]
fn only_loopback_is_bound() {
    let refused = Server::start("0.0.0.0:0".parse().unwrap());
    assert!(refused.err().unwrap().to_string().contains("loopback"));
}

/// Starts a server away from the test's runtime, inside which no other may
/// be waited for.
fn start() -> Server {
    std::thread::spawn(|| {
        Server::start_sharing("127.0.0.1:0".parse().unwrap()).unwrap()
    })
    .join()
    .unwrap()
}

/// Takes the key that the server has told us of, and no other.
struct Knows(Vec<String>);

impl client::Handler for Knows {
    type Error = Error;

    async fn check_server_key(
        &mut self,
        key: &PublicKeyOrCertificate,
    ) -> Result<bool, Error> {
        let PublicKeyOrCertificate::PublicKey { key, .. } = key else {
            return Ok(false);
        };
        let fingerprint = key.fingerprint(HashAlg::Sha256).to_string();
        Ok(self.0.iter().any(|known| known.ends_with(&fingerprint)))
    }
}

async fn connect(server: &Server) -> Handle<Knows> {
    let knows = Knows(server.fingerprints().to_vec());
    let config = Arc::new(client::Config::default());
    client::connect(config, server.local_addr(), knows)
        .await
        .unwrap()
}

async fn login(session: &mut Handle<Knows>, password: &str) -> bool {
    session
        .authenticate_password("lab", password)
        .await
        .unwrap()
        .success()
}

async fn logged_in(server: &Server) -> Handle<Knows> {
    let mut session = connect(server).await;
    assert!(login(&mut session, server.password()).await);
    session
}

#[derive(Default)]
struct Ran {
    stdout: Vec<u8>,
    stderr: Vec<u8>,
    status: Option<u32>,
    signal: Option<String>,
}

async fn run(server: &Server, command: &str, input: &[u8]) -> Ran {
    let session = logged_in(server).await;
    let channel = session.channel_open_session().await.unwrap();
    channel.exec(true, command).await.unwrap();
    tokio::time::timeout(TIMEOUT, collect(channel, input))
        .await
        .expect("an end of the command")
}

async fn collect(channel: Channel<Msg>, input: &[u8]) -> Ran {
    let (mut read, write) = channel.split();
    let send = async {
        let _ = write.data(input).await;
        let _ = write.eof().await;
    };
    let receive = async {
        let mut ran = Ran::default();
        while let Some(message) = read.wait().await {
            match message {
                ChannelMsg::Data { data } => ran.stdout.extend(&data[..]),
                ChannelMsg::ExtendedData { data, ext: 1 } => {
                    ran.stderr.extend(&data[..]);
                }
                ChannelMsg::ExitStatus { exit_status } => {
                    ran.status = Some(exit_status);
                }
                ChannelMsg::ExitSignal { signal_name, .. } => {
                    ran.signal = Some(format!("{signal_name:?}"));
                }
                _ => {}
            }
        }
        ran
    };
    tokio::join!(send, receive).1
}
