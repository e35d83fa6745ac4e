//! The axis check by doing: which of a sender's channels is which, and with which sign, from six asked moves.
//!
//! In: raw channels (x, y, z in metres, pan, tilt, roll in degrees, as sent) before and after each move.
//! Out: order and signs that make the sender's numbers FreeD's, or in words why a move tells nothing.
//! Not here: gathering samples (`app::align`), applying the result (`tracking::freed::Signs`).
//! Invariant: pure; a proposal is made only when every move was clean, and it maps every move to what was asked.

use std::fmt;

use glam::DVec3;

/// Least turn that is believed, degrees.
const LEAST_TURN_DEG: f64 = 5.0;
/// Least way that is believed, metres.
const LEAST_WAY_M: f64 = 0.1;
/// Share of the greatest channel that a second one may move: hands are not rails.
const SECOND: f64 = 0.4;
/// Turn during a dolly beyond which its direction is not the camera's, degrees.
const MOST_TURN_DEG: f64 = 5.0;
/// Cosine below which a way went another way than was asked: 30 degrees.
const STRAIGHT: f64 = 0.86;
/// Jump between two samples that no camera makes in a frame: noise, as a share of the move.
const STEADY: f64 = 0.25;

/// A move that is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AskedMove {
    /// Pan left.
    PanLeft,
    /// Tilt up.
    TiltUp,
    /// Roll clockwise, seen from behind the camera.
    RollClockwise,
    /// Dolly to the right without panning.
    DollyRight,
    /// Boom up.
    BoomUp,
    /// Dolly in, the way the camera looks.
    DollyIn,
}

impl AskedMove {
    /// In the order in which they are asked.
    pub const ALL: [Self; 6] =
        [Self::PanLeft, Self::TiltUp, Self::RollClockwise, Self::DollyRight, Self::BoomUp, Self::DollyIn];

    /// What the operator is told.
    pub fn prompt(self) -> &'static str {
        match self {
            Self::PanLeft => "Pan left, 10 degrees or more",
            Self::TiltUp => "Tilt up, 10 degrees or more",
            Self::RollClockwise => "Roll clockwise seen from behind, 10 degrees or more",
            Self::DollyRight => "Dolly right, 20 cm or more, without panning",
            Self::BoomUp => "Boom up, 20 cm or more",
            Self::DollyIn => "Dolly in, 20 cm or more, the way the camera looks",
        }
    }

    fn is_turn(self) -> bool {
        matches!(self, Self::PanLeft | Self::TiltUp | Self::RollClockwise)
    }

    /// Index of the angle that should move, and where to, in FreeD's signs.
    fn turn(self) -> (usize, f64) {
        match self {
            // FreeD's pan is positive to the right.
            Self::PanLeft => (0, -1.0),
            Self::TiltUp => (1, 1.0),
            _ => (2, 1.0),
        }
    }
}

/// What a recorded move was in the sender's channels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Moved {
    /// Change of x, y, z (metres), pan, tilt, roll (degrees), as sent.
    pub by: [f64; 6],
    /// The sender's angles while it moved.
    pub angles_deg: [f64; 3],
}

