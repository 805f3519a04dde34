//! Files that somebody could have, and some that nobody should.

/// Numbers that look random, and are the same for the same seed
/// (splitmix64).
pub struct Dice(pub u64);

impl Dice {
    fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ self.0 >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ z >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ z >> 31
    }

    pub fn below(&mut self, end: usize) -> usize {
        (self.roll() % end as u64) as usize
    }

    fn one_in(&mut self, n: usize) -> bool {
        self.below(n) == 0
    }

    fn pick<T: Clone>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())].clone()
    }
}

/// Whom a file is for, and what may be in it.
pub struct Target {
    /// The host as it is typed.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// The types and keys of its server.
    pub good: Vec<String>,
    /// Those of nobody here.
    pub others: Vec<String>,
    /// Its names and others', hashed by `ssh-keygen -H`.
    pub hashed: Vec<String>,
}

/// A file of up to eight lines, and empty ones.
pub fn file(dice: &mut Dice, target: &Target) -> Vec<u8> {
    let mut file = Vec::new();
    if dice.one_in(6) {
        // The plain name counts where there is no line with the port.
        let good = format!("\n{} {}\n", target.host, dice.pick(&target.good));
        file.extend(full_name(target).into_bytes());
        file.extend(b" ");
        file.extend(key(dice, target));
        file.extend(good.into_bytes());
    }
    for _ in 0..dice.below(7) {
        file.extend(line(dice, target));
        let ends: &[&[u8]] = &[b"\n", b"\n", b"\n", b"\r\n", b"\n\n", b"\r"];
        // Now and then two lines run into each other.
        if !dice.one_in(40) {
            let usual = !dice.one_in(4);
            file.extend(if usual { b"\n" } else { dice.pick(ends) });
        }
    }
    file
}

fn line(dice: &mut Dice, target: &Target) -> Vec<u8> {
    if dice.one_in(25) {
        let odd: &[&[u8]] = &[
            b"# comment",
            b" \t# J\xfcrgen",
            b"",
            b" \t",
            b"one-word",
            b"\xff\xfe\x00",
            b"|1|",
        ];
        return dice.pick(odd).to_vec();
    }
    let gap = gap(dice);
    let mut line = Vec::new();
    if dice.one_in(20) {
        line.extend(dice.pick(&[&b" "[..], b"\t", b"\x0c", b"\0"]));
    }
    if dice.one_in(4) {
        let odd = dice.one_in(12);
        line.extend(if odd { odd_marker(dice) } else { marker(dice) });
        line.extend(gap);
    }
    line.extend(names(dice, target));
    line.extend(gap);
    line.extend(key(dice, target));
    let comment: &[&[u8]] = &[b"", b"", b" me@here", b" J\xfcrgen", b"\t#"];
    line.extend(dice.pick(comment));
    line
}

fn gap(dice: &mut Dice) -> &'static [u8] {
    if dice.one_in(20) {
        dice.pick(&[&b"\t"[..], b"  ", b" \t ", b"\x0b", b"\x0c", b"\xa0"])
    } else {
        b" "
    }
}

fn marker(dice: &mut Dice) -> &'static [u8] {
    dice.pick(&[&b"@revoked"[..], b"@revoked", b"@cert-authority"])
}

fn odd_marker(dice: &mut Dice) -> &'static [u8] {
    dice.pick(&[&b"@Revoked"[..], b"@", b"@what", b"@revoked @revoked"])
}

/// A list of names, most often of one.
fn names(dice: &mut Dice, target: &Target) -> Vec<u8> {
    let mut names = name(dice, target);
    while dice.one_in(3) {
        names.push(b',');
        names.extend(name(dice, target));
    }
    match dice.below(30) {
        0 => names.push(b','),
        1 => names.insert(0, b','),
        2 => names.insert(0, b'\xff'),
        3 => names.extend(b",\xff"),
        _ => {}
    }
    names
}

fn name(dice: &mut Dice, target: &Target) -> Vec<u8> {
    let mut name = match dice.below(10) {
        0..5 => full_name(target),
        5 => target.host.clone(),
        6 => other_name(dice, target),
        7 => pattern(dice, target),
        _ => dice.pick(&target.hashed),
    };
    if dice.one_in(12) {
        name.insert(0, '!');
    }
    match dice.below(20) {
        0 => name = name.to_ascii_uppercase(),
        1 => name = name.to_ascii_lowercase(),
        2 => drop(name.pop()),
        3 => name.push('x'),
        _ => {}
    }
    name.into_bytes()
}

/// As OpenSSH writes it.
fn full_name(target: &Target) -> String {
    let Target { host, port, .. } = target;
    let host = host.to_ascii_lowercase();
    match port {
        22 => host,
        _ => format!("[{host}]:{port}"),
    }
}

fn other_name(dice: &mut Dice, target: &Target) -> String {
    let Target { host, port, .. } = target;
    dice.pick(&[
        "elsewhere".into(),
        format!("[elsewhere]:{port}"),
        format!("[{host}]:7560"),
        format!("[{host}]:22"),
        format!("[{host}]"),
        format!("{host}:{port}"),
        format!("[{host}]:0{port}"),
    ])
}

fn pattern(dice: &mut Dice, target: &Target) -> String {
    let Target { host, port, .. } = target;
    dice.pick(&[
        "*".into(),
        "*.example".into(),
        "*.elsewhere".into(),
        "127.0.0.?".into(),
        format!("[*]:{port}"),
        format!("[{host}]:*"),
        format!("?{}", &host[1..]),
    ])
}

/// A type and a key, and what becomes of them in careless hands.
fn key(dice: &mut Dice, target: &Target) -> Vec<u8> {
    let of = dice.one_in(3);
    let of = if of { &target.others } else { &target.good };
    let key = dice.pick(of);
    let (key_type, data) = key.split_once(' ').unwrap_or_default();
    match dice.below(100) {
        0 => b"1024 65537 12345678901234567890".to_vec(),
        1 => format!("ssh-rsa {data}").into_bytes(),
        2 => format!("{} {data}", key_type.to_uppercase()).into_bytes(),
        3 => key.as_bytes()[..key.len() - 5].to_vec(),
        4 => key.trim_end_matches('=').into(),
        5 => format!("{key}=").into_bytes(),
        6 => format!("{key}AAAA").into_bytes(),
        7 => format!("{key_type} ?{data}").into_bytes(),
        8 => [key.as_bytes(), b"\xff"].concat(),
        9 => key_type.into(),
        10 => data.into(),
        11 => format!("{key_type} {}", data.to_lowercase()).into_bytes(),
        12 => format!("{key_type}  {data}").into_bytes(),
        13 => format!("rsa-sha2-512 {data}").into_bytes(),
        14 => format!("{key_type} {}\0{}", &data[..9], &data[9..]).into(),
        _ => key.into_bytes(),
    }
}
