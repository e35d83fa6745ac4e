//! A hundred thousand requests that nobody sane sends: the web server and the show behind it go on.
//!
//! In: bytes from a seeded generator. Out: no panic, bounded memory, frames that go on. Not here: the socket's messages, OSC.
//! Invariant: the same seed sends the same bytes; what is counted is counted by the sender.

use std::io::{BufReader, Write as _};
use std::sync::atomic::{AtomicU32, Ordering};

use cyclorama::params::Role;

use super::served::{Served, read, settings};

/// Requests, as the issue asks.
const REQUESTS: usize = 100_000;
/// Requests over one connection, when none of them closes it.
const A_CONNECTION: usize = 50;
/// Addresses that they come from: the limits of one would hold most of them back.
const ADDRESSES: u32 = 700;
/// Threads that send.
const THREADS: usize = 8;
/// Memory that may be used more after them than before, bytes.
const GROWTH: u64 = 64 * 1024 * 1024;

/// SplitMix64 (Steele, Lea, Flood 2014).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, limit: usize) -> usize {
        (self.next() % limit as u64) as usize
    }

    fn of<'a>(&mut self, all: &[&'a str]) -> &'a str {
        all[self.below(all.len())]
    }
}

const VERBS: [&str; 7] = ["GET", "PUT", "POST", "DELETE", "OPTIONS", "get", "\u{1}"];
const PATHS: [&str; 16] = [
    "/",
    "/d",
    "/static/net/socket.js",
    "/api/v1/param",
    "/api/v1/param/grade/trim_ev",
    "/api/v1/param/%00%ff",
    "/api/v1/step",
    "/api/v1/undo",
    "/api/v1/presets/%2e%2e%2f",
    "/api/v1/cues/1",
    "/api/v1/take/roll",
    "/api/v1/compare",
    "/api/v1/health",
    "/api/v1/param/grade/trim_ev?confirmed=true&&=%",
    "//..//",
    "/api/v1/socket",
];
const BODIES: [&str; 9] = [
    "",
    "{}",
    r#"{"value":0.5}"#,
    r#"{"value":NaN}"#,
    r#"{"value":1e308,"fade_secs":1e30}"#,
    "[[[[[[[[[[",
    "\u{0}\u{fffd}",
    r#"{"path":"grade/trim_ev","by":-1e-300}"#,
    r#"{"from":"take:99999999999","to":"preset:\u0000"}"#,
];

/// A request that was whole once.
fn request(random: &mut Random, host: &str, token: &str) -> Vec<u8> {
    let body = random.of(&BODIES);
    let token =
        if random.below(2) == 0 { format!("Authorization: Bearer {token}\r\n") } else { String::new() };
    let (verb, path) = (random.of(&VERBS), random.of(&PATHS));
    let length = body.len();
    let text =
        format!("{verb} {path} HTTP/1.1\r\nHost: {host}\r\n{token}Content-Length: {length}\r\n\r\n{body}");
    let mut bytes = text.into_bytes();
    // Most stay whole, so that the next ones of the connection are read as well.
    if random.below(4) == 0 {
        let at = random.below(bytes.len());
        match random.below(6) {
            0 => bytes.truncate(at.max(1)),
            1 => bytes.insert(at, random.next() as u8),
            _ => bytes[at] = random.next() as u8,
        }
    }
    bytes
}

/// Sends until so many requests were read, from several threads; how many were read, how many
/// of them were not held back by a limit, over how many connections.
fn flood(served: &Served, host: &str, token: &str, (seed, count): (u64, usize)) -> (usize, usize, usize) {
    let from = AtomicU32::new(0);
    let one = |thread: usize| {
        let mut random = Random(seed * THREADS as u64 + thread as u64);
        let (mut been_read, mut answered, mut connections) = (0, 0, 0);
        while been_read < count / THREADS {
            // Only Linux has so many addresses; elsewhere there is nothing to send from.
            let Ok(mut stream) = served.connect_from(from.fetch_add(1, Ordering::Relaxed) % ADDRESSES) else {
                break;
            };
            connections += 1;
            let mut bytes = Vec::new();
            for _ in 0..A_CONNECTION {
                let is_mad = random.below(50) == 0;
                bytes.extend(if is_mad { garbage(&mut random) } else { request(&mut random, host, token) });
            }
            // The server may close in the middle: that is an answer too.
            let _ = stream.write_all(&bytes);
            let _ = stream.shutdown(std::net::Shutdown::Write);
            let mut reader = BufReader::new(stream);
            let mut own = 0;
            while let Some(answer) = read(&mut reader) {
                own += 1;
                answered += usize::from(answer.status != 429);
            }
            been_read += own.max(1);
        }
        (been_read, answered, connections)
    };
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..THREADS).map(|thread| scope.spawn(move || one(thread))).collect();
        let sum = |all: (usize, usize, usize), own: (usize, usize, usize)| {
            (all.0 + own.0, all.1 + own.1, all.2 + own.2)
        };
        threads.into_iter().map(|thread| thread.join().unwrap()).fold((0, 0, 0), sum)
    })
}

/// Bytes that were never a request.
fn garbage(random: &mut Random) -> Vec<u8> {
    (0..1 + random.below(300)).map(|_| random.next() as u8).collect()
}

/// Resident memory of this process; `None` where the system does not tell.
fn resident() -> Option<u64> {
    let text = std::fs::read_to_string("/proc/self/statm").ok()?;
    Some(text.split(' ').nth(1)?.parse::<u64>().ok()? * 4096)
}

#[test]
fn a_hundred_thousand_mad_requests_do_no_harm() {
    let served = Served::start(settings(), true);
    let token = served.token(Role::Director);
    let host = served.web.to_string();
    let first_frame = served.frames.load(Ordering::Relaxed);
    // Everything that is made once is made by the first tenth.
    let first = flood(&served, &host, &token, (0, REQUESTS / 10));
    let before = resident();
    let second = flood(&served, &host, &token, (1, REQUESTS - REQUESTS / 10));
    let (read, answered, connections) = (first.0 + second.0, first.1 + second.1, first.2 + second.2);
    let frames = served.frames.load(Ordering::Relaxed) - first_frame;
    let grown = resident().zip(before).map(|(now, before)| now.saturating_sub(before));
    println!(
        "{read} read over {connections} connections, {answered} not held back, {frames} frames, {grown:?} bytes more"
    );
    assert!(cfg!(not(target_os = "linux")) || (read >= REQUESTS && answered > REQUESTS / 2));
    assert!(grown.is_none_or(|grown| grown < GROWTH), "{grown:?} bytes more");
    assert!(frames > 0);
    let set = served.ask("PUT", "/api/v1/param/grade/trim_ev", &token, r#"{"value":0.125}"#);
    assert_eq!((set.status, set.json()["value"].as_f64()), (200, Some(0.125)), "the show obeys");
}
