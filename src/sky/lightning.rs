//! Lightning: a list of strikes that is known before it flashes.
//!
//! In: settings, world frames. Out: [`Strike`]s at least [`AHEAD`] frames before their onset, and the flashes of a frame.
//! Not here: how bright a flash may leave the walls (`safety::flash_guard`), its picture (`shaders/scene/lightning.wgsl`).
//! Invariant: integers of seed and world frame, so a frame's flashes are the same played, direct and after BACK TO ONE.
//!
//! With the guard on, strikes keep [`GAP_MS`] between onsets, which leaves at most three in any second (ITU-R BT.1702), and
//! each gets a share of the rise that the guard allows: a whole one alone, less close to others. Without it they come as
//! the rate says, each with the deep re-strikes of nature.

use bytemuck::Zeroable as _;

use crate::timing::Rate;

use super::SkySettings;
use super::packet::{FLASHES, FlashPacket};
use super::random::{philox, unit};

/// Frames by which scheduled strikes are known before their onset.
pub const AHEAD: u64 = 12;
/// Least time between two onsets under the guard, milliseconds.
pub const GAP_MS: u64 = 350;
/// How late thunder is, seconds a kilometre (331 m/s at 0 C, 343 m/s at 20 C).
pub const THUNDER_SECS_PER_KM: f64 = 2.9;

/// Strikes that are kept: under way and to come.
const KEPT: usize = 24;
/// Time over which a strike counts against the next one's share, milliseconds.
const LOAD_MS: u64 = 2000;
/// After which one of nature's shape is over, milliseconds.
const FREE_MS: u64 = 400;
/// One share, in the integers that last.
const WHOLE: u32 = 1 << 16;
/// A strike that would get less than this is left out: a weak flash beside a strong one is only flicker.
const LEAST_SHARE: u32 = WHOLE * 2 / 5;
/// Longest flash, seconds.
const LENGTH_SECS: f64 = 1.0;
/// Between re-strikes, seconds (Rakov and Uman 2003: 60 ms, geometric mean).
const RESTRIKE_SECS: f64 = 0.06;
/// How a flash dies away, seconds to 1/e: under the guard, and in nature (continuing current; return stroke).
const FADE_SECS: [f64; 2] = [0.16, 0.03];
/// What a flash dips by between re-strikes under the guard: less than the 10 % that would count (WCAG 2.3.1).
const DIP: f64 = 0.08;
/// System of this room in the generator's key.
const SYSTEM: u32 = 0x1176_0001;

/// Who keeps flashes apart.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Pace {
    /// The guard: onsets keep their distance, shapes are soft.
    #[default]
    Guarded,
    /// Nobody: as nature or the rate has it.
    Free,
}

/// One strike of the list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Strike {
    /// World frame of its onset.
    pub frame: u64,
    /// What its place, strength and shape grow from.
    pub seed: u32,
    /// Share of the rise that the guard allows, of 2^16; 0 for a place that holds none.
    share: u32,
    /// Without the guard's softness.
    is_free: bool,
    /// A person asked for it: near, in front, with its channel.
    is_asked: bool,
}

/// What of lightning lasts from frame to frame.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Schedule {
    /// By onset, earliest first; empty places last.
    strikes: [Strike; KEPT],
    /// Whether the button was down in the frame before.
    was_asked: bool,
}

/// Where and how strong a strike is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Place {
    /// Where its channel begins, world metres.
    pub at_m: [f64; 3],
    /// Luminous intensity at its peak as a frame averages it, candela.
    pub candela: f64,
    /// Whether its channel is to be seen under the clouds.
    pub is_bolt: bool,
}

impl Schedule {
    /// Of world frame 0: the first strikes are known.
    pub fn start(settings: &SkySettings, rate: Rate) -> Self {
        let mut schedule = Self::default();
        (1..AHEAD).for_each(|frame| schedule.plan(settings, frame, rate));
        schedule
    }

