//! curl, nginx and CPython: clients of the lab's server and of the chapter's,
//! and servers of the chapter's clients.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use lab_tls::Server as Lab;
use trials::{Chapter, Outcome, Server, TempDir, peer, program, python};

const GET: &str = env!("CARGO_BIN_EXE_https-get");
const CLIENT: &str = env!("CARGO_BIN_EXE_tls-echo-client");
const SERVER: &str = env!("CARGO_BIN_EXE_tls-echo-server");

type Checked = Result<(), String>;

pub fn trials(chapter: Chapter) -> Chapter {
    chapter
        .trial("curl::tells the lab's certificates apart", || {
            with(peer("curl"), curl)
        })
        .trial("nginx::serves https-get", || with(caged_nginx(), nginx))
        .trial("python::is served, and serves", || {
            with(python(&[]), cpython)
        })
}

fn with(
    peer: Result<PathBuf, Outcome>,
    check: fn(&Path) -> Checked,
) -> Outcome {
    match peer.map(|path| check(&path)) {
        Ok(Ok(())) => Outcome::Passed,
        Ok(Err(problem)) => Outcome::Failed(problem),
        Err(absent) => absent,
    }
}

fn lab() -> Result<Lab, String> {
    let free = ([127, 0, 0, 1], 0).into();
    Lab::start(free).map_err(|error| error.to_string())
}

/// The status and what is printed, errors last.
fn run(mut command: Command) -> Result<(Option<i32>, String), String> {
    let output = command.output().map_err(|error| error.to_string())?;
    let said = [output.stdout, output.stderr].concat();
    let said = String::from_utf8_lossy(&said).into_owned();
    Ok((output.status.code(), said))
}

/// 60 is curl's word for a certificate that it does not take.
fn curl(curl: &Path) -> Checked {
    let lab = lab()?;
    let port = lab.https().port();
    let get = |host: &str, page: &str, more: &[&str]| {
        let mut command = program(curl);
        command.args(["-sS", "--max-time", "20", "--noproxy", "*"]);
        command.args(["--resolve", &format!("{host}:{port}:127.0.0.1")]);
        command.arg("--cacert").arg(lab.ca()).args(more);
        command.arg(format!("https://{host}:{port}{page}"));
        run(command)
    };
    for host in [
        "wrong-name.example",
        "expired.example",
        "not-yet.example",
        "unknown-issuer.example",
        "self-signed.example",
        "no-intermediate.example",
        "signed-by-leaf.example",
    ] {
        let (status, said) = get(host, "/hello", &[])?;
        if status != Some(60) {
            return Err(format!("{host}: {status:?}, not 60: {said}"));
        }
    }
    if lab.received() != 0 {
        return Err("curl spoke to whom it did not take".into());
    }
    for host in ["good.example", "localhost", "chain.example"] {
        for version in ["1.2", "1.3"] {
            let (_, said) = get(host, "/hello", &["--tls-max", version])?;
            if said != "hello, world\n" {
                return Err(format!("{host}, TLS {version}: {said}"));
            }
        }
    }
    let (_, said) = get("good.example", "/bytes/3000000", &[])?;
    if said.len() != 3_000_000 {
        return Err(format!("{} bytes, not 3000000", said.len()));
    }
    Ok(())
}

