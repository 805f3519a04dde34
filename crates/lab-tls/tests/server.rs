//! The server as clients see it, and what it saw of them.

mod client;

use std::io::{Read, Write};
use std::net::TcpStream;
use std::process::Command;
use std::time::{Duration, Instant};
use std::{env, fs};

use client::{Client, TIMEOUT, start};
use lab::process::Program;
use lab_tls::{End, Port};

const GET: &[u8] = b"GET /whoami HTTP/1.1\r\nHost: lab\r\n\
                     Connection: close\r\n\r\n";

#[test]
fn each_host_is_what_its_name_says() {
    let server = start();
    for (at, (host, problem, alert)) in [
        (
            "wrong-name.example",
            "not valid for name",
            "bad_certificate",
        ),
        ("expired.example", "expired", "certificate_expired"),
        ("not-yet.example", "not valid yet", "certificate_expired"),
        ("unknown-issuer.example", "UnknownIssuer", "unknown_ca"),
        ("self-signed.example", "UnknownIssuer", "unknown_ca"),
        (
            "signed-by-leaf.example",
            "EndEntityUsedAsCa",
            "certificate_unknown",
        ),
        ("no-intermediate.example", "UnknownIssuer", "unknown_ca"),
    ]
    .into_iter()
    .enumerate()
    {
        let refused = Client::of(&server).named(host);
        let error = refused.exchange(server.https(), GET).unwrap_err();
        assert!(error.to_string().contains(problem), "{host}: {error}");
        let seen = server.wait_for_ended(at + 1, TIMEOUT).pop().unwrap();
        assert_eq!(seen.server_name.as_deref(), Some(host));
        assert_eq!(seen.end, End::Alert(alert.into()), "{host}");
        assert_eq!(seen.received, 0, "{host}");
    }
    assert_eq!(server.received(), 0);
}

#[test]
fn good_ones_are_good_by_each_of_their_names() {
    let server = start();
    let names = [
        "good.example",
        "localhost",
        "127.0.0.1",
        "::1",
        "chain.example",
    ];
    for name in names {
        let client = Client::of(&server).named(name);
        let answer = client.exchange(server.https(), GET).unwrap();
        assert!(answer.ends_with(b"\r\n\r\nnobody\n"), "{name}");
    }
    assert_eq!(server.received(), (names.len() * GET.len()) as u64);
    // An address that the certificate does not have.
    let other = Client::of(&server).named("127.0.0.2");
    let error = other.exchange(server.https(), GET).unwrap_err();
    assert!(error.to_string().contains("not valid for name"), "{error}");
}

#[test]
fn a_client_is_known_by_its_certificate() {
    let server = start();
    let ada = Client::of(&server).certified(&server);
    let answer = ada.exchange(server.client_auth(), GET).unwrap();
    assert!(answer.ends_with(b"\r\n\r\nada\n"));
    let seen = server.wait_for_ended(1, TIMEOUT);
    assert_eq!(
        (seen[0].port, seen[0].client),
        (Port::ClientAuth, Some("ada"))
    );

    let before = server.received();
    let nobody = Client::of(&server);
    let error = nobody.exchange(server.client_auth(), GET).unwrap_err();
    assert!(error.to_string().contains("CertificateRequired"), "{error}");
    let seen = server.wait_for_ended(2, TIMEOUT);
    assert!(matches!(seen[1].end, End::Failed(_)), "{:?}", seen[1]);
    assert_eq!(server.received(), before);
}

#[test]
fn the_echo_ends_as_its_client_does() {
    let server = start();
    let client = Client::of(&server);
    let echoed = client.exchange(server.echo(), b"a\0b\n").unwrap();
    assert_eq!(echoed, b"a\0b\n");
    let seen = server.wait_for_ended(1, TIMEOUT);
    assert_eq!((seen[0].received, &seen[0].end), (4, &End::CloseNotify));

    let mut cut = client.connect(server.echo()).unwrap();
    cut.write_all(b"half").unwrap();
    cut.read_exact(&mut [0; 4]).unwrap();
    drop(cut.into_parts().1);
    let seen = server.wait_for_ended(2, TIMEOUT);
    assert_eq!((seen[1].received, &seen[1].end), (4, &End::Cut));
}

#[test]
fn a_cut_answer_lacks_its_close_notify() {
    let server = start();
    let client = Client::of(&server);
    let get = |path| format!("GET {path} HTTP/1.1\r\nHost: lab\r\n\r\n");
    let whole = client.exchange(server.https(), get("/whole").as_bytes());
    let whole = String::from_utf8(whole.unwrap()).unwrap();
    let advice = "open the valve\nonly while the pressure is low\n";
    assert!(whole.ends_with(&format!("\r\n\r\n{advice}")), "{whole}");

    let mut stream = client.connect(server.https()).unwrap();
    stream.write_all(get("/cut").as_bytes()).unwrap();
    let mut part = Vec::new();
    let error = stream.read_to_end(&mut part).unwrap_err();
    assert_eq!(error.kind(), std::io::ErrorKind::UnexpectedEof);
    assert!(part.ends_with(b"\r\n\r\nopen the valve\n"));
}

#[test]
fn the_protocol_is_agreed_upon() {
    let server = start();
    let client = Client::of(&server);
    let both = client.offering(&["h2", "http/1.1"]);
    both.exchange(server.https(), GET).unwrap();
    let seen = server.wait_for_ended(1, TIMEOUT);
    assert_eq!(seen[0].alpn.as_deref(), Some("http/1.1"));
    let h2 = client.offering(&["h2"]);
    let error = h2.exchange(server.https(), GET).unwrap_err().to_string();
    assert!(error.contains("NoApplicationProtocol"), "{error}");
    client
        .offering(&["h2"])
        .exchange(server.echo(), b"x")
        .unwrap();
}

