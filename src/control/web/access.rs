//! Devices and their tokens, PINs that let a new one in.
//!
//! In: PINs and tokens as people and browsers send them, the time. Out: the device behind one, or a refusal.
//! Not here: cookies and headers (`door`), the file (`output::devices`).
//! Invariant: a token is known by its SHA-256 alone: nothing here or in the file lets anybody come in. A PIN works once.

use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};

use sha2::{Digest as _, Sha256};

use crate::output::devices::{DeviceFile, DeviceText};
use crate::params::Role;

/// How long a PIN works, seconds.
pub const PIN_SECS: f64 = 600.0;
/// Wrong PINs that close the door.
pub const WRONG_PINS: u32 = 5;
/// PINs that may be open at once.
const INVITATIONS: usize = 16;
/// Devices that may be known at once; the one that came first goes.
const DEVICES: usize = 256;
/// Letters of a name.
const NAME: usize = 40;

/// Why nobody is let in.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum AccessError {
    /// No PIN is open.
    #[error("nobody is asked in now: have somebody press \"Let a tablet join\" in the window for a new PIN")]
    Closed,
    /// Not an open one.
    #[error("that PIN is not open; {left} more tries before the door closes. Look at the window for the PIN")]
    WrongPin {
        /// Tries left.
        left: u32,
    },
    /// The fifth wrong one.
    #[error(
        "{WRONG_PINS} wrong PINs closed the door; have somebody press \"Let a tablet join\" again for a new PIN"
    )]
    NowClosed,
    /// An empty name.
    #[error("a name is needed, so that the others see who changes what")]
    NoName,
    /// Too many PINs.
    #[error("{INVITATIONS} PINs are open already; use one of them, or wait until they end")]
    TooMany,
    /// The system gives no random numbers.
    #[error("the system gives no random numbers, so no device can be let in")]
    Random,
}

/// A door that is open for one device.
#[derive(Clone, Debug, PartialEq)]
pub struct Invitation {
    /// Address to open, PIN included; empty when no web address is open.
    pub url: String,
    /// Six digits, for whoever types.
    pub pin: Pin,
    /// What the device may do.
    pub role: Role,
    /// Until when, in seconds of the program's clock.
    pub until_secs: f64,
}

/// Six digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pin(u32);

impl fmt::Display for Pin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:06}", self.0)
    }
}

/// A device that was let in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Device {
    /// Stable, never used again.
    pub id: u32,
    /// Who uses it, in their own words.
    pub name: String,
    /// What it is, in its own words.
    pub kind: String,
    /// What it may do.
    pub role: Role,
    /// SHA-256 of its token, as hexadecimal digits.
    pub token_sha256: String,
}

/// Devices and open PINs of a running show.
#[derive(Debug, Default)]
pub struct Access {
    doors: Mutex<Doors>,
}

#[derive(Debug, Default)]
struct Doors {
    devices: Vec<Device>,
    last_id: u32,
    open: Vec<Open>,
    wrong: u32,
}

#[derive(Debug)]
struct Open {
    pin: Pin,
    role: Role,
    until_secs: f64,
}

impl Access {
    /// With the devices of a file known; what it says of a device must be whole.
    pub fn new(file: DeviceFile) -> Self {
        let device = |text: DeviceText| {
            let role = Role::of(&text.role)?;
            let DeviceText { id, name, kind, token_sha256, .. } = text;
            (token_sha256.len() == 64).then_some(Device { id, name, kind, role, token_sha256 })
        };
        let devices: Vec<Device> = file.devices.into_iter().filter_map(device).collect();
        let last_id = devices.iter().map(|device| device.id).fold(file.last_id, u32::max);
        Self { doors: Mutex::new(Doors { devices, last_id, ..Doors::default() }) }
    }

