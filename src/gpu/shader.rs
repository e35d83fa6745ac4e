//! WGSL files put together by include comments.
//!
//! In: a path under `shaders/`. Out: one WGSL text with a table of where each line came from, or a module.
//! Not here: pipelines (`gpu::pipeline`). `// @include lib/x.wgsl` on a line of its own, each file once a module.
//! Invariant: a file with includes is still lexically WGSL. The files are inside the program, so none is opened, unless who
//! writes shaders names their folder in `CYCLORAMA_SHADERS`.

use std::fmt::Write as _;

use super::shader_sources::SOURCES;

const DIRECTIVE: &str = "// @include ";
/// A file that is not included any more: this one declares the same names.
const STANDS_FOR: &str = "// @stands_for ";

/// A whole module.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stitched {
    /// WGSL.
    pub text: String,
    /// Of each line of `text`: its file and line number there, from 1.
    pub lines: Vec<(&'static str, usize)>,
}

/// Why a module cannot be put together.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum ShaderError {
    /// No such file in the program.
    #[error("{from}: there is no shader file `{path}`; list it in gpu/shader_sources.rs")]
    Missing {
        /// Who asked.
        from: String,
        /// What was asked for.
        path: String,
    },
}

/// The file as it stands in the folder that `CYCLORAMA_SHADERS` names: tried without building the program anew.
fn on_disk(path: &str) -> Option<String> {
    let folder = std::env::var_os("CYCLORAMA_SHADERS")?;
    std::fs::read_to_string(std::path::Path::new(&folder).join(path)).ok()
}

/// Puts a file and everything that it includes together, includes first.
pub fn stitch(path: &str) -> Result<Stitched, ShaderError> {
    let mut whole = Stitched { text: String::new(), lines: Vec::new() };
    append(path, path, &mut Vec::new(), &mut whole)?;
    Ok(whole)
}

fn append(
    path: &str,
    from: &str,
    seen: &mut Vec<&'static str>,
    whole: &mut Stitched,
) -> Result<(), ShaderError> {
    let missing = || ShaderError::Missing { from: from.to_owned(), path: path.to_owned() };
    let (name, source) = SOURCES.iter().find(|(name, _)| *name == path).ok_or_else(missing)?;
    if seen.contains(name) {
        return Ok(());
    }
    seen.push(name);
    let own = on_disk(name);
    for (index, line) in own.as_deref().unwrap_or(source).lines().enumerate() {
        if let Some(include) = line.strip_prefix(DIRECTIVE) {
            append(include.trim(), name, seen, whole)?;
        } else if let Some(other) = line.strip_prefix(STANDS_FOR) {
            let other = SOURCES.iter().find(|(name, _)| *name == other.trim());
            seen.push(
                other.ok_or_else(|| ShaderError::Missing { from: path.to_owned(), path: line.to_owned() })?.0,
            );
        } else {
            whole.text.push_str(line);
            whole.text.push('\n');
            whole.lines.push((name, index + 1));
        }
    }
    Ok(())
}

impl Stitched {
    /// The text with file and line before each line: what `CYCLORAMA_DUMP_WGSL=1` logs.
    pub fn annotated(&self) -> String {
        let mut text = String::new();
        for (line, (file, number)) in self.text.lines().zip(&self.lines) {
            let _ = writeln!(text, "{file}:{number}: {line}");
        }
        text
    }
}

/// A shader module of a path; its label is the path.
///
/// # Panics
/// When the path or an include is not in the program: a fault of the build, found by tests/cpu/shader_valid.rs.
pub fn module(device: &wgpu::Device, path: &str) -> wgpu::ShaderModule {
    let stitched = stitch(path).unwrap_or_else(|error| panic!("{error}"));
    if std::env::var_os("CYCLORAMA_DUMP_WGSL").is_some() {
        tracing::info!("{path}\n{}", stitched.annotated());
    }
    device.create_shader_module(wgpu::ShaderModuleDescriptor {
        label: Some(path),
        source: wgpu::ShaderSource::Wgsl(stitched.text.into()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn includes_come_once_and_lines_are_known() {
        let stitched = stitch("wall/wall_encode.wgsl").unwrap();
        assert_eq!(stitched.text.matches("fn transfer_pq_from_nits(").count(), 1);
        assert_eq!(stitched.text.lines().count(), stitched.lines.len());
        let at = stitched.text.lines().position(|line| line.starts_with("fn rolloff_compress")).unwrap();
        assert_eq!(stitched.lines[at].0, "lib/rolloff.wgsl");
    }

    #[test]
    fn a_file_can_stand_for_another() {
        let stitched = stitch("sky/air.wgsl").unwrap().text;
        assert!(
            stitched.contains("var<storage, read> sky: SkyUniforms")
                && !stitched.contains("var<uniform> sky")
        );
        assert!(stitch("scene/opaque.wgsl").unwrap().text.contains("var<uniform> sky: SkyUniforms"));
    }

    #[test]
    fn a_missing_file_names_who_asked() {
        assert!(stitch("lib/nothing.wgsl").is_err());
    }
}
