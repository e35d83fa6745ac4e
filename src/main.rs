//! The `cyclorama` binary.
fn main() {}
