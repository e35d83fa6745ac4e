//! What is asked of an X server beside winit: displays' identities, and not to sleep.
//!
//! In: the server that `DISPLAY` names. Out: EDID bytes, a server that keeps its screens on.
//! Not here: windows (`output::window`). On Wayland there may be no server: everything answers with nothing.
//! Invariant: no call waits longer than the server's answer; a server that refuses costs nothing but the thing itself.

use x11rb::connection::Connection as _;
use x11rb::protocol::randr::ConnectionExt as _;
use x11rb::protocol::screensaver::ConnectionExt as _;
use x11rb::protocol::xproto::{AtomEnum, ConnectionExt as _, ScreenSaver};
use x11rb::rust_connection::RustConnection;

/// Longest EDID asked for, in units of four bytes: 16 blocks of 128 bytes.
const EDID_WORDS: u32 = 512;

/// EDID of the display on a RandR output; `None` when there is none, or no X server.
pub(super) fn edid(output_name: &str) -> Option<Vec<u8>> {
    let (server, screen) = x11rb::connect(None).ok()?;
    let root = server.setup().roots.get(screen)?.root;
    let resources = server.randr_get_screen_resources_current(root).ok()?.reply().ok()?;
    let property = server.intern_atom(false, b"EDID").ok()?.reply().ok()?.atom;
    let is_meant = |output: u32| {
        let info = server.randr_get_output_info(output, resources.config_timestamp).ok()?.reply().ok()?;
        Some(info.name == output_name.as_bytes())
    };
    let output = resources.outputs.iter().copied().find(|output| is_meant(*output) == Some(true))?;
    let asked =
        server.randr_get_output_property(output, property, AtomEnum::ANY, 0, EDID_WORDS, false, false);
    Some(asked.ok()?.reply().ok()?.data)
}

/// While it lives, an X server neither blanks its screens nor powers displays down.
pub struct Awake {
    server: RustConnection,
}

impl std::fmt::Debug for Awake {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Awake").finish_non_exhaustive()
    }
}

impl Awake {
    /// Suspends the server's screen saver and DPMS until it is dropped (MIT-SCREEN-SAVER 1.1; the server ends it with
    /// this connection, so a crash leaves nothing behind). Says why when it cannot.
    pub fn start() -> Result<Self, String> {
        let (server, _) = x11rb::connect(None).map_err(|error| format!("no X server: {error}"))?;
        let version = server.screensaver_query_version(1, 1).map_err(|error| error.to_string())?;
        version.reply().map_err(|error| format!("the X server has no screen saver extension: {error}"))?;
        let suspended = server.screensaver_suspend(1).map_err(|error| error.to_string())?;
        suspended.check().map_err(|error| format!("the X server keeps its screen saver: {error}"))?;
        Ok(Self { server })
    }

    /// Tells the server that somebody is here, so that desktops that count idle time themselves lock nothing either.
    /// Sends one request and waits for nothing; more often than twice a minute is of no use.
    pub fn poke(&self) {
        // A server that is gone has closed every window too: the event loop tells.
        let _ = self.server.force_screen_saver(ScreenSaver::RESET);
        let _ = self.server.flush();
    }
}
