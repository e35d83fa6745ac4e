//! Raw frames to another program: what is written, and the thread that writes it.
//!
//! In: canvases as the GPU holds them, row by row with padding. Out: frames without header, one after the other.
//! Not here: reading canvases back from the GPU (`output::tap`). A reader that knows neither size nor format is told both
//! once, on stderr, with the commands of ffmpeg and GStreamer.
//! Invariant: only this thread waits for the reader. Codes are written as they are, or exactly rounded to the format.

use std::io::{self, Write};
use std::process::{Child, Command, Stdio};

use crossbeam::channel::{Receiver, Sender, bounded};

use crate::stage::output::{PipeTarget, PixelFormat};
use crate::timing::Rate;

/// Frames that wait for a slow reader before further ones are dropped. Halved, a reader that stops for one frame
/// costs frames; doubled, what it shows is older.
pub const WAITING_FRAMES: usize = 3;

/// A canvas on its way out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Layout {
    /// Width and height, pixels.
    pub size: [u32; 2],
    /// Bits of a code: 8 in four bytes, 10 in a packed word.
    pub bits: u32,
    /// Bytes from row to row as they come from the GPU.
    pub stride: u32,
    /// How pixels are written.
    pub pixels: PixelFormat,
}

impl Layout {
    /// The format that holds all bits of a canvas and is the most widely read.
    pub fn usual(bits: u32) -> PixelFormat {
        if bits > 8 { PixelFormat::Rgb10 } else { PixelFormat::Rgba8 }
    }

    /// Bytes of a written frame.
    pub fn frame_bytes(&self) -> usize {
        let pixel = match self.pixels {
            PixelFormat::Rgba8 | PixelFormat::Rgb10 => 4,
            PixelFormat::Rgb48 => 6,
        };
        self.size[0] as usize * self.size[1] as usize * pixel
    }

    /// Writes a frame's pixels in place of what `out` held.
    pub fn convert(&self, rows: &[u8], out: &mut Vec<u8>) {
        out.clear();
        let greatest = (1_u32 << self.bits) - 1;
        let scaled = |code: u32, to: u32| (code * to + greatest / 2) / greatest;
        for row in rows.chunks(self.stride as usize).take(self.size[1] as usize) {
            for texel in row[..4 * self.size[0] as usize].chunks_exact(4) {
                let word = u32::from_le_bytes([texel[0], texel[1], texel[2], texel[3]]);
                // Both layouts have red lowest.
                let [red, green, blue] = [0, 1, 2].map(|channel| (word >> (channel * self.bits)) & greatest);
                match self.pixels {
                    PixelFormat::Rgba8 => {
                        let [red, green, blue] = [red, green, blue].map(|code| scaled(code, 255) as u8);
                        out.extend_from_slice(&[red, green, blue, 255]);
                    }
                    PixelFormat::Rgb10 => {
                        let [red, green, blue] = [red, green, blue].map(|code| scaled(code, 1023));
                        out.extend_from_slice(
                            &((3 << 30) | (red << 20) | (green << 10) | blue).to_le_bytes(),
                        );
                    }
                    PixelFormat::Rgb48 => {
                        for code in [red, green, blue] {
                            out.extend_from_slice(&(scaled(code, 65_535) as u16).to_le_bytes());
                        }
                    }
                }
            }
        }
    }

    /// What a reader has to know, and the commands that know it.
    pub fn words(&self, canvas: &str, target: &PipeTarget, rate: Rate) -> String {
        let [width, height] = self.size;
        let (ffmpeg, gstreamer) = match self.pixels {
            PixelFormat::Rgba8 => ("rgba", Some("rgba")),
            PixelFormat::Rgb10 => ("x2rgb10le", Some("bgr10a2-le")),
            PixelFormat::Rgb48 => ("rgb48le", None),
        };
        let bytes = self.frame_bytes();
        let mut text = format!(
            "output {canvas}: raw frames of {width} x {height} pixels, {ffmpeg}, {rate} a second, {bytes} bytes each"
        );
        let (input, source) = match target {
            PipeTarget::Stdout => ("-", "fdsrc fd=0".to_owned()),
            PipeTarget::Path(path) => (path.as_str(), format!("filesrc location={path}")),
            // It reads its standard input.
            PipeTarget::Command(_) => ("-", "fdsrc fd=0".to_owned()),
        };
        text.push_str(&format!(
            "\n  ffmpeg -f rawvideo -pixel_format {ffmpeg} -video_size {width}x{height} -framerate {rate} -i {input} ..."
        ));
        match gstreamer {
            Some(format) => text.push_str(&format!(
                "\n  gst-launch-1.0 {source} blocksize={bytes} ! rawvideoparse format={format} width={width} \
                 height={height} framerate={}/{} ! videoconvert ! decklinkvideosink",
                rate.num, rate.den
            )),
            None => text
                .push_str("\n  GStreamer has no such format: write pixels = \"rgb10\" or \"rgba8\" for it"),
        }
        text
    }
}

