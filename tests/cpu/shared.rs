//! Where the data outside the project lies.
//!
//! In: the folder beside the project, and whether `CI` is set. Out: the folder, or a skip that says so.
//! Not here: the data. None of it is committed.
//! Invariant: on a desk its absence skips; with `CI` set it fails, so a green run there has used it.

use std::path::PathBuf;

/// `../shared`, or `None` with a message.
///
/// # Panics
/// When it is absent and `CI` is set.
pub(crate) fn shared() -> Option<PathBuf> {
    let folder = super::source::root().join("../shared");
    match present(folder.is_dir(), std::env::var_os("CI").is_some()) {
        Presence::Use => Some(folder),
        Presence::Skip => {
            eprintln!("skipped: {} is not there; this test reads its data", folder.display());
            None
        }
        Presence::Fail => panic!("{} is not there, and CI is set: nothing may be skipped", folder.display()),
    }
}

#[derive(Debug, PartialEq, Eq)]
enum Presence {
    Use,
    Skip,
    Fail,
}

fn present(is_there: bool, is_ci: bool) -> Presence {
    match (is_there, is_ci) {
        (true, _) => Presence::Use,
        (false, false) => Presence::Skip,
        (false, true) => Presence::Fail,
    }
}

#[test]
fn absent_data_skips_on_a_desk_and_fails_in_ci() {
    assert_eq!(present(false, false), Presence::Skip);
    assert_eq!(present(false, true), Presence::Fail);
    assert_eq!(present(true, true), Presence::Use);
    if let Some(folder) = shared() {
        assert!(folder.join("CONTRACT.md").is_file(), "{} is not the shared folder", folder.display());
    }
}