/// In namespaces of its own, as chapter 4 has it: there a literal port is
/// free, and nginx ends with the script.
const NGINX: &str = "
user root root;
daemon on;
master_process off;
pid nginx.pid;
error_log nginx.log;
events { worker_connections 64; }
http {
    access_log off;
    client_body_temp_path body;
    proxy_temp_path proxy;
    fastcgi_temp_path fastcgi;
    uwsgi_temp_path uwsgi;
    scgi_temp_path scgi;
    server {
        listen 127.0.0.1:7660 ssl;
        ssl_certificate CERTIFICATES/good.pem;
        ssl_certificate_key CERTIFICATES/good.key;
        default_type text/plain;
        location = /hello { return 200 \"hello from nginx\\n\"; }
    }
    server {
        listen 127.0.0.1:7661 ssl;
        ssl_certificate CERTIFICATES/expired.pem;
        ssl_certificate_key CERTIFICATES/expired.key;
        location / { return 200 \"nobody is to read this\\n\"; }
    }
}
";

const SCRIPT: &str = "
set -e
ip link set lo up
\"$1\" -p \"$2\" -c \"$2/nginx.conf\" 2>/dev/null
\"$3\" https://127.0.0.1:7660/hello \"$4\"
! \"$3\" https://127.0.0.1:7661/hello \"$4\" 2>&1
";

const NAMESPACES: [&str; 5] = ["-r", "-n", "-p", "--fork", "--kill-child"];

/// nginx, where namespaces can be had to run it in.
fn caged_nginx() -> Result<PathBuf, Outcome> {
    let nginx = peer("nginx")?;
    let mut probe = program(peer("unshare")?);
    let probe = probe.args(NAMESPACES).arg("true").output();
    if probe.is_ok_and(|output| output.status.success()) {
        return Ok(nginx);
    }
    let reason = "no user namespace here to run nginx in".to_string();
    Err(Outcome::unless_required("PEERS", reason))
}

fn nginx(nginx: &Path) -> Checked {
    let lab = lab()?;
    let dir = TempDir::new().map_err(|error| error.to_string())?;
    let folder = lab.folder().display().to_string();
    let config = NGINX.replace("CERTIFICATES", &folder);
    fs::write(dir.path().join("nginx.conf"), config)
        .map_err(|error| error.to_string())?;
    let mut command = program("unshare");
    command.args(NAMESPACES).args(["sh", "-c", SCRIPT, "sh"]);
    command.arg(nginx).arg(dir.path()).arg(GET).arg(lab.ca());
    let (status, said) = run(command)?;
    let lines: Vec<&str> = said.lines().collect();
    let is_right = matches!(
        lines[..],
        ["200 OK", "hello from nginx", refused]
            if refused.contains("https://127.0.0.1:7661/hello: time: ")
    );
    if status == Some(0) && is_right {
        Ok(())
    } else {
        Err(format!("{status:?}: {said}"))
    }
}

/// Asks the server at the first address for an echo, then is one itself.
const PYTHON: &str = "
import socket, ssl, subprocess, sys, threading
addr, folder, client = sys.argv[1:]
ca = folder + '/ca.pem'
host, port = addr.rsplit(':', 1)
context = ssl.create_default_context(cafile=ca)
with socket.create_connection((host, int(port)), timeout=20) as tcp:
    with context.wrap_socket(tcp, server_hostname='good.example') as tls:
        tls.sendall(b'hello\\n')
        assert tls.recv(100) == b'hello\\n'

def serve(listener, context):
    for _ in range(2):
        with listener.accept()[0] as tcp:
            try:
                with context.wrap_socket(tcp, server_side=True) as tls:
                    tls.sendall(tls.recv(100))
                    tls.recv(100)
            except (ssl.SSLError, ConnectionError):
                pass

context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(folder + '/good.pem', folder + '/good.key')
listener = socket.create_server(('127.0.0.1', 0))
listener.settimeout(20)
threading.Thread(target=serve, args=(listener, context)).start()
addr = '127.0.0.1:%d' % listener.getsockname()[1]
for name in 'good.example', 'other.example':
    ran = subprocess.run([client, addr, name, 'line', ca],
                         capture_output=True, text=True, timeout=20)
    print(ran.returncode, ran.stdout + ran.stderr, end='')
";

fn cpython(python: &Path) -> Checked {
    let lab = lab()?;
    let mut command = program(SERVER);
    let file = |name: &str| lab.folder().join(name);
    command.arg("127.0.0.1:0");
    command.arg(file("good.pem")).arg(file("good.key"));
    let server = Server::start(command)?;
    let mut command = program(python);
    command.args(["-c", PYTHON, &server.addr.to_string()]);
    command.arg(lab.folder()).arg(CLIENT);
    let (status, said) = run(command)?;
    let lines: Vec<&str> = said.lines().collect();
    let is_right = matches!(
        lines[..],
        ["0 line", refused]
            if refused.starts_with("1 ") && refused.contains(": name: ")
    );
    if status == Some(0) && is_right {
        Ok(())
    } else {
        Err(format!("{status:?}: {said}"))
    }
}
