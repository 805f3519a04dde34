//! The exercises and their tool, from outside. One program, so that its
//! tests wait side by side; a test that cannot run here is ignored with the
//! reason.

mod checkout;
#[cfg(unix)]
mod elsewhere;
mod gate;
mod grading;
#[cfg(unix)]
mod hostile;
mod learner;
mod lost;
mod proof;

use std::env;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use libtest_mimic::{Arguments, Completion, Trial};

/// What keeps a test from running here, if anything does.
type Obstacle = fn() -> Option<&'static str>;

/// Tests by their paths, and what may be in their way.
macro_rules! trials {
    ($obstacle:expr; $($path:path),* $(,)?) => {
        vec![$(trial(stringify!($path), $obstacle, $path)),*]
    };
}

fn main() {
    proof::work_if_told();
    let mut arguments = Arguments::from_args();
    // They wait for programs more than they work.
    arguments.test_threads.get_or_insert(8);
    let mut all = trials![no_cargo;
        gate::every_exercise_passes_the_gate,
    ];
    // These two work longest, and nobody is to wait for one of them alone.
    all.extend(trials![none; proof::nothing_is_lost_whatever_is_killed]);
    all.extend(trials![no_cargo;
        grading::only_the_editable_files_count,
        grading::what_is_missing_counts_as_none_of_its_checks,
        grading::what_does_not_compile_fails_every_check,
        learner::from_the_start_to_a_pass,
        learner::another_program_may_be_judged_and_none_replaces_it,
        learner::what_does_not_compile_is_cargos_to_tell,
    ]);
    #[cfg(unix)]
    all.extend(trials![no_cargo;
        learner::a_failure_is_shown_with_the_last_calls,
        elsewhere::a_checkout_may_be_copied_moved_and_have_a_space,
        elsewhere::folders_of_the_learners_own_are_in_nobodys_way,
    ]);
    #[cfg(unix)]
    all.extend(trials![none;
        grading::another_language_is_graded_by_its_command,
        lost::a_watcher_keeps_what_other_terminals_do,
        lost::eight_hints_at_once_are_eight,
        lost::progress_that_cannot_be_read_is_put_aside,
        lost::done_keeps_its_day_and_a_later_failure_is_said,
        lost::a_full_disk_leaves_what_was_there,
        lost::a_reader_who_leaves_changes_no_verdict,
        lost::every_command_has_help_and_knows_its_flags,
        lost::who_waits_says_for_what,
        elsewhere::where_cargo_fails_the_program_does_not,
    ]);
    #[cfg(unix)]
    all.extend(trials![none;
        hostile::exits_at_once,
        hostile::complains_and_exits,
        hostile::panics,
        hostile::prints_no_ready_line,
        hostile::closes_its_standard_output,
        hostile::binds_another_address,
        hostile::says_that_it_listens_and_does_not,
        hostile::floods_its_standard_output,
    ]);
    #[cfg(target_os = "linux")]
    all.extend(trials![none;
        lost::output_that_is_lost_is_a_failure,
        lost::a_terminal_that_closes_ends_what_a_check_started,
        hostile::leaves_nothing_behind::a_child,
        hostile::leaves_nothing_behind::who_ignores_signals,
        hostile::leaves_nothing_behind::a_session_of_its_own,
        hostile::leaves_nothing_behind::who_forks_twice,
        hostile::leaves_nothing_behind::who_holds_the_pipe_open,
    ]);
    libtest_mimic::run(&arguments, all).exit();
}

fn trial(name: &str, obstacle: Obstacle, run: fn()) -> Trial {
    // The macro writes paths with spaces in some versions of Rust.
    let name = name.replace(' ', "");
    Trial::ignorable_test(name, move || match obstacle() {
        Some(reason) => Ok(Completion::ignored_with(reason)),
        None => {
            run();
            Ok(Completion::Completed)
        }
    })
}

fn none() -> Option<&'static str> {
    None
}

/// Where the tests were built by somebody else, cargo may be out of reach,
/// or its target folder not ours to write.
fn no_cargo() -> Option<&'static str> {
    let cargo = env::var_os("CARGO").unwrap_or("cargo".into());
    let mut version = Command::new(cargo);
    version.arg("--version").stdout(Stdio::null());
    if !version.status().is_ok_and(|status| status.success()) {
        return Some("cargo cannot be run here");
    }
    match tempfile::tempfile_in(target()) {
        Ok(_) => None,
        Err(_) => Some("cargo's target folder cannot be written"),
    }
}

fn target() -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let named = env::var_os("CARGO_TARGET_DIR").map(PathBuf::from);
    named.unwrap_or_else(|| root.join("target"))
}