/// The writing thread, as the frame thread sees it.
#[derive(Debug)]
pub(super) struct Writer {
    /// Frames to write, padded rows.
    pub(super) full: Sender<Vec<u8>>,
    /// Buffers that are free again.
    pub(super) empty: Receiver<Vec<u8>>,
    /// Why the thread ended, once it has.
    ended: Receiver<Result<u64, String>>,
}

impl Writer {
    /// Starts the thread `pipe CANVAS`, with its buffers of `padded_bytes` made.
    pub(super) fn start(
        canvas: &str,
        target: PipeTarget,
        layout: Layout,
        padded_bytes: usize,
    ) -> io::Result<Self> {
        let (full, frames) = bounded::<Vec<u8>>(WAITING_FRAMES);
        // One more is in the writer's hands.
        let (give_back, empty) = bounded(WAITING_FRAMES + 1);
        for _ in 0..=WAITING_FRAMES {
            give_back.send(vec![0; padded_bytes]).expect("the channel holds as many buffers as are made");
        }
        let (tell, ended) = bounded(1);
        std::thread::Builder::new().name(format!("pipe {canvas}")).spawn(move || {
            let end = write(&target, &layout, &frames, &give_back);
            // Nobody listens any more when the show is over.
            let _ = tell.send(end);
        })?;
        Ok(Self { full, empty, ended })
    }

    /// Why the thread ended; `None` while it writes.
    pub(super) fn end(&self) -> Option<Result<u64, String>> {
        self.ended.try_recv().ok()
    }

    /// Ends the pipe after the frames that wait, but waits no longer than `limit` for the reader. Frames written.
    pub(super) fn finish(self, limit: std::time::Duration) -> Result<u64, String> {
        let Self { full, ended, .. } = self;
        drop(full);
        ended.recv_timeout(limit).unwrap_or_else(|_| {
            Err(format!("its reader took nothing for {:.0} s; the last frames are lost", limit.as_secs_f64()))
        })
    }
}

fn write(
    target: &PipeTarget,
    layout: &Layout,
    frames: &Receiver<Vec<u8>>,
    give_back: &Sender<Vec<u8>>,
) -> Result<u64, String> {
    let (mut writer, child) = open(target).map_err(|error| format!("cannot be opened: {error}"))?;
    let mut out = Vec::with_capacity(layout.frame_bytes());
    let mut written = 0;
    for rows in frames {
        layout.convert(&rows, &mut out);
        // Full only if somebody else put buffers in: then this one is not needed.
        let _ = give_back.try_send(rows);
        writer.write_all(&out).map_err(|error| format!("its reader went after {written} frames: {error}"))?;
        written += 1;
    }
    writer.flush().map_err(|error| error.to_string())?;
    drop(writer);
    if let Some(mut child) = child {
        let status = child.wait().map_err(|error| error.to_string())?;
        if !status.success() {
            return Err(format!("its command ended with {status}"));
        }
    }
    Ok(written)
}

