//! The server as a client sees it, with russh's own client.

use std::sync::Arc;
use std::time::Duration;

use lab_ssh::{Event, Server};
use russh::client::KeyboardInteractiveAuthResponse as Dialog;
use russh::client::{self, AuthResult, Handle, Msg};
use russh::keys::{
    HashAlg, PrivateKeyWithHashAlg, PublicKey, PublicKeyOrCertificate,
};
use russh::{Channel, ChannelMsg, Error, Sig};
use russh_sftp::client::SftpSession;

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
    assert_eq!(remaining_methods.len(), 2);
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
async fn a_key_opens_and_no_other_does() {
    let (server, other) = (start(), start());
    for (user, key, opens) in [
        ("keys", server.login_key(), true),
        ("lab", server.login_key(), true),
        ("dialog", server.login_key(), false),
        ("keys", other.login_key(), false),
    ] {
        let mut session = connect(&server).await;
        let key = PrivateKeyWithHashAlg::new(Arc::new(key.clone()), None);
        let result = session.authenticate_publickey(user, key).await.unwrap();
        assert_eq!(result.success(), opens, "{user}");
    }
}

#[tokio::test]
async fn a_dialog_opens_with_both_answers() {
    let server = start();
    for (password, year, opens) in [
        (server.password(), "2006", true),
        (server.password(), "2007", false),
        ("a guess", "2006", false),
    ] {
        let mut session = connect(&server).await;
        let asked = session
            .authenticate_keyboard_interactive_start("dialog", None)
            .await
            .unwrap();
        let Dialog::InfoRequest { prompts, .. } = asked else {
            panic!("no questions: {asked:?}");
        };
        let echo: Vec<_> = prompts.iter().map(|p| p.echo).collect();
        assert_eq!(echo, [false, true]);
        let answers = vec![password.to_string(), year.to_string()];
        let answered = session
            .authenticate_keyboard_interactive_respond(answers)
            .await
            .unwrap();
        assert_eq!(matches!(answered, Dialog::Success), opens, "{year}");
    }
}

#[tokio::test]
async fn a_terminal_has_one_stream() {
    let server = start();
    let session = logged_in(&server).await;
    let channel = session.channel_open_session().await.unwrap();
    let size = channel.request_pty(true, "xterm", 80, 24, 0, 0, &[]);
    size.await.unwrap();
    channel.exec(true, "both").await.unwrap();
    let ran = collect(channel, b"").await;
    let wanted = "this line went to stdout\r\nthis line went to stderr\r\n";
    assert_eq!(String::from_utf8_lossy(&ran.stdout), wanted);
    assert!(ran.stderr.is_empty());
}

#[tokio::test]
async fn a_signal_ends_who_waits() {
    let server = start();
    let session = logged_in(&server).await;
    let channel = session.channel_open_session().await.unwrap();
    channel.exec(true, "wait").await.unwrap();
    channel.signal(Sig::TERM).await.unwrap();
    assert_eq!(collect(channel, b"").await.signal, Some("TERM".into()));
}

#[tokio::test]
async fn only_the_language_may_be_set() {
    let server = start();
    let session = logged_in(&server).await;
    let channel = session.channel_open_session().await.unwrap();
    channel.set_env(false, "LANG", "de_DE").await.unwrap();
    channel.set_env(false, "PATH", "/tmp").await.unwrap();
    channel.exec(true, "env").await.unwrap();
    assert_eq!(collect(channel, b"").await.stdout, b"LANG=de_DE\n");
}

#[tokio::test]
async fn files_are_moved_in_memory() {
    let server = start();
    let session = logged_in(&server).await;
    let channel = session.channel_open_session().await.unwrap();
    channel.request_subsystem(true, "sftp").await.unwrap();
    let files = SftpSession::new(channel.into_stream()).await.unwrap();
    files.create("../../new").await.unwrap();
    files.write("/new", b"0123").await.unwrap();
    assert_eq!(files.read("inbox/../new").await.unwrap(), b"0123");
    assert!(files.rename("new", "hello.txt").await.is_err());
    files.rename("new", "inbox/new").await.unwrap();
    let names = files.read_dir("inbox").await.unwrap();
    let names: Vec<_> = names.map(|entry| entry.file_name()).collect();
    assert_eq!(names, ["new"]);
    assert!(files.read("/etc/passwd").await.is_err());
}

#[tokio::test]
async fn what_is_carried_ends_here() {
    let server = start();
    let session = logged_in(&server).await;
    let echo = session.channel_open_direct_tcpip("echo", 7, "::1", 1);
    assert_eq!(
        collect(echo.await.unwrap(), b"hello").await.stdout,
        b"hello"
    );
    for (host, port) in [("127.0.0.1", 22), ("localhost", 7), ("inner", 23)] {
        let wrong = session.channel_open_direct_tcpip(host, port, "::1", 1);
        assert!(wrong.await.is_err(), "{host}");
    }
    let inner = session.channel_open_direct_tcpip("inner", 22, "::1", 1);
    let knows = Knows(vec![inner_fingerprint(&server)]);
    let config = Arc::new(client::Config::default());
    let inner = inner.await.unwrap().into_stream();
    let mut inner = client::connect_stream(config, inner, knows).await.unwrap();
    assert!(login(&mut inner, server.password()).await);
    assert!(server.inner_events().contains(&Event::Authenticated));
}

fn inner_fingerprint(server: &Server) -> String {
    let line = server.inner_known_hosts();
    let key = line.strip_prefix("inner ").unwrap();
    let key: PublicKey = key.parse().unwrap();
    key.fingerprint(HashAlg::Sha256).to_string()
}

/// The new keys come between the data, and no byte is lost.
#[tokio::test]
async fn keys_are_exchanged_again() {
    let server = start();
    let ran = run(&server, "flood stdout 40", b"").await;
    assert_eq!((ran.stdout.len(), ran.status), (40 << 20, Some(0)));
}

#[tokio::test]
async fn there_is_no_shell() {
    let server = start();
    let session = logged_in(&server).await;
    let mut channel = session.channel_open_session().await.unwrap();
    channel.request_shell(true).await.unwrap();
    let answer = channel.wait().await;
    assert!(matches!(answer, Some(ChannelMsg::Failure)), "{answer:?}");
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
        let file = concat!(env!("CARGO_TARGET_TMPDIR"), "/lab-ssh-rsa");
        let addr = "127.0.0.1:0".parse().unwrap();
        Server::start_keeping(addr, file.as_ref()).unwrap()
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
