//! Datagrams: lost, repeated, held back, altered, late, one after another.

use std::collections::HashMap;
use std::convert::Infallible;
use std::io;
use std::net::{SocketAddr, UdpSocket};
use std::thread;
use std::time::{Duration, Instant};

use super::Options;
use crate::faults::{Choices, Line};

/// Longer than any datagram.
const LARGEST: usize = 65_535;

/// How many clients there may be; more are not served.
const CLIENTS: usize = 1000;

/// By how much a datagram is held back to be overtaken.
const HELD: Duration = Duration::from_millis(20);

/// How long a datagram is waited for where none waits to be handed on.
const LOOK: Duration = Duration::from_secs(1);

/// A client: the socket that stands for it, and its direction.
struct Client {
    socket: UdpSocket,
    way: Way,
}

/// Hands on what each client sends, and to it what comes back.
pub fn serve(
    socket: UdpSocket,
    options: &Options,
    say: impl Fn(String) + Clone + Send + 'static,
) -> io::Result<Infallible> {
    let mut clients: HashMap<SocketAddr, Client> = HashMap::new();
    let mut line: Line<(SocketAddr, Vec<u8>)> = Line::default();
    let mut buffer = vec![0; LARGEST];
    loop {
        while let Some((from, bytes)) = line.pop() {
            if let Some(client) = clients.get(&from) {
                // Nobody may be there. A network would not say so, either.
                let _ = client.socket.send(&bytes);
            }
        }
        wait_until_due(&socket, &line)?;
        let Ok((n, from)) = socket.recv_from(&mut buffer) else {
            continue;
        };
        if !clients.contains_key(&from) && clients.len() < CLIENTS {
            let client = Client::begin(&socket, from, options, say.clone())?;
            clients.insert(from, client);
        }
        if let Some(client) = clients.get_mut(&from) {
            let passed = client.way.pass(&buffer[..n], &say);
            for (due, bytes) in passed {
                line.push(due, (from, bytes));
            }
        }
    }
}

impl Client {
    fn begin(
        socket: &UdpSocket,
        client: SocketAddr,
        options: &Options,
        say: impl Fn(String) + Send + 'static,
    ) -> io::Result<Client> {
        let any = SocketAddr::new(options.listen.ip(), 0);
        let (back, own) = (socket.try_clone()?, UdpSocket::bind(any)?);
        own.connect(options.to)?;
        let from = own.try_clone()?;
        let way = Way::new('<', options);
        thread::spawn(move || come_back(&from, (&back, client), way, say));
        Ok(Client {
            socket: own,
            way: Way::new('>', options),
        })
    }
}

/// Hands what comes back to the client.
fn come_back(
    from: &UdpSocket,
    (to, client): (&UdpSocket, SocketAddr),
    mut way: Way,
    say: impl Fn(String),
) -> io::Result<Infallible> {
    let mut line: Line<Vec<u8>> = Line::default();
    let mut buffer = vec![0; LARGEST];
    loop {
        while let Some(bytes) = line.pop() {
            // As above: who has gone is not told of.
            let _ = to.send_to(&bytes, client);
        }
        wait_until_due(from, &line)?;
        if let Ok(n) = from.recv(&mut buffer) {
            for (due, bytes) in way.pass(&buffer[..n], &say) {
                line.push(due, bytes);
            }
        }
    }
}

fn wait_until_due<T>(socket: &UdpSocket, line: &Line<T>) -> io::Result<()> {
    let left = line.left().unwrap_or(LOOK);
    // A timeout of zero would be none at all.
    socket.set_read_timeout(Some(left.max(Duration::from_micros(1))))
}

/// One direction of one client: each of its datagrams has choices of its
/// own, so that what else happens does not change them.
struct Way {
    sign: char,
    options: Options,
    count: u64,
    /// When the last one has passed the narrow place.
    free: Instant,
}

impl Way {
    fn new(sign: char, options: &Options) -> Way {
        Way {
            sign,
            options: options.clone(),
            count: 0,
            free: Instant::now(),
        }
    }

    /// What comes of a datagram, and when; says what was done to it.
    fn pass(
        &mut self,
        bytes: &[u8],
        say: &impl Fn(String),
    ) -> Vec<(Instant, Vec<u8>)> {
        self.count += 1;
        let done = Done::to(bytes, self.sign, self.count, &self.options);
        let (sign, nth, n) = (self.sign, self.count, bytes.len());
        say(format!("{sign} {nth}: {n} bytes{}", done.words()));
        let due = self.through(n) + self.options.delay;
        let due = if done.held { due + HELD } else { due };
        let copies = done.copies;
        (0..copies).map(|_| (due, done.bytes.clone())).collect()
    }

    /// When it is through the narrow place, one behind the other.
    fn through(&mut self, bytes: usize) -> Instant {
        let now = Instant::now();
        let Some(rate) = self.options.rate else {
            return now;
        };
        let seconds = bytes as f64 / rate as f64;
        self.free = self.free.max(now) + Duration::from_secs_f64(seconds);
        self.free
    }
}

/// What was done to a datagram.
struct Done {
    bytes: Vec<u8>,
    copies: usize,
    held: bool,
    altered: Option<usize>,
}

impl Done {
    fn to(bytes: &[u8], sign: char, nth: u64, options: &Options) -> Done {
        let way = u64::from(sign == '<') << 63;
        // Numbers that lie close together begin far apart.
        let first = Choices::of(options.seed).number();
        let mut choices = Choices::of(first ^ way ^ nth);
        let lost = choices.happens(options.loss);
        let twice = choices.happens(options.twice);
        let held = choices.happens(options.reorder);
        let corrupt = choices.happens(options.corrupt) && !bytes.is_empty();
        let mut bytes = bytes.to_vec();
        let altered = corrupt.then(|| {
            let bit = choices.number() as usize % (bytes.len() * 8);
            bytes[bit / 8] ^= 0x80 >> (bit % 8);
            bit
        });
        let copies = if lost { 0 } else { 1 + usize::from(twice) };
        Done {
            bytes,
            copies,
            held,
            altered,
        }
    }

    fn words(&self) -> String {
        if self.copies == 0 {
            return ", lost".into();
        }
        let mut words = String::new();
        if self.copies == 2 {
            words += ", twice";
        }
        if self.held {
            words += ", held back";
        }
        if let Some(bit) = self.altered {
            words += &format!(", bit {bit} altered");
        }
        words
    }
}