#[test]
fn an_older_client_is_served() {
    let server = start();
    let client = Client::version_1_2(&server);
    client.exchange(server.https(), GET).unwrap();
    let seen = server.wait_for_ended(1, TIMEOUT);
    assert_eq!(seen[0].version, Some("1.2"));
}

/// An alert in the clear, and no reset that would take it away.
#[test]
fn who_speaks_plain_http_is_told_so() {
    let server = start();
    let mut stream = TcpStream::connect(server.https()).unwrap();
    stream.write_all(GET).unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    assert!(
        answer.starts_with(b"\x15\x03\x03\x00\x02\x02"),
        "{answer:?}"
    );
    drop(stream);
    let seen = server.wait_for_ended(1, TIMEOUT);
    assert!(matches!(seen[0].end, End::Failed(_)), "{:?}", seen[0]);
    assert_eq!((seen[0].received, server.received()), (0, 0));
}

/// A `.wire` compares lengths.
#[test]
fn certificates_are_equally_long_at_each_start() {
    let lengths = || {
        let server = start();
        let files = fs::read_dir(server.folder()).unwrap();
        let mut lengths: Vec<_> = files
            .map(|file| {
                let file = file.unwrap();
                (file.file_name(), file.metadata().unwrap().len())
            })
            .collect();
        lengths.sort();
        assert_eq!(lengths.len(), 9);
        lengths
    };
    let first = lengths();
    for _ in 0..20 {
        assert_eq!(lengths(), first);
    }
}

#[test]
fn the_files_are_the_owners_and_go_with_the_server() {
    let server = start();
    let key = server.ada_key();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = |path| fs::metadata(path).unwrap().permissions().mode();
        assert_eq!(mode(key.as_path()) & 0o777, 0o600);
        assert_eq!(mode(key.parent().unwrap()) & 0o777, 0o700);
    }
    drop(server);
    assert!(!key.parent().unwrap().exists());
}

#[test]
fn the_program_prints_its_files_and_removes_them() {
    let folder = env::temp_dir().join(format!("lab-tls-cli-{}", line!()));
    let folder = folder.with_extension(std::process::id().to_string());
    let mut command = Command::new(env!("CARGO_BIN_EXE_lab-tls"));
    command.arg("127.0.0.1:0").arg(&folder);
    let mut program = Program::start(command).unwrap();
    let deadline = Instant::now() + Duration::from_secs(30);
    let (seen, ready) = program.wait_until(deadline, |seen| {
        let last = seen.lines.last();
        last.is_some_and(|line| line.starts_with("listening on "))
    });
    assert!(ready, "{seen:?}");
    assert_eq!(seen.lines.len(), 7, "{seen:?}");
    let ca = folder.join("ca.pem");
    let line = format!("CA certificate: {}", ca.display());
    assert_eq!(seen.lines[0], line);
    assert!(ca.exists());
    program.end_input();
    let (_, ended) = program.wait_until(deadline, |seen| seen.ended);
    assert!(ended && !folder.exists());
    assert_eq!(program.exit_status(deadline).unwrap(), Some(0));
}

/// The certificates as OpenSSL reads them, where it is installed.
#[test]
fn openssl_says_the_same_of_each_certificate() {
    let server = start();
    let verify = |host: &str| -> Option<String> {
        let mut client = Command::new("openssl");
        let addr = server.https().to_string();
        client.args(["s_client", "-connect", &addr, "-x509_strict"]);
        client.args(["-servername", host, "-verify_hostname", host]);
        client.arg("-CAfile").arg(server.ca());
        let output = client.stdin(std::process::Stdio::null()).output();
        let said = String::from_utf8_lossy(&output.ok()?.stdout).into_owned();
        let line = said.lines().map(str::trim);
        let mut line = line.filter(|line| line.starts_with("Verif"));
        line.next().map(String::from)
    };
    if verify("good.example").is_none() {
        assert!(!is_required(), "openssl is not installed (see ci/peers)");
        return;
    }
    for (host, said) in [
        ("good.example", "Verification: OK"),
        ("chain.example", "Verification: OK"),
        (
            "wrong-name.example",
            "Verification error: hostname mismatch",
        ),
        (
            "expired.example",
            "Verification error: certificate has expired",
        ),
        (
            "not-yet.example",
            "Verification error: certificate is not yet valid",
        ),
    ] {
        assert_eq!(verify(host).as_deref(), Some(said), "{host}");
    }
    for host in [
        "unknown-issuer.example",
        "self-signed.example",
        "signed-by-leaf.example",
        "no-intermediate.example",
    ] {
        let said = verify(host).unwrap();
        assert!(said.starts_with("Verification error: "), "{host}: {said}");
    }
}

/// The same of what is written down for servers.
#[test]
fn openssl_takes_the_files_that_are_good() {
    let server = start();
    for (name, is_good) in [
        ("ada", true),
        ("good", true),
        ("renewed", true),
        ("expired", false),
    ] {
        let mut command = Command::new("openssl");
        command.args(["verify", "-x509_strict", "-CAfile"]);
        command.arg(server.ca());
        command.arg(server.folder().join(format!("{name}.pem")));
        let Ok(output) = command.output() else {
            assert!(!is_required(), "openssl is not installed");
            return;
        };
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.success(), is_good, "{name}: {said}");
        assert_eq!(said.contains("expired"), !is_good, "{name}: {said}");
    }
}

fn is_required() -> bool {
    env::var("PEERS").is_ok_and(|value| value == "required")
}
