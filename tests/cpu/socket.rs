//! The socket as a page knows it: a show without a GPU, and a WebSocket client that is not ours.
//!
//! In: `tests/data/small`, frames stepped here. Out: messages. Not here: pages (`tests/pages`), times (`bench --guests`).
//! Invariant: nothing is waited for but messages; what must not come is asked for after something that comes later.

use std::net::Shutdown;
use std::sync::atomic::{AtomicU64, Ordering};

use cyclorama::params::Role;
use serde_json::{Value, json};
use tungstenite::Message;

use crate::guests::Stage;

#[test]
fn a_change_is_in_the_next_frame_and_everybody_is_told() {
    let mut stage = Stage::open();
    let mut ann = stage.guest(Some(Role::Director), "Ann", "director");
    let welcome = ann.hear_kind("welcome");
    assert_eq!((&welcome["me"]["name"], &welcome["me"]["role"]), (&json!("Ann"), &json!("director")));
    let known: Vec<&str> = stage.show.registry.parameters().iter().map(|one| one.path.as_str()).collect();
    let told: Vec<&str> =
        welcome["parameters"].as_array().unwrap().iter().map(|one| one["path"].as_str().unwrap()).collect();
    assert_eq!(told, known);
    let snapshot = ann.hear_kind("snapshot");
    assert_eq!(snapshot["values"].as_object().unwrap().len(), known.len());
    assert_eq!(snapshot["values"]["grade/trim_ev"], 0.0);
    let mut bob = stage.guest(None, "Bob", "viewer");
    bob.hear_kind("snapshot");
    let before = stage.step();
    ann.say(r#"{"t":"set","id":12,"path":"grade/trim_ev","v":0.5,"g":5}"#);
    ann.settle();
    let drawn = stage.step();
    let ack = ann.hear_kind("ack");
    assert_eq!(ack, json!({ "t": "ack", "id": 12, "ok": true, "frame": before + 1 }));
    assert_eq!(ann.hear_kind("shown"), json!({ "t": "shown", "id": 12, "frame": drawn }));
    let moved = |message: &Value| message["values"]["grade/trim_ev"] == 0.5 && message["t"] == "delta";
    bob.hear(moved);
    ann.hear(moved);
    // A fade tells where it goes, and then that it has arrived.
    ann.say(r#"{"t":"set","id":13,"path":"grade/trim_ev","v":1,"fade":0.1}"#);
    ann.settle();
    stage.step();
    bob.hear(|message| message["goals"]["grade/trim_ev"] == 1.0);
    for _ in 0..4 {
        stage.step();
    }
    bob.hear(|message| message["goals"].get("grade/trim_ev").is_some_and(Value::is_null));
}

#[test]
fn deltas_are_a_chain_and_a_lost_client_is_told_all_again() {
    let mut stage = Stage::open();
    let mut ann = stage.guest(Some(Role::Director), "Ann", "director");
    let mut values = ann.hear_kind("snapshot");
    let mut rev = values["rev"].clone();
    let values = &mut values["values"];
    for move_ in 1..=40 {
        ann.say(&format!(
            r#"{{"t":"set","id":{move_},"path":"grade/trim_ev","v":{},"g":1}}"#,
            f64::from(move_) / 100.0
        ));
        ann.settle();
        stage.step();
        ann.hear(|message| message["t"] == "ack" && message["id"] == move_);
    }
    while values["grade/trim_ev"] != 0.4 {
        let delta = ann.hear_kind("delta");
        assert_eq!(delta["from"], rev, "{delta}");
        rev = delta["rev"].clone();
        for (path, value) in delta["values"].as_object().unwrap() {
            values[path] = value.clone();
        }
    }
    ann.say(r#"{"t":"resync"}"#);
    let again = ann.hear_kind("snapshot");
    assert_eq!(&again["values"], values);
    let history = again["history"].as_array().unwrap();
    assert_eq!(history.len(), 1, "a drag is one step: {history:?}");
}

#[test]
fn without_a_token_nothing_changes_and_the_reason_is_told() {
    let mut stage = Stage::open();
    let mut eve = stage.guest(None, "Eve", "operator");
    assert_eq!(eve.hear_kind("welcome")["me"]["role"], "viewer");
    for (id, wish) in [
        r#""t":"set","path":"grade/trim_ev","v":1"#,
        r#""t":"set","path":"wall/blackout","v":true,"hold":true"#,
        r#""t":"step","path":"grade/trim_ev","by":1"#,
        r#""t":"bound","path":"grade/trim_ev","min":0,"max":0"#,
    ]
    .iter()
    .enumerate()
    {
        eve.say(&format!(r#"{{"id":{},{wish}}}"#, id + 1));
        eve.settle();
        stage.step();
        let ack = eve.hear(|message| message["id"] == id + 1);
        assert_eq!((&ack["ok"], &ack["code"]), (&json!(false), &json!("role")), "{wish}: {ack}");
    }
    assert_eq!(stage.link.state().report.values, stage.show.first);
    // The same wish of somebody who may.
    let mut ann = stage.guest(Some(Role::Director), "Ann", "director");
    ann.say(r#"{"t":"step","id":1,"path":"grade/trim_ev","by":1}"#);
    ann.settle();
    stage.step();
    assert_eq!(ann.hear_kind("ack")["ok"], true);
}

#[test]
fn people_come_look_at_pages_and_go() {
    let mut stage = Stage::open();
    let mut ann = stage.guest(Some(Role::Operator), "Ann", "operator");
    stage.step();
    let named = |name: &'static str, page: &'static str| {
        move |message: &Value| {
            let people = message["people"].as_array();
            people.is_some_and(|people| {
                people.iter().any(|one| one["name"] == name && one["page"] == page && one["here"] == true)
            })
        }
    };
    ann.hear(named("Ann", "operator"));
    let mut bob = stage.guest(None, "Bob", "viewer");
    ann.hear(named("Bob", "viewer"));
    bob.say(r#"{"t":"hello","proto":1,"name":"Bob","page":"health"}"#);
    ann.hear(named("Bob", "health"));
    bob.socket.get_ref().shutdown(Shutdown::Both).unwrap();
    ann.hear(|message| {
        message["people"].as_array().is_some_and(|people| people.iter().all(|one| one["name"] != "Bob"))
    });
}

#[test]
fn who_does_not_read_holds_nobody_up() {
    let mut stage = Stage::open();
    // It asks for everything and reads nothing, not even its welcome.
    let mut deaf = stage.guest(None, "Deaf", "viewer");
    let mut ann = stage.guest(Some(Role::Director), "Ann", "director");
    for round in 1..=300 {
        for _ in 0..10 {
            // Once its answers find no room on the line it is not read any more either: that is its own affair.
            let stream = deaf.socket.get_ref();
            stream.set_nonblocking(true).unwrap();
            let _ = deaf.socket.send(Message::text(r#"{"t":"resync"}"#));
        }
        ann.say(&format!(
            r#"{{"t":"set","id":{round},"path":"grade/trim_ev","v":{},"g":1}}"#,
            f64::from(round) / 1000.0
        ));
        ann.settle();
        stage.step();
        let ack = ann.hear(|message| message["t"] == "ack" && message["id"] == round);
        assert_eq!(ack["ok"], true);
    }
    ann.hear(|message| message["values"]["grade/trim_ev"] == 0.3);
}

/// Messages of the fuzz; `CYCLORAMA_MESSAGES` says another number.
const MESSAGES: u64 = 100_000;
/// Sockets that send them at once.
const LIARS: u64 = 8;
/// Memory that they may cost, bytes: queues and buffers of as many sockets, and what the allocator keeps.
const GROWTH_BYTES: u64 = 96 << 20;

#[test]
fn random_messages_break_nothing() {
    let asked = std::env::var("CYCLORAMA_MESSAGES").ok().and_then(|text| text.parse().ok());
    let messages: u64 = asked.unwrap_or(MESSAGES);
    let mut stage = Stage::open();
    let _playing = stage.play();
    let mut ann = stage.guest(Some(Role::Director), "Ann", "director");
    ann.hear_kind("snapshot");
    let token = stage.token(Role::Engineer, "Liar");
    let (frames_before, memory_before) = (stage.link.state().report.frame, resident_bytes());
    let sockets = AtomicU64::new(0);
    std::thread::scope(|scope| {
        for seed in 1..=LIARS {
            let (stage, token, sockets) = (&stage, &token, &sockets);
            scope.spawn(move || lie(stage, token, (seed, messages / LIARS), sockets));
        }
        // Somebody works meanwhile, and is heard.
        for id in 1..=50 {
            ann.say(&format!(r#"{{"t":"ask","id":{id},"what":"compare","from":"now","to":"file"}}"#));
            ann.hear(|message| message["t"] == "ack" && message["id"] == id);
        }
    });
    let (frames, memory) = (stage.link.state().report.frame - frames_before, resident_bytes());
    eprintln!(
        "{messages} messages read over {} sockets; {frames} frames meanwhile; {} MiB more memory",
        sockets.load(Ordering::Relaxed),
        memory.saturating_sub(memory_before) >> 20
    );
    assert!(frames > 100, "{frames} frames");
    assert!(memory < memory_before + GROWTH_BYTES, "{memory_before} became {memory} bytes");
    let state = stage.link.state();
    for (parameter, value) in state.registry.iter(&state.report.values) {
        let [min, max] = parameter.kind.range();
        assert!((min..=max).contains(&value.number()), "{} = {value:?}", parameter.path);
    }
    ann.settle();
}

/// Memory that this process has, bytes; 0 where the system does not say.
fn resident_bytes() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<u64>().ok()).unwrap_or(0) << 10
}

/// Messages between two pings: fewer answers than a client may let wait.
const BATCH: u64 = 400;

/// Sends so many messages that are read, with a new socket whenever the one before was closed.
fn lie(stage: &Stage, token: &str, (seed, messages): (u64, u64), sockets: &AtomicU64) {
    let mut random = Random(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15));
    let mut read = 0;
    while read < messages {
        let mut socket = stage.socket(Some(token));
        sockets.fetch_add(1, Ordering::Relaxed);
        // Most greet first; some never do, and are sent away.
        if random.below(10) > 0 {
            let _ = socket.send(Message::text(r#"{"t":"hello","proto":1,"name":"Liar","page":"director"}"#));
        }
        // Only what was answered for counts: a message too long closes the line, and what came after it is not read.
        while read < messages && random.below(100) > 0 && batch(&mut socket, &mut random).is_some() {
            read += BATCH;
        }
    }
}

/// Sends messages and waits until they were read; `None` when the line was closed.
fn batch(socket: &mut tungstenite::WebSocket<std::net::TcpStream>, random: &mut Random) -> Option<()> {
    for _ in 0..BATCH {
        socket.send(random.message()).ok()?;
    }
    socket.send(Message::text(r#"{"t":"ping","id":77007700}"#)).ok()?;
    loop {
        if let Message::Text(text) = socket.read().ok()?
            && text.contains(r#""id":77007700,"t":"pong""#)
        {
            return Some(());
        }
    }
}

/// Xorshift64 (Marsaglia 2003).
struct Random(u64);

const TRUE_MESSAGES: &[&str] = &[
    r#"{"t":"hello","proto":1,"name":"Ann","page":"director"}"#,
    r#"{"t":"set","id":12,"path":"grade/trim_ev","v":0.333,"fade":0,"g":5,"hold":false}"#,
    r#"{"t":"set","id":13,"path":"world/x_m","v":-3e2,"fade":2.5,"g":0,"hold":true}"#,
    r#"{"t":"set","id":14,"path":"pattern/main","v":"grid","hold":true}"#,
    r#"{"t":"set","id":15,"path":"wall/hold","v":true}"#,
    r#"{"t":"step","id":16,"path":"grade/trim_ev","by":0.333333,"fade":1}"#,
    r#"{"t":"reset","id":17,"path":"world/x_m","fade":0}"#,
    r#"{"t":"letgo","path":"grade/trim_ev"}"#,
    r#"{"t":"undo","id":18,"fade":0}"#,
    r#"{"t":"redo","id":19,"fade":1}"#,
    r#"{"t":"bound","id":20,"path":"grade/trim_ev","min":-1,"max":1}"#,
    r#"{"t":"ask","id":21,"what":"recall_preset","name":"Golden hour","fade":3}"#,
    r#"{"t":"ask","id":22,"what":"write_cue","cue":{"number":"1.5","name":"a","preset":"b","fade_secs":2,"follow_secs":null,"note":""}}"#,
    r#"{"t":"ask","id":23,"what":"compare","from":"now","to":"take:3"}"#,
    r#"{"t":"ask","id":24,"what":"roll"}"#,
    r#"{"t":"ask","id":25,"what":"cut"}"#,
    r#"{"t":"ask","id":26,"what":"go","hold":true}"#,
    r#"{"t":"ping","id":27}"#,
    r#"{"t":"resync"}"#,
    r#"{"t":"preview","source":"camera:A","width":640}"#,
    r#"{"t":"credit","n":2}"#,
];

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, limit: u64) -> u64 {
        self.next() % limit
    }

    fn bytes(&mut self, most: u64) -> Vec<u8> {
        (0..self.below(most)).map(|_| self.next() as u8).collect()
    }

    /// A true message, a true one with bytes changed, garbage, something huge, something binary.
    fn message(&mut self) -> Message {
        let mut bytes = TRUE_MESSAGES[self.below(TRUE_MESSAGES.len() as u64) as usize].as_bytes().to_vec();
        match self.below(100) {
            0..30 => {}
            30..80 => {
                for _ in 0..=self.below(4) {
                    self.mutate(&mut bytes);
                }
            }
            80..90 => bytes = self.bytes(200),
            90..94 => return Message::binary(self.bytes(400)),
            94..96 => return Message::Ping(self.bytes(125).into()),
            96..99 => {
                let nested = [&b"["[..], b"{\"a\":", b"1e", b"\"\\u0000\"", b"-"][self.below(5) as usize];
                bytes = nested.repeat(self.below(300) as usize);
            }
            // Seldom: as long as may be, or longer.
            _ => {
                if self.below(20) == 0 {
                    bytes = vec![b' '; 60_000 + self.below(10_000) as usize];
                }
            }
        }
        Message::text(String::from_utf8_lossy(&bytes).into_owned())
    }

    fn mutate(&mut self, bytes: &mut Vec<u8>) {
        let at = self.below(bytes.len().max(1) as u64) as usize;
        let numbers =
            ["1e308", "-1e999", "NaN", "18446744073709551616", "-0", "null", "\"\"", "{}", "[]", "true"];
        match self.below(5) {
            0 if !bytes.is_empty() => bytes[at] = self.next() as u8,
            1 if !bytes.is_empty() => drop(bytes.remove(at)),
            2 => bytes.truncate(at),
            3 => {
                // Another value in a field's place.
                if let Some(colon) = bytes.iter().skip(at).position(|byte| *byte == b':') {
                    let from = at + colon + 1;
                    let length = bytes[from..].iter().position(|byte| b",}".contains(byte)).unwrap_or(0);
                    let value = numbers[self.below(numbers.len() as u64) as usize];
                    bytes.splice(from..from + length, value.bytes());
                }
            }
            _ => bytes.insert(at.min(bytes.len()), self.next() as u8),
        }
    }
}
