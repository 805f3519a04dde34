//! Chapter 1 in one program: an address, a name, a port, sockets, an error.
//!
//!     cargo run -p ch01-basics

use std::env;
use std::io::{self, ErrorKind};
use std::net::{
    Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener, TcpStream, ToSocketAddrs,
};
use std::process;

fn main() {
    if env::args().len() > 1 {
        eprintln!("usage: ch01-basics");
        process::exit(2);
    }
    if let Err(error) = tour() {
        eprintln!("ch01-basics: {error}");
        process::exit(1);
    }
}

fn tour() -> io::Result<()> {
    an_address_is_a_number();
    a_name_has_answers()?;
    let listener = port_zero_is_a_wish()?;
    let server = listener.local_addr()?;
    one_port_many_sockets(&listener)?;
    drop(listener);
    nobody_listens(server)
}

fn an_address_is_a_number() {
    println!("1. An address is a number.");
    println!("   127.0.0.1 is {}", u32::from(Ipv4Addr::LOCALHOST));
    println!("   ::1 is {}", u128::from(Ipv6Addr::LOCALHOST));
}

fn a_name_has_answers() -> io::Result<()> {
    // One answer or two: as many as this machine has for the name.
    let mut answers = ("localhost", 0).to_socket_addrs()?;
    let all_loopback = answers.all(|addr| addr.ip().is_loopback());
    println!("2. A name has to be looked up.");
    println!("   localhost leads to this machine: {all_loopback}");
    Ok(())
}

fn port_zero_is_a_wish() -> io::Result<TcpListener> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    println!("3. A server listens.");
    println!("   {}", listener.local_addr()?);
    Ok(listener)
}

fn one_port_many_sockets(listener: &TcpListener) -> io::Result<()> {
    let server = listener.local_addr()?;
    // Both connect before anybody calls accept: the kernel lets them wait.
    let _clients = [TcpStream::connect(server)?, TcpStream::connect(server)?];
    let accepted = [listener.accept()?.0, listener.accept()?.0];

    println!("4. Two clients connect to it.");
    for socket in accepted {
        println!("   {} to {}", socket.peer_addr()?, socket.local_addr()?);
    }
    Ok(())
}

fn nobody_listens(server: SocketAddr) -> io::Result<()> {
    println!("5. The server closes, and a third client comes.");
    match TcpStream::connect(server) {
        Ok(_) => println!("   somebody else has taken the port"),
        Err(error) if error.kind() == ErrorKind::ConnectionRefused => {
            println!("   ConnectionRefused");
        }
        Err(error) => return Err(error),
    }
    Ok(())
}
