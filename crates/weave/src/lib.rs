//! Weaves listings and records into pages; builds and serves the book.
//!
//! A page says what to show by name, each directive alone on its line:
//!
//! | directive | shows |
//! |---|---|
//! | `{{#listing NAME fn A, fn T::B}}` | items of a program, the rest folded |
//! | `{{#listing NAME}}` | a whole program (a tour by its package's name) |
//! | `{{#listing NAME folded}}` | nothing but what is folded |
//! | `{{#listing NAME since OTHER fn A}}` | the same, with what is new marked |
//! | `{{#console STEM}}` | a record, one block a terminal |
//! | `{{#twin NAME}}` | a Python twin, folded |
//! | `{{#cargo-add PACKAGE}}` | the `cargo add` lines of a chapter |
//! | `{{#cargo-add PACKAGE CRATE}}` | that of a crate which few listings need |
//! | `{{#first-run PACKAGE}}` | the commands from nothing to its first run |
//! | `{{#wire STEM: TITLE}}` | a wire record: a sequence figure, the bytes |
//! | `{{#wire STEM again: TITLE}}` | once more, besides the whole elsewhere |
//! | `{{#wire STEM states: TITLE}}` | with TCP's states |
//! | `{{#wire STEM packets 4-6: TITLE}}` | the packets around them folded |
//! | `{{#wire STEM bytes 1,4: TITLE}}` | two packets open |
//! | `{{#task ID}}`, `{{#checks ID}}`, `{{#hints ID}}` | of an exercise |
//! | `{{#exercises}}` | the list of all exercises |
//! | `{{#items std}}`, `crates` | the index of what the listings use of it |
//! | `{{#errors}}` | the index of the errors in the records |
//!
//! A link to `fact:NAME` cites an experiment; the page lists at its end what
//! its experiments prove. `packet 4` in the prose leads to that packet in the
//! figure above; a link to `packet:STEM-4` to that of another figure.
//!
//! Fences of ```` ```sequence ```` and ```` ```packet ```` become figures
//! of the same kind, for what is not recorded.
//!
//! A page is made on one way. [`read`] parses the tree and [`page`] each
//! page, once; `check` finds what each piece of a page stands for and lists
//! all that is wrong; `edition` says what an edition has to render, and `web`
//! is the one that mdBook gets; `index` looks up from the other end. [`make`]
//! runs mdBook, and [`serve`] shows what it made.
//!
//! **Invariants:** what a page shows is a file that a test runs; every such
//! file is shown, and no line of it twice on a page; building opens no
//! socket, only [`serve`] does.

pub mod make;
pub mod page;
pub mod preprocess;
pub mod problem;
pub mod read;
pub mod serve;

mod book;
mod check;
mod clean_root;
mod edition;
mod index;
mod parallel;
mod warnings;
mod web;

/// Of every program that builds the book.
#[global_allocator]
static MEMORY: mimalloc::MiMalloc = mimalloc::MiMalloc;
