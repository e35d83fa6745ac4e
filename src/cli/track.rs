//! `cyclorama track decode | listen | send`.
//!
//! In: arguments, hexadecimal text, recordings. Out: JSON lines on stdout (CONTRACT.md 5), or datagrams on the network.
//! Not here: decoding and sockets (`tracking`), following a tracker in a show (`app`).
//! Invariant: a broken datagram is a line of output, not a failure; broken arguments are a failure with a remedy.

use std::io::{BufRead as _, ErrorKind, Write};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::{Context as _, bail};
use clap::{Args, Subcommand, ValueEnum};
use indicatif::{ProgressBar, ProgressStyle};

use crate::timing::{Clock, Rate};
use crate::tracking::freed::packet_from_pose;
use crate::tracking::freed::{D1_LEN, FreedPacket, FreedStream, Signs, StreamEvent, decode, messages};
use crate::tracking::schema::{RejectedLine, SampleLine};
use crate::tracking::sniff::Wire;
use crate::tracking::{FreedSender, Placement, Track, TrackOptions};

use super::track_listen;

/// Datagrams given as text have no sender.
const TEXT_SOURCE: &str = "127.0.0.1";

/// Camera tracking: read packets, send recordings.
#[derive(Debug, Args)]
pub struct TrackArgs {
    #[command(subcommand)]
    command: TrackCommand,
}

#[derive(Debug, Subcommand)]
enum TrackCommand {
    /// Print what datagrams say, one JSON line each
    Decode(DecodeArgs),
    /// Say what arrives on UDP ports: rate, jitter, loss, age, ids
    Listen(track_listen::ListenArgs),
    /// Send a recording as a tracker would
    Send(SendArgs),
}

#[derive(Debug, Args)]
struct DecodeArgs {
    /// What the datagrams are
    #[arg(long)]
    protocol: Protocol,
    /// Datagrams in hexadecimal, in order; `-` reads one a line from stdin
    #[arg(long, required = true, num_args = 1.., value_name = "HEX")]
    hex: Vec<String>,
    /// Take all of it as one serial stream
    #[arg(long)]
    stream: bool,
}

#[derive(Debug, Args)]
struct SendArgs {
    /// Consecutive 29-byte FreeD messages, or a track (CSV or JSON lines, stage axes)
    file: PathBuf,
    /// Where to
    #[arg(long, value_name = "HOST:PORT")]
    to: String,
    /// Datagrams a second
    #[arg(long, default_value = "25")]
    rate: Rate,
    /// Begin again at the end, until Ctrl-C
    #[arg(long = "loop")]
    is_endless: bool,
    /// Camera id of packets made from a track
    #[arg(long, default_value_t = 1)]
    camera_id: u8,
    /// What to send
    #[arg(long, default_value = "freed")]
    protocol: Protocol,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Protocol {
    Freed,
    Opentrackio,
    Osc,
    Psn,
    Stype,
    F4,
    Opentrack,
}

impl Protocol {
    /// How its datagrams are known.
    pub(super) const fn wire(self) -> Wire {
        match self {
            Self::Freed => Wire::Freed,
            Self::Opentrackio => Wire::OpenTrackIo,
            Self::Osc => Wire::Osc,
            Self::Psn => Wire::Psn,
            Self::Stype => Wire::Stype,
            Self::F4 => Wire::F4,
            Self::Opentrack => Wire::Opentrack,
        }
    }

    fn require_freed(self) -> anyhow::Result<()> {
        if self == Self::Freed {
            return Ok(());
        }
        let name = self.to_possible_value().map_or_else(String::new, |value| value.get_name().to_owned());
        bail!("protocol {name} is not built yet; freed is: use --protocol freed")
    }
}

/// Runs the subcommand.
pub fn run(args: &TrackArgs) -> anyhow::Result<ExitCode> {
    match &args.command {
        TrackCommand::Decode(args) => {
            args.protocol.require_freed()?;
            let mut out = std::io::BufWriter::new(std::io::stdout().lock());
            match run_decode(args, &mut out).and_then(|()| Ok(out.flush()?)) {
                // The reader of a pipe may have seen enough.
                Err(error) if is_broken_pipe(&error) => Ok(ExitCode::SUCCESS),
                result => result.map(|()| ExitCode::SUCCESS),
            }
        }
        TrackCommand::Listen(args) => track_listen::run(args),
        TrackCommand::Send(args) => {
            args.protocol.require_freed()?;
            run_send(args)
        }
    }
}

fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error.downcast_ref::<std::io::Error>().is_some_and(|error| error.kind() == ErrorKind::BrokenPipe)
}

