//! What a thread of the checker's sends while another one receives.

use std::io::Write;
use std::net::TcpStream;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use super::wire::is_no_answer;
use crate::clock;

/// How long the sender is waited for, which may have no processor.
const TURN: Duration = Duration::from_secs(1);
/// Who has tried so often since has begun the last of them since.
const TRIES: usize = 2;

/// How far it is.
#[derive(Debug)]
pub struct Sending {
    /// So many bytes have not been taken yet.
    left: AtomicUsize,
    /// So often nothing was taken for a slice of time.
    vain: AtomicUsize,
    over: AtomicBool,
}

impl Sending {
    /// So many bytes, of which none is sent yet.
    pub fn new(bytes: usize) -> Sending {
        Sending {
            left: AtomicUsize::new(bytes),
            vain: AtomicUsize::new(0),
            over: AtomicBool::new(false),
        }
    }

    /// How many bytes have not been taken yet.
    pub fn left(&self) -> usize {
        self.left.load(Ordering::SeqCst)
    }

    /// Sends all of it, unless it is stopped or the connection ends.
    pub fn all(&self, bytes: &[u8], stream: &mut TcpStream) {
        let mut rest = bytes;
        while !rest.is_empty() && !self.over.load(Ordering::SeqCst) {
            match stream.write(rest) {
                Ok(n) => rest = &rest[n..],
                Err(error) if is_no_answer(&error) => {
                    self.vain.fetch_add(1, Ordering::SeqCst);
                }
                // Nothing more can be sent.
                Err(_) => rest = &[],
            }
            self.left.store(rest.len(), Ordering::SeqCst);
        }
    }

    /// It sends no more.
    pub fn stop(&self) {
        self.over.store(true, Ordering::SeqCst);
    }

    /// Whether more was sent since so much was left, or may be: only who
    /// tries, and has nothing taken, waits for the other side.
    pub fn goes_on(&self, left: usize) -> bool {
        let vain = self.vain.load(Ordering::SeqCst) + TRIES;
        let tried = || self.vain.load(Ordering::SeqCst) >= vain;
        clock::wait(TURN, || self.left() != left || tried());
        left > 0 && (self.left() != left || !tried())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::TcpListener;

    #[test]
    fn who_has_no_processor_has_not_tried() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let addr = listener.local_addr().unwrap();
        let mut client = TcpStream::connect(addr).unwrap();
        let slice = Duration::from_millis(2);
        client.set_write_timeout(Some(slice)).unwrap();
        let (server, _) = listener.accept().unwrap();
        let bytes = vec![0; 32 << 20];
        let sending = Sending::new(bytes.len());
        // Nobody sends yet.
        assert!(sending.goes_on(bytes.len()));
        assert!(!sending.goes_on(0));
        std::thread::scope(|scope| {
            scope.spawn(|| sending.all(&bytes, &mut client));
            // The system takes some of it, and then nobody reads.
            while sending.goes_on(sending.left()) {}
            assert!(sending.left() > 0);
            drop(server);
        });
        assert_eq!(sending.left(), 0);
    }
}
