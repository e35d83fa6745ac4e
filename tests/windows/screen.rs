//! A virtual X screen, looked at from outside.
//!
//! In: `Xvfb`. Out: pictures of all that stands on it, its cursor, its screen saver.
//! Not here: the program under test (`show`).
//! Invariant: the server ends with the value.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};

use x11rb::connection::Connection as _;
use x11rb::protocol::screensaver::{ConnectionExt as _, State};
use x11rb::protocol::xfixes::ConnectionExt as _;
use x11rb::protocol::xproto::{Blanking, ConnectionExt as _, Exposures, ImageFormat, Window};
use x11rb::rust_connection::RustConnection;

/// Red, green and blue of a picture.
pub(crate) struct Raster {
    pub(crate) width: u32,
    pub(crate) height: u32,
    pub(crate) pixels: Vec<[u8; 3]>,
}

impl Raster {
    /// A pixel; `None` outside.
    pub(crate) fn at(&self, x: i32, y: i32) -> Option<[u8; 3]> {
        let (x, y) = (u32::try_from(x).ok()?, u32::try_from(y).ok()?);
        (x < self.width && y < self.height).then(|| self.pixels[(y * self.width + x) as usize])
    }

    /// Whether it has many values: no flat field, no black.
    pub(crate) fn is_lively(&self) -> bool {
        let mut seen = self.pixels.clone();
        seen.sort_unstable();
        seen.dedup();
        seen.len() > 50
    }

    /// Writes it where a person can look at it.
    pub(crate) fn save(&self, name: &str) {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/target/test-windows");
        std::fs::create_dir_all(folder).unwrap();
        let file = std::fs::File::create(format!("{folder}/{name}")).unwrap();
        let mut encoder = png::Encoder::new(file, self.width, self.height);
        encoder.set_color(png::ColorType::Rgb);
        encoder.write_header().unwrap().write_image_data(self.pixels.as_flattened()).unwrap();
    }
}

/// A running X server with one screen.
pub(crate) struct Screen {
    server: Child,
    /// As in `DISPLAY`.
    pub(crate) name: String,
    connection: RustConnection,
    root: Window,
    size: [u16; 2],
}

impl Screen {
    /// Starts a server; `None` with a message when there is none.
    pub(crate) fn start(width: u16, height: u16) -> Option<Self> {
        let mode = format!("{width}x{height}x24");
        let started = Command::new("Xvfb")
            .args(["-displayfd", "1", "-screen", "0", &mode, "-nolisten", "tcp"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn();
        let mut server = match started {
            Ok(server) => server,
            Err(error) => {
                assert!(
                    std::env::var_os("CI").is_none(),
                    "CI is set, so nothing may be skipped: no Xvfb: {error}"
                );
                eprintln!("skipped: no Xvfb: {error}");
                return None;
            }
        };
        let mut number = String::new();
        BufReader::new(server.stdout.take().unwrap()).read_line(&mut number).unwrap();
        let name = format!(":{}", number.trim());
        let (connection, index) = x11rb::connect(Some(&name)).unwrap();
        let root = connection.setup().roots[index].root;
        connection.xfixes_query_version(5, 0).unwrap().reply().unwrap();
        connection.screensaver_query_version(1, 1).unwrap().reply().unwrap();
        Some(Self { server, name, connection, root, size: [width, height] })
    }

    /// All that stands on the screen.
    pub(crate) fn shot(&self) -> Raster {
        let [width, height] = self.size;
        let image =
            self.connection.get_image(ImageFormat::Z_PIXMAP, self.root, 0, 0, width, height, u32::MAX);
        let data = image.unwrap().reply().unwrap().data;
        // Depth 24 in 32-bit words, blue first.
        let pixels = data.chunks_exact(4).map(|texel| [texel[2], texel[1], texel[0]]).collect();
        Raster { width: width.into(), height: height.into(), pixels }
    }

    /// Moves the pointer, and tells whether anything of it is drawn there.
    pub(crate) fn cursor_is_seen_at(&self, x: i32, y: i32) -> bool {
        let (x, y) = (x as i16, y as i16);
        self.connection.warp_pointer(x11rb::NONE, self.root, 0, 0, 0, 0, x, y).unwrap().check().unwrap();
        let image = self.connection.xfixes_get_cursor_image().unwrap().reply().unwrap();
        image.cursor_image.iter().any(|pixel| pixel >> 24 != 0)
    }

    /// The screen saver comes after a second without a hand on the desk.
    pub(crate) fn saver_after_a_second(&self) {
        let (blanking, exposures) = (Blanking::PREFERRED, Exposures::DEFAULT);
        self.connection.set_screen_saver(1, 0, blanking, exposures).unwrap().check().unwrap();
    }

    /// Whether the screen saver is on.
    pub(crate) fn is_saved(&self) -> bool {
        let info = self.connection.screensaver_query_info(self.root).unwrap().reply().unwrap();
        info.state == u8::from(State::ON)
    }

    /// Asks until the screen saver is on; false when it does not come in many times its second.
    pub(crate) fn becomes_saved(&self) -> bool {
        (0..1_000_000).any(|_| self.is_saved())
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}