    /// Goes on to a world frame.
    pub fn step(&mut self, settings: &SkySettings, frame: u64, rate: Rate) {
        let [load, over] = [LOAD_MS, FREE_MS].map(|millis| frame.saturating_sub(frames(millis, rate)));
        self.retain(|strike| strike.frame >= if strike.is_free { over } else { load });
        if settings.holds_all() {
            self.retain(|strike| strike.frame < frame);
        } else {
            self.plan(settings, frame + AHEAD - 1, rate);
            if settings.strike && !self.was_asked {
                self.ask(settings, frame, rate);
            }
        }
        self.was_asked = settings.strike;
    }

    /// The strikes under way and to come, earliest first.
    pub fn strikes(&self) -> impl Iterator<Item = &Strike> + Clone {
        self.strikes.iter().take_while(|strike| strike.share > 0)
    }

    /// The flashes that light a world frame: the newest, at most as many as a packet holds.
    pub fn flashes(&self, settings: &SkySettings, frame: u64, rate: Rate) -> [FlashPacket; FLASHES] {
        let mut flashes = [FlashPacket::zeroed(); FLASHES];
        let lit = self.strikes().filter_map(|strike| strike.flash(settings, frame, rate));
        let count = lit.clone().count();
        for (flash, lit) in flashes.iter_mut().zip(lit.skip(count.saturating_sub(FLASHES))) {
            *flash = lit;
        }
        flashes
    }

    /// Whether the rate strikes at a frame; a pure function of both and the seed.
    fn plan(&mut self, settings: &SkySettings, frame: u64, rate: Rate) {
        let words = draw(settings.seed, frame, 0);
        let chance = (settings.weather.lightning_per_min * rate.period_secs() / 60.0).clamp(0.0, 1.0);
        if u64::from(words[0]) < (chance * 4_294_967_296.0) as u64 {
            self.add(settings, Strike { frame, seed: words[1], ..Strike::default() }, rate);
        }
    }

    /// A strike at once, or as soon as the guard lets it; what was to come too soon after gives way.
    fn ask(&mut self, settings: &SkySettings, frame: u64, rate: Rate) {
        let gap = frames(GAP_MS, rate);
        let mut onset = frame;
        if settings.pace == Pace::Guarded {
            let before = self.strikes().filter(|strike| strike.frame < frame).last().copied();
            onset = before.map_or(frame, |before| frame.max(before.frame + gap));
            self.retain(|strike| strike.frame < frame || strike.frame >= onset + gap);
        }
        let seed = draw(settings.seed, frame, 1)[1];
        self.put(Strike { frame: onset, seed, share: WHOLE, is_free: false, is_asked: true }, settings.pace);
    }

    fn add(&mut self, settings: &SkySettings, strike: Strike, rate: Rate) {
        let share = match settings.pace {
            Pace::Free => WHOLE,
            Pace::Guarded => self.share_at(strike.frame, rate),
        };
        if share >= LEAST_SHARE {
            self.put(Strike { share, ..strike }, settings.pace);
        }
    }

    fn put(&mut self, strike: Strike, pace: Pace) {
        let count = self.strikes().count();
        if count < KEPT {
            self.strikes[count] = Strike { is_free: pace == Pace::Free, ..strike };
            self.strikes[..=count].sort_unstable_by_key(|strike| strike.frame);
        }
    }

    /// What the strikes before and after leave of a rise at a frame.
    fn share_at(&self, frame: u64, rate: Rate) -> u32 {
        let (gap, load) = (frames(GAP_MS, rate), frames(LOAD_MS, rate));
        let mut left = WHOLE;
        for strike in self.strikes() {
            let apart = strike.frame.abs_diff(frame);
            if apart < gap {
                return 0;
            }
            let weight = load.saturating_sub(apart) as u32;
            left = left.saturating_sub(strike.share * weight / load as u32);
        }
        left
    }

    fn retain(&mut self, is_kept: impl Fn(&Strike) -> bool) {
        let mut count = 0;
        for at in 0..KEPT {
            let strike = self.strikes[at];
            if strike.share > 0 && is_kept(&strike) {
                self.strikes[count] = strike;
                count += 1;
            }
        }
        self.strikes[count..].fill(Strike::default());
    }
}

