//! The `cyclorama` binary.

use std::process::ExitCode;

fn main() -> ExitCode {
    cyclorama::cli::main()
}
