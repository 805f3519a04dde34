//! Show a fingerprint in the other forms in which people and DNS compare it.
//!
//!     cargo run -p ch05-ssh --bin ssh-key-shapes -- [TYPE] [FINGERPRINT]

use std::env;
use std::process;

/// GitHub's, as its documentation has it.
const KNOWN: [&str; 2] = [
    "ssh-ed25519",
    "SHA256:+DiY3wvvV6TuJJhbpZisF/zLDA0zPMSvHdkr4UvCOqU",
];

fn main() {
    let args: Vec<String> = env::args().skip(1).collect();
    let [key_type, fingerprint] = match &args[..] {
        [] => KNOWN,
        [kind, fingerprint] => [kind.as_str(), fingerprint],
        _ => usage("two arguments or none: TYPE SHA256:…"),
    };
    match (number(key_type), bytes(fingerprint)) {
        (Some(number), Some(hash)) => {
            println!("{}", sshfp(number, &hash));
            print!("{}", picture(&hash));
        }
        _ => usage("not a type and its `SHA256:…`"),
    }
}

fn usage(problem: &str) -> ! {
    eprintln!("ssh-key-shapes: {problem}");
    process::exit(2);
}

/// How DNS numbers the types of keys (RFC 4255 §3.1.1, RFC 6594, RFC 7479).
fn number(key_type: &str) -> Option<u8> {
    match key_type {
        "ssh-rsa" => Some(1),
        "ssh-ed25519" => Some(4),
        ecdsa if ecdsa.starts_with("ecdsa-sha2-") => Some(3),
        _ => None,
    }
}

/// The 32 bytes that 43 digits of Base64 stand for.
fn bytes(fingerprint: &str) -> Option<Vec<u8>> {
    const DIGITS: &str =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let (mut bits, mut count, mut bytes) = (0, 0, Vec::new());
    for digit in fingerprint.strip_prefix("SHA256:")?.chars() {
        bits = (bits & 255) << 6 | DIGITS.find(digit)?;
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push((bits >> count & 255) as u8);
        }
    }
    (bytes.len() == 32).then_some(bytes)
}

/// The record that a zone would hold; 2 stands for SHA-256 (RFC 6594).
fn sshfp(number: u8, hash: &[u8]) -> String {
    let hash: String = hash.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("SSHFP {number} 2 {hash}")
}

/// OpenSSH's picture: a bishop starts in the middle and takes a diagonal step
/// for each two bits; how often it was on a square is the square's sign.
const SIGNS: &[u8] = b" .o+=*BOX@%&#/^SE";
const WIDTH: usize = 17;
const HEIGHT: usize = 9;

fn picture(hash: &[u8]) -> String {
    let mut visits = [[0; WIDTH]; HEIGHT];
    let (start, end) = (SIGNS.len() - 2, SIGNS.len() - 1);
    let (mut x, mut y) = (WIDTH / 2, HEIGHT / 2);
    for bits in hash.iter().flat_map(|b| [0, 2, 4, 6].map(|n| b >> n & 3)) {
        x = step(x, bits & 1 == 1, WIDTH);
        y = step(y, bits & 2 == 2, HEIGHT);
        visits[y][x] = (visits[y][x] + 1).min(start - 1);
    }
    visits[HEIGHT / 2][WIDTH / 2] = start;
    visits[y][x] = end;
    let line = |row: &[usize; WIDTH]| -> String {
        row.iter().map(|n| char::from(SIGNS[*n])).collect()
    };
    visits
        .iter()
        .map(|row| format!("|{}|\n", line(row)))
        .collect()
}

/// A wall stops it.
fn step(at: usize, up: bool, limit: usize) -> usize {
    if up {
        (at + 1).min(limit - 1)
    } else {
        at.saturating_sub(1)
    }
}
