//! Log in by answering what the server asks.
//!
//!     cargo run -p ch05-ssh --bin ssh-auth-dialog -- [ADDR] [FILE] [USER]

use std::env;
use std::io::{self, BufRead, Read};
use std::process;
use std::time::Duration;

use ch05_ssh::plain;
use ssh2::{KeyboardInteractivePrompt, Prompt};

/// A person has to find their telephone first.
const PATIENCE: Duration = Duration::from_secs(60);

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
    let mut person = Person { failed: None };
    let result = connection
        .session
        .userauth_keyboard_interactive(user, &mut person);
    match (person.failed, result) {
        (Some(failed), _) => Err(failed),
        (None, result) => result.map_err(|e| deadline.explain(e.into())),
    }
}

/// Who answers. The library's callback cannot fail, so what went wrong is
/// kept here.
struct Person {
    failed: Option<io::Error>,
}

impl KeyboardInteractivePrompt for Person {
    fn prompt(
        &mut self,
        _user: &str,
        instructions: &str,
        prompts: &[Prompt<'_>],
    ) -> Vec<String> {
        if !instructions.is_empty() {
            eprintln!("{}", plain(instructions));
        }
        prompts.iter().map(|prompt| self.answer(prompt)).collect()
    }
}

impl Person {
    fn answer(&mut self, prompt: &Prompt<'_>) -> String {
        eprintln!("{}", plain(&prompt.text).trim_end());
        let answer = if prompt.echo {
            line()
        } else {
            ch05_ssh::secret("")
        };
        answer.unwrap_or_else(|error| {
            self.failed = Some(error);
            String::new()
        })
    }
}

/// What may be seen while it is typed.
fn line() -> io::Result<String> {
    let mut line = String::new();
    io::stdin().lock().take(1024).read_line(&mut line)?;
    Ok(line.trim_end_matches(['\r', '\n']).to_string())
}
