//! The real thing: curl and requests as clients of the lab's server, nginx
//! as a server of the listings.

use std::fs;
use std::path::PathBuf;

use assert_cmd::Command;
use trials::{Chapter, Outcome, Server, TempDir, lab, peer, program, python};

use crate::{ANY_BODY, BY_HAND, GET, STATUS, TIMEOUT, printed, run};

const FOLLOW: &str = env!("CARGO_BIN_EXE_http-follow");
const GZIP: &str = env!("CARGO_BIN_EXE_http-gzip");
const TUNNEL: &str = env!("CARGO_BIN_EXE_http-tunnel");

pub fn trials(chapter: Chapter) -> Chapter {
    chapter
        .trial("lab::curl is served", || with(peer("curl"), curl))
        .trial("lab::requests is served", || {
            with(python(&["requests"]), requests)
        })
        .trial("nginx::serves the listings", || with(peer("nginx"), nginx))
        .trial("http.server::serves the listings", || {
            with(python(&[]), http_server)
        })
        .trial("http-tunnel::curl is tunneled", || {
            with(peer("curl"), tunneled)
        })
}

fn with(
    peer: Result<PathBuf, Outcome>,
    check: fn(PathBuf) -> Outcome,
) -> Outcome {
    peer.map_or_else(|absent| absent, check)
}

fn curl(path: PathBuf) -> Outcome {
    let server = match Server::start(lab(&["http", "127.0.0.1:0"])) {
        Ok(server) => server,
        Err(problem) => return Outcome::Failed(problem),
    };
    let base = format!("http://{}", server.addr);
    let url = |page: &str| format!("{base}{page}");
    let curl = |args: &[&str]| {
        let mut command = Command::from_std(program(&path));
        command.args(["-sS", "--max-time", "20"]).args(args);
        command
            .timeout(TIMEOUT)
            .write_stdin("piped ".repeat(50_000));
        command.assert().success()
    };

    curl(&[&url("/hello")]).stdout("hello, world\n");
    curl(&[&url("/chunked")]).stdout("hello, chunked world\n");
    curl(&["-0", &url("/chunked")]).stdout("hello, chunked world\n");
    curl(&["-L", &url("/redirect")]).stdout("hello, world\n");
    curl(&["-d", "a=b", &url("/echo")]).stdout("a=b");
    // What is piped goes in chunks, and `Expect` makes curl ask first.
    let ask = ["-T", "-", "-H", "Expect: 100-continue"];
    curl(&[&ask[..], &[&url("/echo")]].concat())
        .stdout("piped ".repeat(50_000));

    let write_out = |what: &str, args: &[&str]| {
        let quiet = ["-o", "/dev/null", "-o", "/dev/null", "-w", what];
        curl(&[&quiet[..], args].concat())
    };
    write_out("%{http_code}", &["-I", &url("/slow")]).stdout("200");
    write_out("%{http_code}", &[&url("/none")]).stdout("404");
    write_out("%{http_code}", &["-d", "x", &url("/hello")]).stdout("405");
    // Two requests, and a connection is made for the first alone.
    let hello = url("/hello");
    write_out("%{num_connects}", &[&hello, &hello]).stdout("10");
    Outcome::Passed
}

fn requests(python: PathBuf) -> Outcome {
    let server = match Server::start(lab(&["http", "127.0.0.1:0"])) {
        Ok(server) => server,
        Err(problem) => return Outcome::Failed(problem),
    };
    let script = "
import requests, sys
base = sys.argv[1]
with requests.Session() as session:
    session.trust_env = False
    get = lambda path: session.get(base + path, timeout=20)
    post = lambda **body: session.post(base + '/echo', timeout=20, **body)
    assert get('/hello').text == 'hello, world\\n'
    assert get('/chunked').text == 'hello, chunked world\\n'
    assert get('/json').json() == {'name': 'Ada', 'born': 1815}
    assert get('/redirect').url == base + '/hello'
    assert get('/none').status_code == 404
    assert len(get('/bytes/3000000').content) == 3000000
    for visits in 1, 2:
        assert get('/cookies').text == f'visits={visits}\\n'
    assert post(json={'a': [1, 2]}).json() == {'a': [1, 2]}
    assert post(data=(b'chunk' for _ in range(3))).text == 'chunk' * 3
    assert post(data=b'x' * 2000000).status_code == 413
";
    let mut command = Command::from_std(program(python));
    command
        .args(["-c", script])
        .arg(format!("http://{}", server.addr));
    command.timeout(TIMEOUT).assert().success();
    Outcome::Passed
}

/// It speaks HTTP/1.0, and one of its pages ends with the connection.
const HTTP_SERVER: &str = "
from http.server import BaseHTTPRequestHandler, HTTPServer