/// Opens a target; a named pipe waits here for its reader.
fn open(target: &PipeTarget) -> io::Result<(Box<dyn Write>, Option<Child>)> {
    match target {
        PipeTarget::Stdout => Ok((Box::new(io::stdout()), None)),
        PipeTarget::Path(path) => {
            let file = std::fs::OpenOptions::new().write(true).create(true).truncate(true).open(path)?;
            Ok((Box::new(file), None))
        }
        PipeTarget::Command(command) => {
            let (shell, flag) = if cfg!(windows) { ("cmd", "/C") } else { ("sh", "-c") };
            // Our own standard output is for results; what the command says on its error output is seen.
            let mut started = Command::new(shell)
                .args([flag, command])
                .stdin(Stdio::piped())
                .stdout(Stdio::null())
                .spawn()?;
            let input = started.stdin.take().ok_or_else(|| io::Error::other("the command has no input"))?;
            Ok((Box::new(input), Some(started)))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two rows of one pixel with four bytes of padding.
    fn layout(bits: u32, pixels: PixelFormat) -> Layout {
        Layout { size: [1, 2], bits, stride: 8, pixels }
    }

    fn converted(bits: u32, pixels: PixelFormat, words: [u32; 2]) -> Vec<u8> {
        let rows: Vec<u8> = words.iter().flat_map(|word| [word.to_le_bytes(), [9; 4]]).flatten().collect();
        let mut out = vec![7];
        let layout = layout(bits, pixels);
        layout.convert(&rows, &mut out);
        assert_eq!(out.len(), layout.frame_bytes());
        out
    }

    #[test]
    fn codes_are_written_as_they_are() {
        let eight = [0xff_03_02_01, 0x00_fe_80_ff];
        assert_eq!(converted(8, PixelFormat::Rgba8, eight), [1, 2, 3, 255, 255, 128, 254, 255]);
        // Red 1, green 2, blue 1023, then red 512.
        let ten = [1 | (2 << 10) | (1023 << 20), 512];
        let word =
            |red: u32, green: u32, blue: u32| ((3 << 30) | (red << 20) | (green << 10) | blue).to_le_bytes();
        assert_eq!(
            converted(10, PixelFormat::Rgb10, ten),
            [word(1, 2, 1023), word(512, 0, 0)].as_flattened()
        );
    }

    #[test]
    fn other_depths_are_rounded_exactly() {
        // round(512 x 65535 / 1023) = 32800 (32799.53), round(1 x 65535 / 1023) = 64; 8 bits are times 257.
        let ten = [512 | (1 << 10) | (1023 << 20), 0];
        let words = |list: [u16; 6]| list.map(u16::to_le_bytes).as_flattened().to_vec();
        assert_eq!(converted(10, PixelFormat::Rgb48, ten), words([32_800, 64, 65_535, 0, 0, 0]));
        assert_eq!(converted(8, PixelFormat::Rgb48, [0x80_01_ff, 0]), words([65_535, 257, 32_896, 0, 0, 0]));
        // round(512 x 255 / 1023) = 128 (127.6), round(1 x 255 / 1023) = 0.
        assert_eq!(converted(10, PixelFormat::Rgba8, ten)[..4], [128, 0, 255, 255]);
        assert_eq!(
            converted(8, PixelFormat::Rgb10, [0x80_01_ff, 0])[..4],
            ((3_u32 << 30) | (1023 << 20) | (4 << 10) | 514).to_le_bytes()
        );
    }

    #[test]
    fn a_reader_is_told_size_format_and_commands() {
        let layout = Layout { size: [3840, 1728], bits: 10, stride: 15_360, pixels: PixelFormat::Rgb10 };
        let rate: Rate = "23.976".parse().unwrap();
        let words = layout.words("main", &PipeTarget::Path("/tmp/wall".into()), rate);
        assert!(
            words.contains("3840 x 1728 pixels, x2rgb10le, 24000/1001 a second, 26542080 bytes"),
            "{words}"
        );
        let ffmpeg = "ffmpeg -f rawvideo -pixel_format x2rgb10le -video_size 3840x1728 -framerate 24000/1001 -i /tmp/wall";
        assert!(words.contains(ffmpeg), "{words}");
        assert!(
            words.contains("rawvideoparse format=bgr10a2-le width=3840 height=1728 framerate=24000/1001"),
            "{words}"
        );
    }

    #[test]
    fn frames_arrive_whole_and_a_reader_that_goes_is_named() {
        let layout = layout(8, PixelFormat::Rgba8);
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/target/test-pipe.raw");
        let writer = Writer::start("a", PipeTarget::Path(path.into()), layout, 16).unwrap();
        for value in [1_u8, 2] {
            let mut rows = writer.empty.recv().unwrap();
            rows.fill(value);
            writer.full.send(rows).unwrap();
        }
        assert_eq!(writer.finish(std::time::Duration::MAX), Ok(2));
        let bytes = std::fs::read(path).unwrap();
        assert_eq!(bytes, [[1, 1, 1, 255], [1, 1, 1, 255], [2, 2, 2, 255], [2, 2, 2, 255]].as_flattened());

        let failed =
            |target| Writer::start("a", target, layout, 16).unwrap().ended.recv().unwrap().unwrap_err();
        let absent = PipeTarget::Path("no/such/folder/pipe".into());
        assert!(failed(absent).starts_with("cannot be opened"));
        let writer = Writer::start("a", PipeTarget::Command("exit 3".into()), layout, 16).unwrap();
        let end = writer.finish(std::time::Duration::MAX).unwrap_err();
        assert!(end.contains("exit status: 3"), "{end}");
    }

    #[cfg(unix)]
    #[test]
    fn a_reader_that_takes_nothing_costs_frames_and_no_waiting() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/target/test-pipe.fifo");
        let _ = std::fs::remove_file(path);
        assert!(Command::new("mkfifo").arg(path).status().unwrap().success());
        // Nobody opens the other end, so the thread never takes a frame.
        let writer =
            Writer::start("a", PipeTarget::Path(path.into()), layout(8, PixelFormat::Rgba8), 16).unwrap();
        let sent = (0..WAITING_FRAMES + 1)
            .filter(|_| writer.full.try_send(writer.empty.try_recv().unwrap()).is_ok());
        assert_eq!(sent.count(), WAITING_FRAMES);
        assert!(writer.empty.try_recv().is_err() && writer.end().is_none());
        let late = writer.finish(std::time::Duration::ZERO).unwrap_err();
        assert!(late.contains("took nothing"), "{late}");
    }
}