/// Why a move tells nothing.
#[derive(Clone, Debug, PartialEq)]
pub enum Unclear {
    /// No samples.
    Silent,
    /// Too little.
    TooLittle {
        /// The greatest change.
        most: f64,
        /// What is needed.
        needed: f64,
        /// `degree` or `m`.
        unit: &'static str,
    },
    /// Two channels at once.
    TwoAtOnce {
        /// The channels and how far they went.
        channels: [(&'static str, f64); 2],
    },
    /// The camera turned in a dolly.
    Turned {
        /// By how much, degrees.
        by_deg: f64,
    },
    /// A channel jumps.
    Noisy {
        /// The channel.
        channel: &'static str,
    },
    /// An angle that another move had already.
    Twice {
        /// The channel.
        channel: &'static str,
    },
    /// The ways do not go right, up and ahead, whatever the order and the signs.
    NotStraight {
        /// The move that fits worst.
        worst: AskedMove,
        /// Its angle from what was asked, degrees.
        off_deg: f64,
    },
}

/// Order and signs that make a sender's channels FreeD's.
#[derive(Clone, Debug, PartialEq)]
pub struct Proposal {
    /// `order[k]` is the sender's channel that is the k-th of x, y, z, pan, tilt, roll.
    pub order: [usize; 6],
    /// Sign of each, after the order.
    pub signs: [i8; 6],
}

/// Names of the channels.
pub const CHANNELS: [&str; 6] = ["x", "y", "z", "pan", "tilt", "roll"];

/// What a recording of one move says. Samples are the raw channels in the order of arrival.
pub fn read_move(asked: AskedMove, samples: &[[f64; 6]]) -> Result<Moved, Unclear> {
    let tail = (samples.len() / 5).clamp(1, 10);
    let (Some(first), Some(last)) =
        (mean(samples.get(..tail)), mean(samples.get(samples.len().saturating_sub(tail)..)))
    else {
        return Err(Unclear::Silent);
    };
    let by: [f64; 6] = std::array::from_fn(|channel| {
        let change = last[channel] - first[channel];
        // Angles go the short way round.
        if channel > 2 { change - 360.0 * (change / 360.0).round() } else { change }
    });
    let moved =
        Moved { by, angles_deg: std::array::from_fn(|angle| (first[angle + 3] + last[angle + 3]) / 2.0) };
    if asked.is_turn() {
        require_turn(&moved)?;
    } else {
        require_way(&moved)?;
    }
    require_steady(samples, &moved, asked)?;
    Ok(moved)
}

fn mean(samples: Option<&[[f64; 6]]>) -> Option<[f64; 6]> {
    let samples = samples.filter(|samples| !samples.is_empty())?;
    let of =
        |channel: usize| samples.iter().map(|sample| sample[channel]).sum::<f64>() / samples.len() as f64;
    Some(std::array::from_fn(of))
}

/// Indices of the greatest and the second of some channels.
fn greatest(by: &[f64]) -> (usize, usize) {
    let mut order: Vec<usize> = (0..by.len()).collect();
    order.sort_by(|a, b| by[*b].abs().total_cmp(&by[*a].abs()));
    (order[0], order[1])
}

fn require_turn(moved: &Moved) -> Result<(), Unclear> {
    let turns = &moved.by[3..];
    let (most, second) = greatest(turns);
    if turns[most].abs() < LEAST_TURN_DEG {
        return Err(Unclear::TooLittle { most: turns[most].abs(), needed: LEAST_TURN_DEG, unit: "degree" });
    }
    if turns[second].abs() > SECOND * turns[most].abs() {
        let said = |index: usize| (CHANNELS[index + 3], turns[index]);
        return Err(Unclear::TwoAtOnce { channels: [said(most), said(second)] });
    }
    Ok(())
}

fn require_way(moved: &Moved) -> Result<(), Unclear> {
    let way = DVec3::from_slice(&moved.by[..3]).length();
    if way < LEAST_WAY_M {
        return Err(Unclear::TooLittle { most: way, needed: LEAST_WAY_M, unit: "m" });
    }
    let by_deg = moved.by[3..].iter().fold(0.0_f64, |most, turn| most.max(turn.abs()));
    if by_deg > MOST_TURN_DEG {
        return Err(Unclear::Turned { by_deg });
    }
    Ok(())
}

/// No channel of the kind that was asked for jumps from sample to sample by a good part of the move.
fn require_steady(samples: &[[f64; 6]], moved: &Moved, asked: AskedMove) -> Result<(), Unclear> {
    let channels = if asked.is_turn() { 3..6 } else { 0..3 };
    let size = channels.clone().map(|channel| moved.by[channel].abs()).fold(0.0, f64::max);
    for channel in channels {
        let back_and_forth = samples.windows(3).filter(|window| {
            let (there, back) =
                (window[1][channel] - window[0][channel], window[2][channel] - window[1][channel]);
            there * back < 0.0 && there.abs().min(back.abs()) > STEADY * size
        });
        if back_and_forth.count() > 0 {
            return Err(Unclear::Noisy { channel: CHANNELS[channel] });
        }
    }
    Ok(())
}

/// The proposal of six clean moves, in the order of [`AskedMove::ALL`].
pub fn propose(moves: &[Moved; 6]) -> Result<Proposal, Unclear> {
    let (mut order, mut signs) = ([0, 1, 2, 3, 4, 5], [1_i8; 6]);
    for (asked, moved) in AskedMove::ALL.into_iter().zip(moves).take(3) {
        let (angle, toward) = asked.turn();
        let (channel, _) = greatest(&moved.by[3..]);
        if order[3..3 + angle].contains(&(channel + 3)) {
            return Err(Unclear::Twice { channel: CHANNELS[channel + 3] });
        }
        order[angle + 3] = channel + 3;
        signs[angle + 3] = if moved.by[channel + 3] * toward > 0.0 { 1 } else { -1 };
    }
    let pan_of = |moved: &Moved| f64::from(signs[3]) * moved.angles_deg[order[3] - 3];
    let asked: [DVec3; 3] =
        [0, 1, 2].map(|index| direction(AskedMove::ALL[index + 3], pan_of(&moves[index + 3])));
    let ways: [DVec3; 3] =
        [0, 1, 2].map(|index| DVec3::from_slice(&moves[index + 3].by[..3]).normalize_or_zero());
    let worst_of = |fit: &(([usize; 3], [i8; 3]), [f64; 3])| fit.1.into_iter().fold(1.0, f64::min);
    let best =
        axis_maps().map(|map| (map, [0, 1, 2].map(|index| mapped(ways[index], map).dot(asked[index]))));
    let (map, cosines) =
        best.max_by(|a, b| worst_of(a).total_cmp(&worst_of(b))).unwrap_or((([0, 1, 2], [1; 3]), [0.0; 3]));
    let worst = if cosines[0] <= cosines[1] && cosines[0] <= cosines[2] {
        0
    } else if cosines[1] <= cosines[2] {
        1
    } else {
        2
    };
    if cosines[worst] < STRAIGHT {
        let off_deg = cosines[worst].clamp(-1.0, 1.0).acos().to_degrees();
        return Err(Unclear::NotStraight { worst: AskedMove::ALL[worst + 3], off_deg });
    }
    order[..3].copy_from_slice(&map.0);
    signs[..3].copy_from_slice(&map.1);
    Ok(Proposal { order, signs })
}

/// Where a dolly or boom should go in FreeD's axes (X right, Y ahead, Z up at pan 0) of a camera at a pan.
fn direction(asked: AskedMove, pan_right_deg: f64) -> DVec3 {
    let (sine, cosine) = pan_right_deg.to_radians().sin_cos();
    match asked {
        AskedMove::DollyRight => DVec3::new(cosine, -sine, 0.0),
        AskedMove::DollyIn => DVec3::new(sine, cosine, 0.0),
        _ => DVec3::Z,
    }
}

/// All orders and signs of three axes.
fn axis_maps() -> impl Iterator<Item = ([usize; 3], [i8; 3])> {
    // The plain order first: of equals the last wins in `max_by`, so it is tried last.
    let orders = [[2, 1, 0], [2, 0, 1], [1, 2, 0], [1, 0, 2], [0, 2, 1], [0, 1, 2]];
    orders.into_iter().flat_map(|order| {
        (0..8)
            .rev()
            .map(move |bits: u8| (order, [0, 1, 2].map(|axis| if bits >> axis & 1 == 1 { -1 } else { 1 })))
    })
}

fn mapped(way: DVec3, (order, signs): ([usize; 3], [i8; 3])) -> DVec3 {
    DVec3::from_array([0, 1, 2].map(|axis| f64::from(signs[axis]) * way[order[axis]]))
}

impl Proposal {
    /// A sender that follows the manual.
    pub const PLAIN: Self = Self { order: [0, 1, 2, 3, 4, 5], signs: [1; 6] };

    /// What it says, in words; one line for a sender that follows the manual.
    pub fn words(&self) -> Vec<String> {
        let mut words = Vec::new();
        for (part, what) in [(0..3, "axes"), (3..6, "angles")] {
            let names: Vec<&str> =
                self.order[part.clone()].iter().map(|channel| CHANNELS[*channel]).collect();
            let displaced: Vec<&str> =
                part.filter(|index| self.order[*index] != *index).map(|index| CHANNELS[index]).collect();
            if let [first, second] = displaced.as_slice() {
                words.push(format!(
                    "{} and {} look swapped: {what} = {names:?}",
                    first.to_uppercase(),
                    second.to_uppercase()
                ));
            } else if !displaced.is_empty() {
                words.push(format!("the sender's {what} stand in another order: {what} = {names:?}"));
            }
        }
        let flipped = (0..6).filter(|index| self.signs[*index] < 0);
        words.extend(
            flipped.map(|index| format!("{} is mirrored: signs {} = -1", CHANNELS[index], CHANNELS[index])),
        );
        if words.is_empty() {
            words.push("every axis is as it should be".to_owned());
        }
        words
    }
}

impl fmt::Display for Unclear {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Silent => write!(f, "no samples came: is the tracker sending?"),
            Self::TooLittle { most, needed, unit } => {
                write!(f, "moved by {most:.2} {unit}, needed {needed} {unit} or more: do it again, farther")
            }
            Self::TwoAtOnce { channels: [(first, by), (second, other)] } => write!(
                f,
                "two channels moved at once ({first} {by:+.1}, {second} {other:+.1} degrees): do it again, turning one way only"
            ),
            Self::Turned { by_deg } => {
                write!(f, "the camera turned by {by_deg:.1} degrees on the way: do it again, looking one way")
            }
            Self::Noisy { channel } => {
                write!(
                    f,
                    "channel {channel} jumps to and fro: the tracker is noisy or loses its markers; mend that first"
                )
            }
            Self::Twice { channel } => {
                write!(
                    f,
                    "channel {channel} moved for two different turns: do the turns again, one at a time"
                )
            }
            Self::NotStraight { worst, off_deg } => write!(
                f,
                "`{}` went {off_deg:.0} degrees beside what was asked, whatever the order and signs: do the dollies again, straight",
                worst.prompt()
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calibration::rigid::tests::Dice;

    /// What a right sender would tell of a move from rest at a pan, in 40 samples with hand and tracker noise.
    fn right(asked: AskedMove, pan_deg: f64, dice: &mut Dice) -> Vec<[f64; 6]> {
        let size = if asked.is_turn() { 15.0 } else { 0.4 };
        let mut by = [0.0; 6];
        if asked.is_turn() {
            let (angle, toward) = asked.turn();
            by[angle + 3] = toward * size;
            by[(angle + 1) % 3 + 3] = 1.5;
        } else {
            // The ways of FreeD's manual: X right and Y ahead at pan 0, pan clockwise from above.
            let (s, c) = pan_deg.to_radians().sin_cos();
            let way = match asked {
                AskedMove::DollyRight => [c, -s, 0.05],
                AskedMove::DollyIn => [s, c, -0.05],
                _ => [0.05, 0.0, 1.0],
            };
            by[..3].copy_from_slice(&way.map(|part| part * size));
        }
        let start = [1.0, -2.0, 1.5, pan_deg, -3.0, 0.5];
        (0..40)
            .map(|step| {
                let share = (f64::from(step) - 5.0).clamp(0.0, 30.0) / 30.0;
                std::array::from_fn(|k| {
                    start[k] + by[k] * share + dice.normal() * if k < 3 { 0.5e-3 } else { 0.01 }
                })
            })
            .collect()
    }

    /// A sender that sends our k-th channel, with its sign, on channel `order[k]`.
    fn sent(samples: &[[f64; 6]], proposal: &Proposal) -> Vec<[f64; 6]> {
        let each = |sample: &[f64; 6]| {
            let mut raw = [0.0; 6];
            for k in 0..6 {
                raw[proposal.order[k]] = f64::from(proposal.signs[k]) * sample[k];
            }
            raw
        };
        samples.iter().map(each).collect()
    }

    fn checked(faults: &Proposal, pan_deg: f64, seed: u64) -> Result<Proposal, Unclear> {
        let mut dice = Dice::new(seed);
        let mut moves = Vec::new();
        for asked in AskedMove::ALL {
            moves.push(read_move(asked, &sent(&right(asked, pan_deg, &mut dice), faults))?);
        }
        propose(moves.as_array().unwrap())
    }

    #[test]
    fn every_order_and_sign_is_found_at_every_pan() {
        let mut seed = 0;
        for order in [[0, 1, 2, 3, 4, 5], [0, 2, 1, 3, 4, 5], [1, 0, 2, 4, 3, 5], [1, 2, 0, 5, 3, 4]] {
            for signs in [[1, 1, 1, 1, 1, 1], [1, -1, 1, -1, 1, 1], [-1, 1, -1, 1, -1, -1], [-1; 6]] {
                for pan_deg in [0.0, 33.0, 45.0, -100.0, 170.0] {
                    seed += 1;
                    let faults = Proposal { order, signs };
                    assert_eq!(checked(&faults, pan_deg, seed).as_ref(), Ok(&faults), "at pan {pan_deg}");
                }
            }
        }
    }

    #[test]
    fn findings_are_said_in_words() {
        assert_eq!(Proposal::PLAIN.words(), ["every axis is as it should be"]);
        let found = Proposal { order: [0, 2, 1, 3, 4, 5], signs: [1, 1, 1, -1, 1, 1] };
        assert_eq!(
            found.words(),
            ["Y and Z look swapped: axes = [\"x\", \"z\", \"y\"]", "pan is mirrored: signs pan = -1"]
        );
    }

    #[test]
    fn what_tells_nothing_is_said_in_words() {
        let mut dice = Dice::new(3);
        let still = vec![[0.0; 6]; 30];
        let said = |asked, samples: &[[f64; 6]]| read_move(asked, samples).unwrap_err().to_string();
        assert!(said(AskedMove::PanLeft, &[]).starts_with("no samples came"));
        assert!(said(AskedMove::PanLeft, &still).starts_with("moved by 0.00 degree, needed 5 degree"));
        assert!(said(AskedMove::BoomUp, &still).starts_with("moved by 0.00 m, needed 0.1 m"));
        let both: Vec<[f64; 6]> = right(AskedMove::PanLeft, 0.0, &mut dice)
            .iter()
            .map(|s| [s[0], s[1], s[2], s[3], s[4] - 0.8 * s[3], s[5]])
            .collect();
        assert!(said(AskedMove::PanLeft, &both).contains("two channels moved at once (pan -1"));
        let turned: Vec<[f64; 6]> = right(AskedMove::DollyRight, 0.0, &mut dice)
            .iter()
            .map(|s| [s[0], s[1], s[2], s[3] + 30.0 * (s[0] - 1.0), s[4], s[5]])
            .collect();
        assert!(said(AskedMove::DollyRight, &turned).contains("the camera turned by"));
        let mut jumping = right(AskedMove::BoomUp, 0.0, &mut dice);
        jumping[20][0] += 0.3;
        assert!(said(AskedMove::BoomUp, &jumping).contains("channel x jumps"));
        // A dolly to the right that went ahead: no order and no sign makes both right.
        let mut moves: Vec<Moved> =
            AskedMove::ALL.map(|asked| read_move(asked, &right(asked, 0.0, &mut dice)).unwrap()).into();
        moves[5] = moves[3];
        let error = propose(moves.as_array().unwrap()).unwrap_err();
        assert!(matches!(error, Unclear::NotStraight { .. }), "{error}");
        moves[1] = moves[0];
        assert_eq!(propose(moves.as_array().unwrap()).unwrap_err(), Unclear::Twice { channel: "pan" });
    }
}
