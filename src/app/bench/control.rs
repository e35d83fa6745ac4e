//! `bench --control`: what live control costs the frame thread.
//!
//! In: a show, how many frames. Out: time of a frame's commands, fades, inputs and report, by load; without drawing.
//! Not here: sockets and JSON (`control`), GPU time (`bench`).
//! Invariant: the clerk runs beside it, as in a show; the first frames are left out; each load starts from rest.

use serde_json::{Value, json};

use crate::app::clerk::Clerk;
use crate::app::live::{Demo, Live};
use crate::params::{Action, Author, Class, Command, Kind, ParameterId, PersonId, Role};
use crate::show::Show;
use crate::show::link::Link;
use crate::show::report::HealthReport;
use crate::timing::Clock;

/// Frames before the first one that counts.
const WARM_UP: u64 = 24;
/// Clients whose moves come at once, and how many of each a second: a full stage of tablets.
const CLIENTS: u64 = 50;
const MOVES_A_SECOND: f64 = 30.0;
/// Person of the first of them.
const FIRST: u32 = 100;

/// What the frames of a measurement have to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Load {
    Nothing,
    Moves,
    Fades,
    Returns,
}

/// Times of one load.
#[derive(Clone, Debug, PartialEq)]
pub struct LoadTimes {
    /// What it was.
    pub load: String,
    /// Median and 99th percentile of a frame, microseconds.
    pub micros: [f64; 2],
}

/// Times of every load.
#[derive(Clone, Debug, PartialEq)]
pub struct ControlTimes {
    /// Frames of each load.
    pub frames: u64,
    /// Parameters of the show.
    pub parameters: usize,
    /// Length of a frame, microseconds.
    pub period_micros: f64,
    /// By load.
    pub loads: Vec<LoadTimes>,
}

/// Measures a show. Opens its trackers' ports.
pub fn measure(show: &Show, frames: u64) -> anyhow::Result<ControlTimes> {
    let moves = (CLIENTS as f64 * MOVES_A_SECOND * show.rate.period_secs()).ceil() as usize;
    let names = [
        (Load::Nothing, "no command".to_owned()),
        (Load::Moves, format!("{CLIENTS} clients at {MOVES_A_SECOND} moves a second: {moves} a frame")),
        (Load::Fades, "every look parameter fades".to_owned()),
        (Load::Returns, "BACK TO ONE at every frame".to_owned()),
    ];
    let loads = names.into_iter().map(|(load, name)| {
        let micros = one(show, frames, (load, moves))?;
        Ok(LoadTimes { load: name, micros })
    });
    Ok(ControlTimes {
        frames,
        parameters: show.registry.len(),
        period_micros: show.rate.period_secs() * 1e6,
        loads: loads.collect::<anyhow::Result<_>>()?,
    })
}

fn one(show: &Show, frames: u64, (load, moves): (Load, usize)) -> anyhow::Result<[f64; 2]> {
    let (_clerk, end, link) = Clerk::start_in(show, None)?;
    let clock = Clock::start();
    let mut live = Live::start(show, clock, Demo::None)?;
    live.listen_to(end);
    let mut micros = Vec::with_capacity(frames as usize);
    for frame in 0..frames + WARM_UP {
        command(show, &link, frame, (load, moves));
        let begin_secs = clock.now_secs();
        live.advance(show, frame);
        live.report(show, &HealthReport::default());
        if frame >= WARM_UP {
            micros.push((clock.now_secs() - begin_secs) * 1e6);
        }
        // The clerk keeps up as it does at the show's rate, a hundred times as fast.
        clock.sleep_until(begin_secs + show.rate.period_secs() * 0.01);
    }
    micros.sort_by(f64::total_cmp);
    let at =
        |share: f64| micros.get((share * (micros.len() - 1) as f64) as usize).copied().unwrap_or(f64::NAN);
    Ok([at(0.5), at(0.99)])
}

/// Sends what one frame has to do. A full queue costs a move, and is measured all the same.
fn command(show: &Show, link: &Link, frame: u64, (load, moves): (Load, usize)) {
    let send = |by: u32, action| {
        let author = Author { by: PersonId(by), role: Role::Engineer };
        let _ = link.send(Command { confirmed: true, ..Command::new(author, 0, action) });
    };
    let look: Vec<(ParameterId, [f64; 2])> = show
        .registry
        .parameters()
        .iter()
        .enumerate()
        .filter(|(_, parameter)| {
            parameter.class == Class::Look && matches!(parameter.kind, Kind::Number { .. })
        })
        .map(|(at, parameter)| (ParameterId::at(at), parameter.kind.range()))
        .collect();
    let set = |at: usize, share: f64, fade_secs: f32, gesture: u32| {
        let (id, [min, max]) = look[at % look.len()];
        Action::Set { id, number: min + share * (max - min), fade_secs, gesture }
    };
    let share = (frame % 97) as f64 / 97.0;
    match load {
        Load::Nothing => {}
        Load::Moves => {
            for at in 0..moves {
                send(FIRST + (at as u64 % CLIENTS) as u32, set(at, share, 0.0, 1));
            }
        }
        Load::Fades if frame.is_multiple_of(24) => {
            (0..look.len()).for_each(|at| send(FIRST, set(at, share, 2.0, 0)));
        }
        Load::Fades => {}
        Load::Returns => {
            let rolling = Action::Set {
                id: show.ids.take.rolling,
                number: f64::from(u8::from(frame.is_multiple_of(2))),
                fade_secs: 0.0,
                gesture: 0,
            };
            send(FIRST, rolling);
            send(FIRST, set(frame as usize, share, 1.0, 0));
            send(FIRST, Action::Return { label: 0 });
        }
    }
}

impl ControlTimes {
    /// As JSON.
    pub fn json(&self) -> Value {
        let load = |times: &LoadTimes| json!({"load": times.load, "median_us": times.micros[0], "p99_us": times.micros[1]});
        json!({
            "version": 1,
            "frames": self.frames,
            "parameters": self.parameters,
            "period_us": self.period_micros,
            "loads": self.loads.iter().map(load).collect::<Vec<_>>(),
        })
    }

    /// As a Markdown table, the form of `tests/runs/`.
    pub fn table(&self) -> String {
        let row = |times: &LoadTimes| {
            let [median, p99] = times.micros;
            let share = 100.0 * median / self.period_micros;
            format!("| {} | {median:.1} | {p99:.1} | {share:.3} % |\n", times.load)
        };
        let rows: String = self.loads.iter().map(row).collect();
        format!(
            "frames: {} a load; {} parameters; a frame is {:.0} us\n\n\
             | load | median us | p99 us | of a frame |\n|---|---|---|---|\n{rows}",
            self.frames, self.parameters, self.period_micros
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::show::load;

    #[test]
    fn every_load_is_measured() {
        let show = load::demo(&|_, _| {}).unwrap().show;
        let times = measure(&show, 3).unwrap();
        assert_eq!(times.loads.len(), 4);
        assert!(times.loads.iter().all(|load| load.micros.iter().all(|micros| *micros > 0.0)), "{times:?}");
        assert_eq!(times.table().lines().count(), 8);
    }
}
