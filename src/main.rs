//! The `cyclorama` binary.
//!
//! In: the process's arguments. Out: its exit code. Not here: everything else (`cli`).
//! Invariant: nothing is decided in this file.

use std::process::ExitCode;

fn main() -> ExitCode {
    cyclorama::cli::main()
}
