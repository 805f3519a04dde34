//! Where requests is told `verify=False`, somebody in between with a
//! certificate of their own making reads the password, and the program gets
//! the right page; where it checks, they get no byte of the request.

use std::io::{self, Read, Write};
use std::net::TcpListener;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use ch06_tls::{ServerTls, accept, connect};
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::{ClientConfig, ServerConfig};
use trials::{Measured, python_prints};

use crate::memory::{lab, trusting};

/// Longer than anything here takes.
const LIMIT: Duration = Duration::from_secs(20);

const SCRIPT: &str = "
import requests, sys, warnings
warnings.simplefilter('ignore')
url, ca = sys.argv[1:]
with requests.Session() as session:
    session.trust_env = False
    session.headers['Connection'] = 'close'
    try:
        answer = session.get(
            url, verify=ca or False, auth=('ada', 'sesame'), timeout=20
        )
        print(answer.status_code, answer.text, end='')
    except requests.exceptions.SSLError:
        print('SSLError')
";

pub fn run() -> Measured {
    let lab = lab()?;
    let ca = lab.ca().display().to_string();
    for (ca, read, printed) in [
        (&*ca, false, "SSLError\n"),
        ("", true, "200 hello, world\n"),
    ] {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let url = format!("https://{}/hello", listener.local_addr()?);
        let honest = Arc::new(trusting(&lab)?);
        let (own, to) = (own_certificate()?, lab.https().to_string());
        let proxy = thread::spawn(move || pass_on(&listener, own, &to, honest));
        let said = python_prints(&["requests"], SCRIPT, &[&url, ca])?;
        let request = proxy.join().expect("the proxy does not panic");
        assert_eq!(said, printed);
        // `ada:sesame` in Base64.
        let password = "Authorization: Basic YWRhOnNlc2FtZQ==";
        // Where it checks, the handshake is all that there is.
        let came = request.ok().map(|text| text.contains(password));
        assert_eq!(came, read.then_some(true));
    }
    Ok(())
}

/// A certificate that nobody has signed but its own key.
fn own_certificate() -> Result<Arc<ServerConfig>, Box<dyn std::error::Error>> {
    let own = rcgen::generate_simple_self_signed(["127.0.0.1".to_string()])?;
    let key = PrivatePkcs8KeyDer::from(own.signing_key.serialize_der());
    let config = ServerConfig::builder()
        .with_no_client_auth()
        .with_single_cert(
            vec![own.cert.der().clone()],
            PrivateKeyDer::from(key),
        )?;
    Ok(Arc::new(config))
}

/// Reads a request, hands it to the real server and its answer back. An error
/// is the handshake's.
fn pass_on(
    listener: &TcpListener,
    own: Arc<ServerConfig>,
    to: &str,
    honest: Arc<ClientConfig>,
) -> io::Result<String> {
    let (stream, _) = listener.accept()?;
    let mut client = accept(stream, own, LIMIT)?;
    let request = answered(&mut client, to, honest);
    Ok(request.expect("who has shaken hands goes on"))
}

fn answered(
    client: &mut ServerTls,
    to: &str,
    honest: Arc<ClientConfig>,
) -> io::Result<String> {
    let mut request = Vec::new();
    while !request.ends_with(b"\r\n\r\n") {
        let mut byte = [0];
        client.read_exact(&mut byte)?;
        request.push(byte[0]);
    }
    let mut server = connect(to, "good.example", honest, LIMIT)?;
    server.write_all(&request)?;
    let mut answer = Vec::new();
    server.read_to_end(&mut answer)?;
    client.write_all(&answer)?;
    client.conn.send_close_notify();
    client.flush()?;
    Ok(String::from_utf8_lossy(&request).into_owned())
}