impl Strike {
    /// Where it is and how strong.
    pub fn place(&self, settings: &SkySettings) -> Place {
        let words = philox([self.seed, 2, 0, 0], [SYSTEM, settings.seed as u32]);
        let share = words.map(unit);
        let (turn, distance_m) = if self.is_asked {
            ((share[0] - 0.5) * 1.2, 1500.0 + 1500.0 * share[1])
        } else {
            // As many in each square kilometre.
            (share[0] * std::f64::consts::TAU, libm::sqrt(1.0 + 35.0 * share[1]) * 1200.0)
        };
        let base_m = settings.weather.layers.iter().find(|layer| layer.cover > 0.0);
        let height_m = base_m.map_or(1500.0, |layer| layer.base_m.clamp(300.0, 3000.0));
        let is_bolt = self.is_asked || share[3] < 0.35;
        Place {
            at_m: [distance_m * libm::sin(turn), height_m, -distance_m * libm::cos(turn)],
            candela: 2e7 * libm::pow(8.0, if self.is_asked { 1.0 } else { share[2] }),
            is_bolt,
        }
    }

    /// How late its thunder is at the mark, seconds.
    pub fn thunder_secs(&self, settings: &SkySettings) -> f64 {
        let at_m = self.place(settings).at_m;
        let square: f64 = at_m.iter().map(|metres| metres * metres).sum();
        libm::sqrt(square) / 1000.0 * THUNDER_SECS_PER_KM
    }

    /// Its light at a frame, 0..=1 of its peak: an onset of two frames, re-strikes, then a decay.
    pub fn level(&self, frame: u64, rate: Rate) -> f64 {
        let Some(age) = frame.checked_sub(self.frame) else { return 0.0 };
        let secs = rate.time_secs(age);
        let words = philox([self.seed, 3, 0, 0], [SYSTEM, 0]);
        let last_secs = f64::from(words[0] % 4) * RESTRIKE_SECS;
        let since = |secs: f64| secs - libm::floor(secs / RESTRIKE_SECS) * RESTRIKE_SECS;
        if secs >= LENGTH_SECS {
            return 0.0;
        }
        let [soft_secs, sharp_secs] = FADE_SECS;
        if self.is_free {
            let from = if secs < last_secs { since(secs) } else { secs - last_secs };
            return libm::exp(-from / sharp_secs);
        }
        // The end is cut to zero smoothly, so that nothing steps where the flash is over.
        let end = ((LENGTH_SECS - secs) / (0.5 * LENGTH_SECS)).min(1.0);
        match age {
            0 => 0.5,
            1 => 1.0,
            _ if secs < last_secs => (1.0 - DIP * since(secs) / RESTRIKE_SECS) * end,
            _ => libm::exp(-(secs - last_secs).max(0.0) / soft_secs) * end,
        }
    }

    fn flash(&self, settings: &SkySettings, frame: u64, rate: Rate) -> Option<FlashPacket> {
        let level = self.level(frame, rate);
        if level < 1e-3 {
            return None;
        }
        let place = self.place(settings);
        let share = if self.is_free { 0.0 } else { f64::from(self.share) / f64::from(WHOLE) };
        Some(FlashPacket {
            at_m: place.at_m.map(|metres| metres as f32),
            level: level as f32,
            candela: place.candela as f32,
            is_bolt: f32::from(u8::from(place.is_bolt)),
            seed: self.seed,
            share: share as f32,
        })
    }
}

/// Whole frames that last at least so long.
pub fn frames(millis: u64, rate: Rate) -> u64 {
    (millis * u64::from(rate.num)).div_ceil(1000 * u64::from(rate.den))
}

fn draw(seed: u64, frame: u64, what: u32) -> [u32; 4] {
    philox([frame as u32, (frame >> 32) as u32, what, (seed >> 32) as u32], [seed as u32, SYSTEM])
}

#[cfg(test)]
mod tests;
