//! Random OSC datagrams: garbage, valid ones, mutated ones, deep bundles, very many type tags, wild patterns.
//!
//! In: a seed. Out: a show that is as sound as before. Not here: HTTP and WebSocket (their own tests).
//! Invariant: reproducible by the seed. `CYCLORAMA_RANDOM=1000000` tries more than the 100 000 of every run.

use std::net::{SocketAddr, UdpSocket};
use std::time::Duration;

use cyclorama::app::clerk::Clerk;
use cyclorama::app::live::{Demo, Live};
use cyclorama::control::OscSettings;
use cyclorama::control::osc::desk::{Desk, Now};
use cyclorama::control::osc::namespace::ACTIONS;
use cyclorama::params::{Registry, Role};
use cyclorama::show::load;
use cyclorama::show::report::HealthReport;
use cyclorama::timing::Clock;
use rosc::{OscBundle, OscMessage, OscPacket, OscTime, OscType, encoder};

use super::rig::{PATIENCE, Rig};

/// SplitMix64 (Steele, Lea, Flood 2014).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, bound: usize) -> usize {
        (self.next() % bound.max(1) as u64) as usize
    }

    fn one<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        &all[self.below(all.len())]
    }

    fn bytes(&mut self, most: usize) -> Vec<u8> {
        (0..self.below(most)).map(|_| self.next() as u8).collect()
    }

    fn address(&mut self, registry: &Registry) -> String {
        let path = match self.below(4) {
            0 => self.one(ACTIONS).path,
            _ => self.one(registry.parameters()).path.as_str(),
        };
        let mut address = format!("/cyclorama/{}{path}", self.one(&["", "", "", "step/", "reset/", "/"]));
        if self.below(6) == 0 {
            let at = self.below(address.len() + 1);
            const WILD: [&str; 9] = ["*", "?", "//", "[a-z]", "[!", "{a,b", "{trim_ev,hold}", "]", "**a*a*a"];
            let wild = self.one::<&str>(&WILD);
            address.insert_str(at, wild);
        }
        address
    }

    fn argument(&mut self) -> OscType {
        let wild =
            *self.one(&[0.0, 1.0, -1.0, 0.5, 1e300, -1e-300, f64::NAN, f64::INFINITY, f64::NEG_INFINITY]);
        match self.below(14) {
            0 => OscType::Int(self.next() as i32),
            1 => OscType::Long(self.next() as i64),
            2 => OscType::Float(wild as f32),
            3 => OscType::Float(f32::from_bits(self.next() as u32)),
            4 => OscType::Double(wild),
            5 => OscType::Double(f64::from_bits(self.next())),
            6 => OscType::Bool(self.below(2) == 0),
            7 => OscType::String(
                (*self.one(&["", "on", "confirmed", "nan", "-inf", "1e400", "manual", "//*"])).to_owned(),
            ),
            8 => OscType::Blob(self.bytes(64)),
            9 => OscType::Nil,
            10 => OscType::Inf,
            11 => OscType::Time(OscTime { seconds: self.next() as u32, fractional: self.next() as u32 }),
            12 => OscType::Char('x'),
            _ => OscType::Int(self.below(3) as i32),
        }
    }

    fn message(&mut self, registry: &Registry) -> OscPacket {
        // Every other one is what a fader or a button would send.
        if self.below(2) == 0 {
            let entry = self.one(registry.parameters());
            let [min, max] = entry.kind.range();
            let number = min + (max - min) * self.below(1001) as f64 / 1000.0;
            let addr = format!("/cyclorama/{}", entry.path);
            return OscPacket::Message(OscMessage { addr, args: vec![OscType::Float(number as f32)] });
        }
        let args = (0..self.below(4)).map(|_| self.argument()).collect();
        OscPacket::Message(OscMessage { addr: self.address(registry), args })
    }

    fn bundle(&mut self, registry: &Registry, depth: usize) -> OscPacket {
        let content = (0..self.below(4))
            .map(|_| match self.below(3) {
                0 if depth > 0 => self.bundle(registry, depth - 1),
                _ => self.message(registry),
            })
            .collect();
        let seconds = *self.one(&[0, 1, 3_208_988_800, 3_208_988_805, u32::MAX]);
        OscPacket::Bundle(OscBundle { timetag: OscTime { seconds, fractional: self.next() as u32 }, content })
    }

    fn datagram(&mut self, registry: &Registry) -> Vec<u8> {
        let encode = |packet| encoder::encode(&packet).unwrap();
        match self.below(100) {
            0..15 => self.bytes(600),
            15..50 => encode(self.message(registry)),
            50..60 => encode(self.bundle(registry, 12)),
            60..90 => {
                let mut bytes = match self.below(2) {
                    0 => encode(self.message(registry)),
                    _ => encode(self.bundle(registry, 3)),
                };
                for _ in 0..=self.below(4) {
                    let at = self.below(bytes.len());
                    match self.below(4) {
                        0 => bytes.truncate(at),
                        1 => bytes.insert(at, self.next() as u8),
                        _ if !bytes.is_empty() => bytes[at] = self.next() as u8,
                        _ => {}
                    }
                }
                bytes
            }
            90..95 => {
                // Type tags without end, with and without what they promise.
                let tag = *self.one(b"fidsbTFNI[]thmrc");
                let mut bytes = b"/cyclorama/grade/trim_ev\0\0\0\0,".to_vec();
                bytes.extend(std::iter::repeat_n(tag, self.below(2000)));
                bytes.extend(self.bytes(64));
                bytes.resize(bytes.len().next_multiple_of(4), 0);
                bytes
            }
            95..98 => {
                // Bundles in bundles.
                let mut bytes = encode(self.message(registry));
                for _ in 0..self.below(60) {
                    let size = (bytes.len() as u32).to_be_bytes();
                    bytes = [b"#bundle\0\0\0\0\0\0\0\0\x01".as_slice(), &size, &bytes].concat();
                }
                bytes
            }
            _ => {
                // Lengths that lie.
                let mut bytes = b"#bundle\0\0\0\0\0\0\0\0\x01".to_vec();
                bytes.extend((self.next() as u32).to_be_bytes());
                bytes.extend(self.bytes(40));
                bytes
            }
        }
    }
}