    /// The devices as a file holds them.
    pub fn file(&self) -> DeviceFile {
        let doors = self.doors();
        let text = |device: &Device| DeviceText {
            id: device.id,
            name: device.name.clone(),
            kind: device.kind.clone(),
            role: device.role.word().to_owned(),
            token_sha256: device.token_sha256.clone(),
        };
        DeviceFile { version: 1, last_id: doors.last_id, devices: doors.devices.iter().map(text).collect() }
    }

    fn doors(&self) -> MutexGuard<'_, Doors> {
        self.doors.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Opens the door for one device of this role; when it closes, in seconds of the same clock.
    pub fn invite(&self, role: Role, now_secs: f64) -> Result<(Pin, f64), AccessError> {
        let mut doors = self.doors();
        doors.open.retain(|open| open.until_secs > now_secs);
        if doors.open.len() >= INVITATIONS {
            return Err(AccessError::TooMany);
        }
        let pin = loop {
            let pin = Pin(random_below(1_000_000)?);
            if doors.open.iter().all(|open| open.pin != pin) {
                break pin;
            }
        };
        let until_secs = now_secs + PIN_SECS;
        doors.open.push(Open { pin, role, until_secs });
        doors.wrong = 0;
        Ok((pin, until_secs))
    }

    /// Closes the door: no PIN works any more. Devices that are in stay in.
    pub fn close(&self) {
        self.doors().open.clear();
    }

    /// Lets a device in; its token, which nobody can ask for again.
    pub fn join(
        &self,
        pin: &str,
        (name, kind): (&str, &str),
        now_secs: f64,
    ) -> Result<(String, Device), AccessError> {
        let name = plain(name);
        if name.is_empty() {
            return Err(AccessError::NoName);
        }
        let mut doors = self.doors();
        doors.open.retain(|open| open.until_secs > now_secs);
        if doors.open.is_empty() {
            return Err(AccessError::Closed);
        }
        let wanted = pin.trim();
        let Some(at) = doors.open.iter().position(|open| open.pin.to_string() == wanted) else {
            doors.wrong += 1;
            if doors.wrong >= WRONG_PINS {
                doors.open.clear();
                return Err(AccessError::NowClosed);
            }
            return Err(AccessError::WrongPin { left: WRONG_PINS - doors.wrong });
        };
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes).map_err(|_| AccessError::Random)?;
        let token = hexadecimal(&bytes);
        let Open { role, .. } = doors.open.remove(at);
        doors.last_id += 1;
        let device = Device { id: doors.last_id, name, kind: plain(kind), role, token_sha256: hash(&token) };
        if doors.devices.len() >= DEVICES {
            doors.devices.remove(0);
        }
        doors.devices.push(device.clone());
        Ok((token, device))
    }

    /// The device of a token.
    pub fn device(&self, token: &str) -> Option<Device> {
        let hash = hash(token);
        self.doors().devices.iter().find(|device| device.token_sha256 == hash).cloned()
    }

    /// Whether a device may still come in: what is open for long asks now and then.
    pub fn knows(&self, id: u32) -> bool {
        self.doors().devices.iter().any(|device| device.id == id)
    }

    /// All devices, in the order in which they came.
    pub fn devices(&self) -> Vec<Device> {
        self.doors().devices.clone()
    }

    /// Forgets a device: its token works no more. Whether there was one.
    pub fn revoke(&self, id: u32) -> bool {
        let devices = &mut self.doors().devices;
        let before = devices.len();
        devices.retain(|device| device.id != id);
        devices.len() < before
    }
}

