//! TCP from the first segment to the last: both ends in one program.
//!
//!     cargo run -p ch02-tcp

use std::env;
use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::process;

fn main() {
    if env::args().len() > 1 {
        eprintln!("usage: ch02-tcp (the tour takes no arguments)");
        process::exit(2);
    }
    if let Err(error) = tour() {
        eprintln!("ch02-tcp: {error}");
        process::exit(1);
    }
}

fn tour() -> io::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    println!("server  listens at {}", listener.local_addr()?);

    let mut client = connect(&listener)?;
    let mut server = accept(&listener)?;
    end_one_direction(&client, &mut server)?;
    answer_all_the_same(&mut server, &mut client)?;
    refuse(listener)?;
    close(server, &mut client)
}

fn connect(listener: &TcpListener) -> io::Result<TcpStream> {
    let mut client = TcpStream::connect(listener.local_addr()?)?;
    println!("client  is connected, and nobody has called accept");
    client.write_all(b"one ")?;
    client.write_all(b"two ")?;
    println!("client  has written twice, and nobody has read");
    Ok(client)
}

fn accept(listener: &TcpListener) -> io::Result<TcpStream> {
    let (mut server, peer) = listener.accept()?;
    println!("server  accepts the connection from {peer}");
    let mut buffer = [0; 1024];
    let n = server.read(&mut buffer)?;
    let text = String::from_utf8_lossy(&buffer[..n]);
    println!("server  reads once: {text:?}");
    Ok(server)
}

fn end_one_direction(
    client: &TcpStream,
    server: &mut TcpStream,
) -> io::Result<()> {
    client.shutdown(Shutdown::Write)?;
    println!("client  will send no more");
    let n = server.read(&mut [0; 1024])?;
    println!("server  reads {n} bytes: the end of the stream");
    Ok(())
}

fn answer_all_the_same(
    server: &mut TcpStream,
    client: &mut TcpStream,
) -> io::Result<()> {
    server.write_all(b"three")?;
    let mut buffer = [0; 5];
    client.read_exact(&mut buffer)?;
    let text = String::from_utf8_lossy(&buffer);
    println!("client  can still read: {text:?}");
    Ok(())
}

fn refuse(listener: TcpListener) -> io::Result<()> {
    let addr = listener.local_addr()?;
    drop(listener);
    println!("server  listens no more; the connection goes on");
    // The connection still holds the port, so the kernel cannot give this
    // one the same port for its own end, and let it connect to itself.
    match TcpStream::connect(addr) {
        Ok(_) => Err(io::Error::other("a closed port took a connection")),
        Err(error) => {
            println!("another client tries: {error}");
            Ok(())
        }
    }
}

fn close(server: TcpStream, client: &mut TcpStream) -> io::Result<()> {
    drop(server);
    let n = client.read(&mut [0; 1024])?;
    println!("client  reads {n} bytes: both directions have ended");
    Ok(())
}
