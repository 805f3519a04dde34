//! Who is refused, in which words, and that nothing was said to them: the
//! server itself counts what reaches it through TLS.

use std::time::Duration;

use lab_tls::{End, Server};
use trials::{Chapter, Outcome, program};

const CLIENT: &str = env!("CARGO_BIN_EXE_tls-echo-client");

/// Longer than anything here takes; it only ends what has gone wrong.
const TIMEOUT: Duration = Duration::from_secs(20);

/// A host of the lab, the check that it fails, and the client's alert.
const REFUSED: [(&str, &str, &str); 7] = [
    ("wrong-name.example", "name: ", "bad_certificate"),
    ("expired.example", "time: it expired", "certificate_expired"),
    ("not-yet.example", "time: it begins", "certificate_expired"),
    ("unknown-issuer.example", "chain: ", "unknown_ca"),
    ("self-signed.example", "chain: ", "unknown_ca"),
    ("no-intermediate.example", "chain: ", "unknown_ca"),
    ("signed-by-leaf.example", "chain: ", "certificate_unknown"),
];

pub fn trials(chapter: Chapter) -> Chapter {
    chapter
        .trial("refused::no byte is sent before the check", || {
            outcome(refused())
        })
        .trial("refused::an address is no name", || outcome(address()))
        .trial("refused::who is good gets all", || outcome(good()))
}

/// What a trial makes of it.
pub fn outcome(checked: Result<(), String>) -> Outcome {
    match checked {
        Ok(()) => Outcome::Passed,
        Err(problem) => Outcome::Failed(problem),
    }
}

fn start() -> Result<Server, String> {
    let free = ([127, 0, 0, 1], 0).into();
    Server::start(free).map_err(|error| error.to_string())
}

/// What the client says to this host, and whether all is well.
fn ask(server: &Server, name: &str) -> Result<(String, bool), String> {
    let mut client = program(CLIENT);
    client.args([&server.echo().to_string(), name, "hello"]);
    let output = client.arg(server.ca()).output();
    let output = output.map_err(|error| error.to_string())?;
    let said = [output.stdout, output.stderr].concat();
    let said = String::from_utf8_lossy(&said).into_owned();
    Ok((said, output.status.success()))
}

fn refused() -> Result<(), String> {
    let server = start()?;
    for (nth, (name, check, alert)) in (1..).zip(REFUSED) {
        let (said, accepted) = ask(&server, name)?;
        let words = format!(": {check}");
        if accepted || !said.contains(&words) || said.lines().count() != 1 {
            return Err(format!("{name}: not one line with {check:?}: {said}"));
        }
        let seen = server.wait_for_ended(nth, TIMEOUT);
        let end = seen.last().map(|seen| seen.end.clone());
        if end != Some(End::Alert(alert.into())) {
            return Err(format!("{name}: {seen:?}, and not {alert}"));
        }
    }
    match server.received() {
        0 => Ok(()),
        count => Err(format!("{count} bytes were sent to who was refused")),
    }
}

/// The certificate has 127.0.0.1, and no other address of IPv4.
fn address() -> Result<(), String> {
    let server = start()?;
    let (said, accepted) = ask(&server, "127.0.0.1")?;
    if !accepted || said != "hello\n" {
        return Err(format!("127.0.0.1 is in the certificate: {said}"));
    }
    let before = server.received();
    let (said, accepted) = ask(&server, "127.0.0.2")?;
    if accepted || !said.contains(": name: ") {
        return Err(format!("127.0.0.2 is in no certificate: {said}"));
    }
    server.wait_for_ended(2, TIMEOUT);
    if server.received() == before {
        Ok(())
    } else {
        Err("something was sent to who was refused".into())
    }
}

/// Or else the server might count nothing at all.
fn good() -> Result<(), String> {
    let server = start()?;
    for name in ["good.example", "localhost", "chain.example"] {
        let before = server.received();
        let (said, accepted) = ask(&server, name)?;
        if !accepted || said != "hello\n" {
            return Err(format!("{name}: {said}"));
        }
        let sent = server.received() - before;
        if sent != 6 {
            return Err(format!("{name}: the server got {sent} bytes, not 6"));
        }
    }
    Ok(())
}
