//! Who may log in, and by which methods.

use std::borrow::Cow;

use russh::keys::PublicKey;
use russh::server::Auth;
use russh::{MethodKind, MethodSet};

/// Logs in by key alone.
pub const KEYS: &str = "keys";
/// Logs in by answers to questions alone.
pub const DIALOG: &str = "dialog";
/// Logs in by the key and then the password, and by neither alone.
pub const TWO: &str = "two";
/// Logs in as the first account does. Its files lie: see `liar`.
pub const MALLORY: &str = "mallory";

/// What a dialog asks besides the password, and what the answer is.
const QUESTION: &str = "The year of RFC 4256: ";
const ANSWER: &str = "2006";

/// The accounts, which all have one password and one key.
pub struct Accounts {
    pub user: String,
    pub password: String,
    pub key: PublicKey,
}

impl Accounts {
    /// The methods that the server names to a client who wants to be `user`
    /// (RFC 4252 §5.1), and has `shown` the first of two proofs or not. Of a
    /// name that is nobody's it says what it says of the first account.
    fn methods(user: &str, shown: bool) -> MethodSet {
        MethodSet::from(match user {
            TWO if shown => &[MethodKind::Password][..],
            KEYS | TWO => &[MethodKind::PublicKey],
            DIALOG => &[MethodKind::KeyboardInteractive],
            _ => &[MethodKind::PublicKey, MethodKind::Password],
        })
    }

    /// All that some account has.
    pub fn all_methods() -> MethodSet {
        MethodSet::from(
            &[
                MethodKind::PublicKey,
                MethodKind::Password,
                MethodKind::KeyboardInteractive,
            ][..],
        )
    }

    /// What a dialog asks, and whether the answer may be seen as it is typed
    /// (RFC 4256 §3.2).
    pub fn questions() -> Vec<(Cow<'static, str>, bool)> {
        vec![("Password: ".into(), false), (QUESTION.into(), true)]
    }

    pub fn opens_by_password(&self, user: &str, password: &str) -> bool {
        let right = same(password, &self.password);
        (user == TWO || self.first_or_liar(user)) && right
    }

    pub fn opens_by_key(&self, user: &str, key: &PublicKey) -> bool {
        let has_keys = [KEYS, TWO].contains(&user) || self.first_or_liar(user);
        has_keys && key.key_data() == self.key.key_data()
    }

    /// `answers` are those to the password's question and to [`QUESTION`].
    pub fn opens_by_dialog(&self, user: &str, answers: &[String]) -> bool {
        match answers {
            [password, year] => {
                let right = same(password, &self.password);
                user == DIALOG && right && year.trim() == ANSWER
            }
            _ => false,
        }
    }

    fn first_or_liar(&self, user: &str) -> bool {
        user == self.user || user == MALLORY
    }
}

/// What a client has shown where two proofs are asked for.
#[derive(Default)]
pub struct Proofs {
    key: bool,
}

impl Proofs {
    /// What one user has shown counts for no other (RFC 4252 §5).
    pub fn are_of(&mut self, user: &str) {
        self.key &= user == TWO;
    }

    /// What is said to who may not in, or not yet: a key that is the first of
    /// two proofs is a *partial success* (§5.1).
    pub fn refusal(
        &mut self,
        user: &str,
        method: &str,
        right: bool,
    ) -> Option<Auth> {
        let half = user == TWO && method == "publickey";
        let right = right && (half || user != TWO || self.key);
        self.key |= half && right;
        (half || !right).then(|| Auth::Reject {
            // Named again each time, so that a mistyped password is not the
            // last.
            proceed_with_methods: Some(Accounts::methods(user, self.key)),
            partial_success: right,
        })
    }
}

/// Compares every byte, so that the time says nothing of the first
/// difference.
fn same(given: &str, right: &str) -> bool {
    let differences = given.bytes().zip(right.bytes()).map(|(a, b)| a ^ b);
    given.len() == right.len() && differences.fold(0, |all, d| all | d) == 0
}
