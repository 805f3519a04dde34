//! Log in by answering what the server asks.
//!
//!     cargo run -p ch05-ssh --bin ssh-auth-dialog -- [ADDR] [FILE] [USER]

use std::env;
use std::io::{self, BufRead, Read};
use std::process;
use std::time::Duration;

use ch05_ssh::{Connection, plain};
use ssh2::{KeyboardInteractivePrompt, Prompt};

/// A person has to find their telephone first.
const PATIENCE: Duration = Duration::from_secs(60);

/// More requests than any honest server needs.
const REQUESTS: usize = 10;

fn main() {
    let mut args = env::args().skip(1);
    let addr = args.next().unwrap_or("127.0.0.1:7550".into());
    let file = args.next().unwrap_or("target/lab/known_hosts".into());
    let user = args.next().unwrap_or("dialog".into());

    match login(&addr, &file, &user) {
        Ok(()) => println!("{user} is logged in"),
        Err(error) => {
            eprintln!("ssh-auth-dialog: {addr}: {error}");
            process::exit(1);
        }
    }
}

fn login(addr: &str, file: &str, user: &str) -> io::Result<()> {
    let connection = ch05_ssh::connect_verified(addr, file)?;
    // One call lasts as long as the whole dialog, the person's part with it.
    connection.session.set_timeout(PATIENCE.as_millis() as u32);
    let deadline = connection.deadline(PATIENCE)?;
    let mut person = Person {
        link: &connection,
        requests: 0,
        failed: None,
    };
    let result = connection
        .session
        .userauth_keyboard_interactive(user, &mut person);
    match (person.failed, result) {
        (Some(failed), _) => Err(failed),
        (None, result) => result.map_err(|e| deadline.explain(e.into())),
    }
}

/// Who answers.
struct Person<'a> {
    link: &'a Connection,
    requests: usize,
    failed: Option<io::Error>,
}

impl KeyboardInteractivePrompt for Person<'_> {
    fn prompt(
        &mut self,
        title: &str,
        instructions: &str,
        prompts: &[Prompt<'_>],
    ) -> Vec<String> {
        let text = [title, instructions].into_iter().flat_map(str::lines);
        text.for_each(|line| eprintln!("{}", plain(line)));
        self.requests += 1;
        let answers = if self.requests > REQUESTS {
            Err(io::Error::other("the server does not stop asking"))
        } else {
            prompts.iter().map(answer).collect()
        };
        answers.unwrap_or_else(|error| {
            // The call cannot be told. Without a connection it ends.
            self.failed = Some(error);
            self.link.cut();
            Vec::new()
        })
    }
}

fn answer(prompt: &Prompt<'_>) -> io::Result<String> {
    eprintln!("{}", plain(&prompt.text).trim_end());
    if prompt.echo {
        line()
    } else {
        ch05_ssh::secret("")
    }
}

/// What may be seen while it is typed.
fn line() -> io::Result<String> {
    let mut line = String::new();
    io::stdin().lock().take(1024).read_line(&mut line)?;
    Ok(line.trim_end_matches(['\r', '\n']).to_string())
}