/// SHA-256 of a token (FIPS 180-4), as hexadecimal digits. A token has 256 random bits: no salt is needed.
fn hash(token: &str) -> String {
    hexadecimal(&Sha256::digest(token.as_bytes()))
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Letters as people write them, at most so many.
fn plain(text: &str) -> String {
    let letters = text.trim().chars().filter(|letter| !letter.is_control());
    letters.take(NAME).collect()
}

/// A number that is evenly spread below a limit.
fn random_below(limit: u32) -> Result<u32, AccessError> {
    // Numbers above the last whole multiple would make small ones likelier.
    let most = u32::MAX - u32::MAX % limit;
    loop {
        let number = getrandom::u32().map_err(|_| AccessError::Random)?;
        if number < most {
            return Ok(number % limit);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn digits(pin: Pin) -> String {
        pin.to_string()
    }

    /// FIPS 180-4's own example, "abc".
    #[test]
    fn the_hash_is_sha_256() {
        assert_eq!(hash("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }

    #[test]
    fn a_pin_works_once_and_a_token_always() {
        let access = Access::default();
        let (pin, until_secs) = access.invite(Role::Director, 5.0).unwrap();
        assert_eq!((until_secs, digits(pin).len()), (605.0, 6));
        let (token, device) = access.join(&digits(pin), ("Ann", "iPad"), 6.0).unwrap();
        assert_eq!((device.role, token.len()), (Role::Director, 64));
        assert_eq!(access.device(&token), Some(device.clone()));
        assert_eq!(access.device(&device.token_sha256), None, "the stored hash is no token");
        assert_eq!(access.join(&digits(pin), ("Bob", ""), 6.0).unwrap_err(), AccessError::Closed);
        assert!(access.revoke(device.id) && !access.revoke(device.id));
        assert_eq!(access.device(&token), None);
    }

    #[test]
    fn five_wrong_pins_close_the_door() {
        let access = Access::default();
        let (pin, _) = access.invite(Role::Operator, 0.0).unwrap();
        let wrong = if digits(pin) == "000000" { "000001" } else { "000000" };
        for left in [4, 3, 2, 1] {
            assert_eq!(access.join(wrong, ("Eve", ""), 1.0).unwrap_err(), AccessError::WrongPin { left });
        }
        assert_eq!(access.join(wrong, ("Eve", ""), 1.0).unwrap_err(), AccessError::NowClosed);
        assert_eq!(access.join(&digits(pin), ("Ann", ""), 1.0).unwrap_err(), AccessError::Closed);
        let (pin, _) = access.invite(Role::Operator, 2.0).unwrap();
        assert!(access.join(&digits(pin), ("Ann", ""), 3.0).is_ok(), "a new invitation opens it again");
    }

    #[test]
    fn a_pin_ends_after_ten_minutes() {
        let access = Access::default();
        let (pin, _) = access.invite(Role::Viewer, 0.0).unwrap();
        let (other, _) = access.invite(Role::Viewer, 1.0).unwrap();
        assert!(access.join(&digits(pin), ("Ann", ""), 600.0).is_err());
        assert!(access.join(&digits(other), ("Ann", ""), 600.9).is_ok());
    }

    #[test]
    fn what_is_kept_lets_the_same_token_in_again_and_holds_no_token() {
        let access = Access::default();
        let (pin, _) = access.invite(Role::Director, 0.0).unwrap();
        let (token, device) = access.join(&digits(pin), ("Ann", "iPad"), 1.0).unwrap();
        let file = access.file();
        assert!(!serde_json::to_string(&file).unwrap().contains(&token));
        let again = Access::new(file.clone());
        assert_eq!(again.device(&token), Some(device));
        again.revoke(1);
        let (pin, _) = again.invite(Role::Viewer, 0.0).unwrap();
        assert_eq!(
            again.join(&digits(pin), ("Bob", ""), 1.0).unwrap().1.id,
            2,
            "a number is never used again"
        );
        let mut broken = file;
        broken.devices[0].role = "king".into();
        assert!(Access::new(broken).devices().is_empty());
    }

    #[test]
    fn names_are_plain_and_short() {
        let access = Access::default();
        let (pin, _) = access.invite(Role::Viewer, 0.0).unwrap();
        assert_eq!(access.join(&digits(pin), (" \u{7} ", ""), 1.0).unwrap_err(), AccessError::NoName);
        let long = "A\n".repeat(100);
        let (_, device) = access.join(&digits(pin), (&long, "iPad"), 1.0).unwrap();
        assert_eq!(device.name, "A".repeat(NAME));
    }
}