class Pages(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        if self.path == '/length':
            self.send_header('Content-Length', '6')
        self.end_headers()
        self.wfile.write(b'hello\\n')

    do_HEAD = do_GET

server = HTTPServer(('127.0.0.1', 0), Pages)
print('listening on 127.0.0.1:%d' % server.server_port, flush=True)
server.serve_forever()
";

fn http_server(python: PathBuf) -> Outcome {
    let mut command = program(python);
    command.args(["-c", HTTP_SERVER]);
    let server = match Server::start(command) {
        Ok(server) => server,
        Err(problem) => return Outcome::Failed(problem),
    };
    let addr = server.addr.to_string();
    let asked = |path: &str| printed(run(ANY_BODY, [&addr, path]));
    assert_eq!(asked("/length"), "HTTP/1.0 200, a body of 6 bytes\nhello\n");
    assert_eq!(asked("/"), "HTTP/1.0 200, a body up to the close\nhello\n");
    // It sends a body after a HEAD, which no server may, and nobody takes it
    // for one.
    let head = printed(run(ANY_BODY, [&addr, "/", "HEAD"]));
    assert_eq!(head, "HTTP/1.0 200, no body\n");
    Outcome::Passed
}

/// curl asks the small proxy for a tunnel to the lab, and for another one.
fn tunneled(path: PathBuf) -> Outcome {
    let lab = match Server::start(lab(&["http", "127.0.0.1:0"])) {
        Ok(server) => server,
        Err(problem) => return Outcome::Failed(problem),
    };
    let mut command = program(TUNNEL);
    command.args(["127.0.0.1:0", &lab.addr.to_string()]);
    let tunnel = match Server::start(command) {
        Ok(server) => server,
        Err(problem) => return Outcome::Failed(problem),
    };
    let curl = |url: &str| {
        let mut command = Command::from_std(program(&path));
        let proxy = format!("http://{}", tunnel.addr);
        command.args(["-sS", "--max-time", "20", "-p", "-x", &proxy, url]);
        command.timeout(TIMEOUT).assert()
    };
    let hello = format!("http://{}/hello", lab.addr);
    curl(&hello).success().stdout("hello, world\n");
    curl("http://127.0.0.1:1/").failure();
    Outcome::Passed
}

/// One process, no change of user: so nginx runs in namespaces of its own,
/// where a literal port is free. It returns once it listens, and the process
/// namespace ends it with the script.
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
        listen 127.0.0.1:7460;
        default_type text/plain;
        gzip on;
        gzip_min_length 0;
        location = /hello { return 200 \"hello from nginx\\n\"; }
        location = /moved { return 302 /hello; }
        location = /rows { alias rows; }
        location / { return 404 \"nothing here\\n\"; }
    }
}
";

const SCRIPT: &str = "
set -e
ip link set lo up
\"$1\" -p \"$2\" -c \"$2/nginx.conf\" 2>/dev/null
\"$3\" http://127.0.0.1:7460/hello
\"$3\" http://127.0.0.1:7460/moved >/dev/null
\"$4\" 127.0.0.1:7460 /hello | tail -n 2
\"$5\" http://127.0.0.1:7460/none
\"$6\" 127.0.0.1:7460 /hello
\"$6\" 127.0.0.1:7460 /rows HEAD
\"$6\" 127.0.0.1:7460 /missing GET
\"$7\" http://127.0.0.1:7460/moved
\"$8\" http://127.0.0.1:7460/rows | tail -n 1
";

fn nginx(nginx: PathBuf) -> Outcome {
    let unshare = match peer("unshare") {
        Ok(unshare) => unshare,
        Err(outcome) => return outcome,
    };
    let namespaces = ["-r", "-n", "-p", "--fork", "--kill-child"];
    let probe = program(&unshare).args(namespaces).arg("true").output();
    if !probe.is_ok_and(|output| output.status.success()) {
        let reason = "no user namespace here to run nginx in".to_string();
        return Outcome::unless_required("PEERS", reason);
    }
    let dir = match TempDir::new() {
        Ok(dir) => dir,
        Err(error) => return Outcome::Failed(error.to_string()),
    };
    if let Err(error) = fs::write(dir.path().join("nginx.conf"), NGINX) {
        return Outcome::Failed(error.to_string());
    }
    let rows = "a row of a text that nginx packs\n".repeat(1000);
    if let Err(error) = fs::write(dir.path().join("rows"), rows) {
        return Outcome::Failed(error.to_string());
    }
    let mut command = Command::from_std(program(unshare));
    command.args(namespaces).args(["sh", "-c", SCRIPT, "sh"]);
    command.arg(nginx).arg(dir.path());
    command.args([GET, BY_HAND, STATUS, ANY_BODY, FOLLOW, GZIP]);
    command.timeout(TIMEOUT);
    command.assert().success().stdout(
        "200 OK\nhello from nginx\n\
         and a body of 17 bytes:\nhello from nginx\n\
         as an error:  404\nas an answer: 404 Not Found\nnothing here\n\
         HTTP/1.1 200, a body of 17 bytes\nhello from nginx\n\
         HTTP/1.1 200, no body\n\
         HTTP/1.1 404, a body of 13 bytes\nnothing here\n\
         302 Found http://127.0.0.1:7460/moved\n\
         200 OK http://127.0.0.1:7460/hello\nhello from nginx\n\
         a row of a text that nginx packs\n",
    );
    Outcome::Passed
}
