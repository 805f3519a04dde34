//! TCP peers that behave: `tcp-echo`, and how such a peer ends.

use std::convert::Infallible;
use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::thread;
use std::time::Duration;

/// Sends back what each client sends, each client in a thread of its own.
///
/// # Errors
/// None: an accept that fails (accept(2), "Error handling") is tried again.
pub fn serve_echo(listener: TcpListener) -> io::Result<Infallible> {
    serve(listener, |mut stream| {
        let mut buffer = [0; 16 * 1024];
        loop {
            match stream.read(&mut buffer)? {
                0 => return Ok(()),
                n => stream.write_all(&buffer[..n])?,
            }
        }
    })
}

/// Accepts for ever; a client's error ends that client only.
///
/// # Errors
/// None: an accept that fails (accept(2), "Error handling") is tried again.
pub fn serve(
    listener: TcpListener,
    client: impl Fn(TcpStream) -> io::Result<()> + Clone + Send + 'static,
) -> io::Result<Infallible> {
    loop {
        match listener.accept() {
            Ok((stream, _)) => {
                let client = client.clone();
                // Without a thread to spare the client is turned away.
                let _ = thread::Builder::new().spawn(move || client(stream));
            }
            // Out of descriptors: they come back as clients leave.
            Err(_) => thread::sleep(Duration::from_millis(10)),
        }
    }
}

/// Ends a connection in stages, as RFC 9112 §9.6 has it: its own half first,
/// and in a thread the rest, once the peer has ended its half as well. Where
/// bytes of the peer's are unread or on their way, a close is a reset (RFC 9293
/// §3.6.1), and whether the peer reads the end before that, or what was said,
/// would be chance.
pub fn end_in_stages(mut stream: TcpStream) {
    thread::spawn(move || -> io::Result<()> {
        stream.shutdown(Shutdown::Write)?;
        io::copy(&mut stream, &mut io::sink())?;
        Ok(())
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_come_back_and_so_does_the_end() -> io::Result<()> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let addr = listener.local_addr()?;
        thread::spawn(|| serve_echo(listener));
        let mut stream = TcpStream::connect(addr)?;
        stream.write_all(b"a\0b\n")?;
        stream.shutdown(Shutdown::Write)?;
        let mut reply = Vec::new();
        stream.read_to_end(&mut reply)?;
        assert_eq!(reply, b"a\0b\n");
        Ok(())
    }

    /// A close at once would reset the connection at the first of these bytes,
    /// and the second would find no connection.
    #[test]
    fn who_is_still_writing_reads_the_end() -> io::Result<()> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let mut client = TcpStream::connect(listener.local_addr()?)?;
        let (mut server, _) = listener.accept()?;
        server.write_all(b"enough")?;
        end_in_stages(server);
        for _ in 0..100 {
            client.write_all(b"more")?;
        }
        let mut reply = String::new();
        client.read_to_string(&mut reply)?;
        assert_eq!(reply, "enough");
        Ok(())
    }
}