fn resident_kb() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

/// The desk itself, with a frame after every 50 datagrams: 2000 datagrams a second at 40 frames a second.
#[test]
fn random_datagrams_leave_the_show_sound() {
    let count: u64 = std::env::var("CYCLORAMA_RANDOM").ok().map_or(100_000, |text| text.parse().unwrap());
    let show = load::demo(&|_, _| {}).unwrap().show;
    let (_clerk, end, link) = Clerk::start(&show).unwrap();
    let mut live = Live::start(&show, Clock::start(), Demo::None).unwrap();
    live.listen_to(end);
    let ports = OscSettings {
        address: ([127, 0, 0, 1], 0).into(),
        reply_port: 9751,
        feedback: vec![([127, 0, 0, 9], 9751).into()],
        allow: Vec::new(),
        role: Role::Operator,
    };
    let mut desk = Desk::new(ports, link);
    let mut last = show.first.clone();
    let (mut random, clock) = (Random(4), Clock::start());
    let (mut frames, mut sent, mut warm_kb, mut told) = (0, 0, 0, 0_u64);
    for at in 0..count {
        let secs = at as f64 / 2000.0;
        let now = Now { secs, unix_secs: 1e9 + secs };
        let from =
            SocketAddr::from(([127, 0, 0, 1 + random.below(4) as u8], 1 + random.below(60_000) as u16));
        desk.hear(&random.datagram(&show.registry), from, now);
        if at % 50 == 0 {
            frames += 1;
            live.advance(&show, frames);
            live.report(&show, &HealthReport { rate_fps: 40.0, ..HealthReport::default() });
            desk.tick(now);
            sent += desk.outgoing().len();
            let changed = last.all().iter().zip(live.values().all()).filter(|(was, is)| was != is);
            told += changed.count() as u64;
            last.copy_from(live.values());
            for (entry, value) in show.registry.iter(live.values()) {
                let [min, max] = entry.kind.range();
                assert!((min..=max).contains(&value.number()), "{} = {value:?} after {at}", entry.path);
            }
        }
        if at == count / 4 {
            warm_kb = resident_kb();
        }
    }
    let grown_kb = resident_kb().saturating_sub(warm_kb);
    println!(
        "{count} datagrams in {:.1} s, {frames} frames, {told} values changed, {sent} datagrams sent, {:?}, memory grew by {grown_kb} kB after the first quarter",
        clock.now_secs(),
        desk.counts()
    );
    assert!(grown_kb < 32 * 1024, "memory grew by {grown_kb} kB");
    let counts = desk.counts();
    assert!(counts.taken > count / 2 && counts.bad > count / 4, "{counts:?}");
    assert!(told > count / 50, "{told} values reached the show");
}

/// Through the real socket, as fast as it goes: the show answers afterwards.
#[test]
fn a_flood_through_the_socket_is_survived() {
    let rig = Rig::start(&[], &[]);
    let mut random = Random(7);
    let flood = UdpSocket::bind("127.0.0.5:0").unwrap();
    let before = rig.link.state().report.frame;
    for _ in 0..20_000 {
        // What does not fit into the socket's buffer is lost, as on any network.
        let _ = flood.send_to(&random.datagram(&rig.registry), rig.osc());
    }
    rig.until("frames go on", |state| state.report.frame > before + 20);
    let friend = UdpSocket::bind("127.0.0.6:0").unwrap();
    friend.set_read_timeout(Some(Duration::from_millis(200))).unwrap();
    let pong = |answer: &[u8]| answer == b"/cyclorama/pong\0,i\0\0\0\0\0\x07";
    let clock = Clock::start();
    let is_answered = std::iter::from_fn(|| {
        // A ping that comes while the buffer is still full is lost like the rest.
        friend.send_to(b"/cyclorama/ping\0,i\0\0\0\0\0\x07", rig.osc()).unwrap();
        let mut answer = [0; 1500];
        let length = friend.recv(&mut answer).unwrap_or(0);
        (clock.now_secs() < PATIENCE.as_secs_f64()).then(|| pong(&answer[..length]))
    });
    assert!(is_answered.into_iter().any(|is| is), "no pong");
}
