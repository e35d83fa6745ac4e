//! The devices that may control shows on this machine, in a file.
//!
//! In: devices with hashes of their tokens, a folder. Out: `devices.json`, whole or not at all, for its owner alone.
//! Not here: who may come in (`control::web::access`), when it is written (`control::records`).
//! Invariant: a file that cannot be read as a whole counts as none: then every device joins anew.

use std::io::Write as _;
use std::path::Path;

use serde::{Deserialize, Serialize};

/// The file's name in the program's state folder.
pub const FILE: &str = "devices.json";

/// All devices.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct DeviceFile {
    /// Version of this format: 1.
    pub version: u32,
    /// The greatest number that a device ever had.
    pub last_id: u32,
    /// Devices, in the order in which they came.
    pub devices: Vec<DeviceText>,
}

/// One of them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct DeviceText {
    /// Its number, never used again.
    pub id: u32,
    /// Who uses it.
    pub name: String,
    /// What it is.
    pub kind: String,
    /// Word of its role.
    pub role: String,
    /// SHA-256 of its token, as hexadecimal digits.
    pub token_sha256: String,
}

/// The devices of a folder; none when there is no whole file.
pub fn read(folder: &Path) -> DeviceFile {
    let text = std::fs::read_to_string(folder.join(FILE)).unwrap_or_default();
    serde_json::from_str(&text).ok().filter(|file: &DeviceFile| file.version == 1).unwrap_or_default()
}

/// Writes the file beside its place and renames it; makes the folder.
pub fn write(folder: &Path, file: &DeviceFile) -> std::io::Result<()> {
    std::fs::create_dir_all(folder)?;
    let part = folder.join("devices.part");
    // What an earlier run left may be readable by others.
    let _ = std::fs::remove_file(&part);
    let mut options = std::fs::OpenOptions::new();
    owner_alone(options.write(true).create_new(true));
    let mut out = options.open(&part)?;
    out.write_all(&serde_json::to_vec_pretty(file)?)?;
    out.sync_all()?;
    std::fs::rename(&part, folder.join(FILE))
}

/// A new file is for its owner alone, where the system knows owners.
#[cfg(unix)]
pub(super) fn owner_alone(options: &mut std::fs::OpenOptions) {
    use std::os::unix::fs::OpenOptionsExt as _;
    options.mode(0o600);
}

/// Folders of a user are that user's already.
#[cfg(not(unix))]
pub(super) fn owner_alone(_: &mut std::fs::OpenOptions) {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn devices_read_back_and_are_their_owners_alone() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/devices");
        let _ = std::fs::remove_dir_all(&folder);
        assert_eq!(read(&folder), DeviceFile::default());
        let device =
            DeviceText { id: 3, name: "Ann".into(), role: "director".into(), ..DeviceText::default() };
        let file = DeviceFile { version: 1, last_id: 4, devices: vec![device] };
        write(&folder, &file).unwrap();
        write(&folder, &file).unwrap();
        assert_eq!(read(&folder), file);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = std::fs::metadata(folder.join(FILE)).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
        std::fs::write(folder.join(FILE), "{\"version\":1,").unwrap();
        assert_eq!(read(&folder), DeviceFile::default());
    }
}