fn run_decode(args: &DecodeArgs, out: &mut impl Write) -> anyhow::Result<()> {
    let mut printer = Printer { out, stream: args.stream.then(FreedStream::default) };
    for (index, hex) in args.hex.iter().enumerate() {
        if hex == "-" {
            for (line, text) in std::io::stdin().lock().lines().enumerate() {
                let text = text.context("cannot read stdin")?;
                if !text.trim().is_empty() {
                    printer.datagram(
                        &bytes_from_hex(&text).with_context(|| format!("stdin line {}", line + 1))?,
                    )?;
                }
            }
        } else {
            printer.datagram(&bytes_from_hex(hex).with_context(|| format!("--hex value {}", index + 1))?)?;
        }
    }
    printer.finish()
}

/// Prints what datagrams say.
struct Printer<'a, W> {
    out: &'a mut W,
    /// Present when all input is one serial stream.
    stream: Option<FreedStream>,
}

impl<W: Write> Printer<'_, W> {
    fn datagram(&mut self, bytes: &[u8]) -> anyhow::Result<()> {
        let Some(mut stream) = self.stream.take() else {
            for message in messages(bytes) {
                match message {
                    Ok(packet) => self.sample(&packet)?,
                    Err(error) => self.rejected(error.to_string())?,
                }
            }
            return Ok(());
        };
        let mut events = Vec::new();
        stream.push(bytes, |event| events.push(event));
        self.stream = Some(stream);
        self.events(&events)
    }

    fn finish(mut self) -> anyhow::Result<()> {
        let mut events = Vec::new();
        if let Some(stream) = self.stream.take() {
            stream.finish(|event| events.push(event));
        }
        self.events(&events)
    }

    fn events(&mut self, events: &[StreamEvent]) -> anyhow::Result<()> {
        for event in events {
            match event {
                StreamEvent::Packet(packet) => self.sample(packet)?,
                StreamEvent::Skipped(count) => {
                    self.rejected(format!("{count} bytes skipped: no FreeD D1 message in them"))?;
                }
            }
        }
        Ok(())
    }

    fn sample(&mut self, packet: &FreedPacket) -> anyhow::Result<()> {
        let line = serde_json::to_string(&SampleLine::from_freed(packet, Signs::PLAIN, TEXT_SOURCE))?;
        Ok(writeln!(self.out, "{line}")?)
    }

    fn rejected(&mut self, rejected: String) -> anyhow::Result<()> {
        let line = serde_json::to_string(&RejectedLine { rejected })?;
        Ok(writeln!(self.out, "{line}")?)
    }
}

/// Spaces and colons between digits are allowed.
fn bytes_from_hex(text: &str) -> anyhow::Result<Vec<u8>> {
    let mut nibbles = Vec::with_capacity(text.len());
    for (at, character) in text.chars().enumerate() {
        if character.is_whitespace() || character == ':' {
            continue;
        }
        let Some(digit) = character.to_digit(16) else {
            bail!(
                "found `{character}` at character {}, needed hexadecimal digits such as d101fe7c08",
                at + 1
            );
        };
        nibbles.push(digit as u8);
    }
    let (pairs, rest) = nibbles.as_chunks::<2>();
    if !rest.is_empty() {
        bail!("found {} hexadecimal digits, needed two for each byte", nibbles.len());
    }
    Ok(pairs.iter().map(|[high, low]| high << 4 | low).collect())
}

fn run_send(args: &SendArgs) -> anyhow::Result<ExitCode> {
    let file = args.file.display();
    let bytes = std::fs::read(&args.file).with_context(|| format!("cannot read track {file}"))?;
    let packets = packets_from(&bytes, args).with_context(|| format!("track {file}"))?;
    let sender = FreedSender::to_host(&args.to)?;
    let should_stop = Arc::new(AtomicBool::new(false));
    let stop = Arc::clone(&should_stop);
    ctrlc::set_handler(move || stop.store(true, Ordering::Relaxed)).context("cannot catch Ctrl-C")?;

    let progress =
        if args.is_endless { ProgressBar::new_spinner() } else { ProgressBar::new(packets.len() as u64) };
    let template =
        if args.is_endless { "{spinner} {pos} packets {msg}" } else { "{bar:40} {pos}/{len} packets {msg}" };
    progress.set_style(ProgressStyle::with_template(template).context("progress template")?);
    progress.set_message(format!("to {} at {} Hz", sender.target(), args.rate));

    let clock = Clock::start();
    let count = packets.len() as u64;
    let mut sent: u64 = 0;
    while !should_stop.load(Ordering::Relaxed) && (args.is_endless || sent < count) {
        clock.sleep_until(args.rate.time_secs(sent));
        if should_stop.load(Ordering::Relaxed) {
            break;
        }
        sender.send(&packets[(sent % count) as usize])?;
        sent += 1;
        progress.set_position(sent);
    }
    progress.abandon();
    tracing::info!(sent, target = %sender.target(), "recording sent");
    Ok(ExitCode::SUCCESS)
}

