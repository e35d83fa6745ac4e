//! Probe kernels put together: the program's shader library, and the kernels that only tests run.
//!
//! In: a path under `shaders/`. Out: one WGSL text with its line table. Not here: running it (`gpu/twins`).
//! Invariant: `lib/` comes through the program's own resolver, so a probe tests what the program draws with.

use cyclorama::gpu::shader::{Stitched, stitch};

/// A stitched module of a path under `shaders/`; probes are read from disk, since the program does not carry them.
pub(crate) fn stitched(path: &str) -> Stitched {
    if !path.starts_with("probe/") {
        return stitch(path).unwrap_or_else(|error| panic!("{error}"));
    }
    let place = concat!(env!("CARGO_MANIFEST_DIR"), "/shaders/");
    let own =
        std::fs::read_to_string(format!("{place}{path}")).unwrap_or_else(|error| panic!("{path}: {error}"));
    let mut whole = Stitched { text: String::new(), lines: Vec::new() };
    for (index, line) in own.lines().enumerate() {
        if let Some(include) = line.strip_prefix("// @include ") {
            let part = stitched(include.trim());
            whole.text.push_str(&part.text);
            whole.lines.extend(part.lines);
        } else {
            whole.text.push_str(line);
            whole.text.push('\n');
            whole.lines.push(("the probe", index + 1));
        }
    }
    whole
}
