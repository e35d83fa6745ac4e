//! The last live state of a running show, in a file: what a start after a crash comes back to.
//!
//! In: a state, a folder. Out: JSON, whole or not at all; the state of a run that did not end by itself.
//! Not here: when it is written (`app::restart`), what the values mean (`params`).
//! Invariant: a file that cannot be read as a whole state counts as none: a broken state never stops a show.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

/// What a show was doing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct LiveState {
    /// Version of this format: 1.
    pub version: u32,
    /// Path of the show file.
    pub show: String,
    /// [`fingerprint`] of the files that the show is made of.
    pub fingerprint: String,
    /// Process that wrote it.
    pub process: u32,
    /// Whether that process ended by itself.
    pub ended: bool,
    /// Last frame that was told.
    pub frame: u64,
    /// Every parameter's value, as `--set` writes it.
    pub values: BTreeMap<String, String>,
}

/// Why a state was not written.
#[derive(Debug, thiserror::Error)]
#[error(
    "the live state cannot be kept, {error}; a restart after a crash would begin from the show file: {path}"
)]
pub struct LiveStateError {
    /// The system's words.
    error: std::io::Error,
    /// The file.
    path: PathBuf,
}

/// The file of a show's state: `$XDG_STATE_HOME/cyclorama/<name>.json`, by default under `~/.local/state`
/// (XDG Base Directory Specification 0.8). `None` on a machine that names no home.
pub fn place(show: &Path, variable: impl Fn(&str) -> Option<String>) -> Option<PathBuf> {
    let folder = folder(variable)?;
    let whole = std::fs::canonicalize(show).unwrap_or_else(|_| show.to_owned());
    let hash = fnv1a(whole.to_string_lossy().as_bytes(), FNV_OFFSET);
    Some(folder.join(format!("{hash:016x}.json")))
}

/// The folder of the program's states.
pub fn folder(variable: impl Fn(&str) -> Option<String>) -> Option<PathBuf> {
    let named = |name: &str| variable(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let folder = named("XDG_STATE_HOME")
        .or_else(|| named("HOME").map(|home| home.join(".local/state")))
        .or_else(|| named("LOCALAPPDATA"))?;
    Some(folder.join("cyclorama"))
}

/// A text that changes when any of these files does; files that cannot be read count as empty.
pub fn fingerprint(files: &[PathBuf]) -> String {
    let hash = files.iter().fold(FNV_OFFSET, |hash, file| {
        let bytes = std::fs::read(file).unwrap_or_default();
        fnv1a(&bytes, fnv1a(&(bytes.len() as u64).to_le_bytes(), hash))
    });
    format!("{hash:016x}")
}

/// The state in a file; `None` when there is none, or none that is whole.
pub fn read(path: &Path) -> Option<LiveState> {
    let text = std::fs::read_to_string(path).ok()?;
    serde_json::from_str::<LiveState>(&text).ok().filter(|state| state.version == 1)
}

/// Writes a state beside its place and renames it; makes the folder.
pub fn write(path: &Path, state: &LiveState) -> Result<(), LiveStateError> {
    let part = path.with_extension("part");
    let written = || -> std::io::Result<()> {
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder)?;
        }
        let mut file = std::fs::File::create(&part)?;
        file.write_all(&serde_json::to_vec(state)?)?;
        // A machine that loses power is a crash too: the bytes go to the disk before the name does.
        file.sync_all()?;
        std::fs::rename(&part, path)
    };
    written().map_err(|error| LiveStateError { error, path: path.to_owned() })
}

/// Whether another process of this program still runs under that number. Only Linux can tell; elsewhere it is not.
pub fn is_running(process: u32) -> bool {
    let name = |process: &str| std::fs::read_to_string(format!("/proc/{process}/comm")).ok();
    process != std::process::id()
        && name(&process.to_string()).is_some_and(|other| name("self").is_some_and(|own| own == other))
}

/// FNV-1a, 64 bits (draft-eastlake-fnv-17): start value and prime.
const FNV_OFFSET: u64 = 0xcbf2_9ce4_8422_2325;
const FNV_PRIME: u64 = 0x0000_0100_0000_01b3;

fn fnv1a(bytes: &[u8], start: u64) -> u64 {
    bytes.iter().fold(start, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(FNV_PRIME))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(name: &str) -> PathBuf {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/live-state").join(name);
        let _ = std::fs::remove_dir_all(&folder);
        folder
    }

    fn state() -> LiveState {
        let values = [("grade/trim_ev", "-0.5"), ("pattern/main", "grid")];
        LiveState {
            version: 1,
            show: "s.toml".into(),
            fingerprint: "0".into(),
            process: 7,
            ended: false,
            frame: 99,
            values: values.map(|(path, value)| (path.to_owned(), value.to_owned())).into(),
        }
    }

    #[test]
    fn a_state_reads_back_as_it_was_written() {
        let path = folder("round").join("deep").join("s.json");
        assert_eq!(read(&path), None);
        write(&path, &state()).unwrap();
        assert_eq!(read(&path), Some(state()));
        assert!(!path.with_extension("part").exists());
    }

    #[test]
    fn a_broken_state_is_no_state() {
        let path = folder("broken").join("s.json");
        write(&path, &state()).unwrap();
        let whole = std::fs::read_to_string(&path).unwrap();
        for broken in ["", "{", &whole[..whole.len() / 2], &whole.replace("\"version\":1", "\"version\":2")] {
            std::fs::write(&path, broken).unwrap();
            assert_eq!(read(&path), None, "{broken}");
        }
    }

    #[test]
    fn the_file_stands_where_the_system_keeps_states() {
        let of = |variables: &'static [(&str, &str)]| {
            let variable = move |name: &str| {
                let found = variables.iter().find(|(other, _)| *other == name);
                found.map(|(_, value)| (*value).to_owned())
            };
            place(Path::new("/no/such/show.toml"), variable)
        };
        let name = |path: Option<PathBuf>| path.unwrap().parent().unwrap().to_string_lossy().into_owned();
        assert_eq!(name(of(&[("XDG_STATE_HOME", "/x"), ("HOME", "/h")])), "/x/cyclorama");
        assert_eq!(name(of(&[("XDG_STATE_HOME", ""), ("HOME", "/h")])), "/h/.local/state/cyclorama");
        assert_eq!(of(&[]), None);
    }

    /// Test vectors of the FNV draft: "" and "a".
    #[test]
    fn the_hash_is_fnv_1a() {
        assert_eq!(fnv1a(b"", FNV_OFFSET), 0xcbf2_9ce4_8422_2325);
        assert_eq!(fnv1a(b"a", FNV_OFFSET), 0xaf63_dc4c_8601_ec8c);
    }
}