/// The packets of a recording as they are, or those that tell a track's poses at the rate.
fn packets_from(bytes: &[u8], args: &SendArgs) -> anyhow::Result<Vec<FreedPacket>> {
    let options = TrackOptions { placement: Placement::Absolute, rate: args.rate, ..TrackOptions::default() };
    let track = Track::from_bytes(bytes, &options)?;
    if bytes.get(..D1_LEN).is_some_and(|message| decode(message).is_ok()) {
        return Ok(messages(bytes).collect::<Result<_, _>>()?);
    }
    // The last row is sent too when it falls on a tick, rounding aside.
    let ticks = (track.duration_secs() / args.rate.period_secs() + 1e-6).floor() as u64;
    let extras = FreedPacket { camera_id: args.camera_id, ..FreedPacket::default() };
    let packet = |tick| packet_from_pose(&track.pose_at(args.rate.time_secs(tick)), Signs::PLAIN, &extras);
    Ok((0..=ticks).map(packet).collect())
}

#[cfg(test)]
mod tests {
    use clap::Parser as _;

    use super::*;

    #[derive(Debug, clap::Parser)]
    struct Line {
        #[command(flatten)]
        args: TrackArgs,
    }

    fn parsed(words: &[&str]) -> TrackCommand {
        Line::try_parse_from([&["track"], words].concat()).unwrap().args.command
    }

    fn decoded(words: &[&str]) -> anyhow::Result<Vec<serde_json::Value>> {
        let TrackCommand::Decode(args) = parsed(&[&["decode", "--protocol", "freed"], words].concat()) else {
            panic!("not decode")
        };
        let mut out = Vec::new();
        run_decode(&args, &mut out)?;
        Ok(String::from_utf8(out)?.lines().map(|line| serde_json::from_str(line).unwrap()).collect())
    }

    // reference/tracking.md 1.3.
    const REAL: &str = "d100df78aa0047ef000000000000000000000000004000001501d1ff12";

    #[test]
    fn each_datagram_is_a_line() {
        let lines = decoded(&["--hex", REAL, "d1", "", &format!("{REAL}{REAL}"), "d0:01 00:6f"]).unwrap();
        let kinds: Vec<bool> = lines.iter().map(|line| line.get("rejected").is_none()).collect();
        assert_eq!(kinds, [true, false, false, true, true, false]);
        assert!((lines[0]["pan_deg"].as_f64().unwrap() - 65.057_312).abs() < 1e-6);
        assert_eq!(lines[0]["lens"]["rawEncoders"]["zoom"], 16384);
        assert_eq!(lines[0]["raw"]["user"], 0xD1FF);
        assert_eq!(lines[1]["rejected"], "packet has 1 bytes, FreeD type D1 needs 29");
    }

    #[test]
    fn a_stream_is_cut_anywhere() {
        let serial = format!("00d1ff{REAL}{REAL}");
        let (first, second) = serial.split_at(30);
        let lines = decoded(&["--hex", first, second, "--stream"]).unwrap();
        assert_eq!(lines.len(), 3);
        assert!(lines[0]["rejected"].as_str().unwrap().starts_with("3 bytes skipped"));
        assert_eq!(lines[1], lines[2]);
        assert_eq!(lines[1]["camera_id"], 0);
    }

    #[test]
    fn wrong_arguments_say_what_is_needed() {
        let text = format!("{:#}", decoded(&["--hex", REAL, "d1g0"]).unwrap_err());
        assert!(text.contains("--hex value 2") && text.contains("`g` at character 3"), "{text}");
        let text = format!("{:#}", decoded(&["--hex", "d10"]).unwrap_err());
        assert!(text.contains("3 hexadecimal digits"), "{text}");
        let words = ["track", "decode", "--protocol", "psn", "--hex", "00"];
        let text = run(&Line::try_parse_from(words).unwrap().args).unwrap_err().to_string();
        assert_eq!(text, "protocol psn is not built yet; freed is: use --protocol freed");
    }

    #[test]
    fn a_track_is_sent_at_the_rate() {
        let TrackCommand::Send(args) = parsed(&["send", "x.csv", "--to", "127.0.0.1:9", "--rate", "50"])
        else {
            panic!("not send")
        };
        let csv = b"0,0,1.5,0,0,0,0,1\n1,1,1.5,-2,0,0,0,1\n";
        let packets = packets_from(csv, &args).unwrap();
        assert_eq!(packets.len(), 51);
        // Half way: 0.5 m right, 1 m forward, 1.5 m up, in 1/64 mm.
        let half = FreedPacket { camera_id: 1, x: 32_000, y: 64_000, z: 96_000, ..FreedPacket::default() };
        assert_eq!(packets[25], half);
    }
}
