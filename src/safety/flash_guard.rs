//! Photosensitivity: what a flash is, how many there are, and the limit on the walls' light that leaves at most three a second.
//!
//! In: the mean light of the walls that a frame is going to have, before it is drawn. Out: a gain of at most 1.
//! Not here: where that estimate comes from (`show::wall_light`), lightning's own distance (`sky::lightning`).
//! Invariant: rises that count are at least [`GAP_SECS`] apart in what the guard lets through, so no second holds four flashes.
//!
//! Sources: ITU-R BT.1702-3 (pair of opposing changes of 20 cd/m2 or more, darker image below 160 cd/m2; at most three a second);
//! WCAG 2.3.1 (10 % of the greatest relative luminance, darker below 0.80; saturated red). A volume fills the field of view, so
//! the quarter of the area that both ask for is always reached.

/// Least time between two rises: three of them and their falls fit no second.
pub const GAP_SECS: f64 = 0.35;
/// A change that counts, nits (BT.1702), or this share of the wall's white where that is less (WCAG).
const CHANGE_NITS: f64 = 20.0;
const CHANGE_SHARE: f64 = 0.1;
/// The darker of two states that counts lies below this, nits, or below this share of white where that is more.
const DARK_NITS: f64 = 160.0;
const DARK_SHARE: f64 = 0.8;
/// WCAG: red in `R / (R + G + B)`, and the change of `(R - G - B) x 320` that counts.
const RED_SHARE: f64 = 0.8;
const RED_CHANGE: f64 = 20.0;
const RED_SCALE: f64 = 320.0;
/// How much of a change that would count is let through while none may.
const HELD_SHARE: f64 = 0.9;
/// How fast the walls come back after the guard held them, of all their light a second.
pub const RETURN_PER_SEC: f64 = 1.0;
/// A held light, over the 200-nit white that BT.1702 and WCAG were written for.
const STANDARD_WHITE_NITS: f64 = 200.0;

/// Mean light of the walls.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct WallLight {
    /// Luminance, nits.
    pub nits: f64,
    /// Linear Rec.709, 1.0 = the wall's white.
    pub rgb: [f64; 3],
}

impl WallLight {
    /// Grey of a luminance on a wall of this white.
    pub fn grey(nits: f64, white_nits: f64) -> Self {
        Self { nits, rgb: [nits / white_nits; 3] }
    }

    /// Times a gain.
    pub fn times(&self, gain: f64) -> Self {
        Self { nits: self.nits * gain, rgb: self.rgb.map(|lane| lane * gain) }
    }

    /// WCAG's measure of saturated red; 0 where it is not saturated.
    pub fn red(&self) -> f64 {
        let [red, green, blue] = self.rgb.map(|lane| lane.clamp(0.0, 1.0));
        let sum = red + green + blue;
        let is_saturated = sum > 0.0 && red / sum >= RED_SHARE;
        if is_saturated { ((red - green - blue) * RED_SCALE).max(0.0) } else { 0.0 }
    }
}

/// The change from a darker state that counts on a wall of this white, nits; `None` where that state is too bright for one.
pub fn change_that_counts(dark_nits: f64, white_nits: f64) -> Option<f64> {
    let is_dark = dark_nits < DARK_NITS.max(DARK_SHARE * white_nits);
    is_dark.then_some(CHANGE_NITS.min(CHANGE_SHARE * white_nits))
}

/// Finds rises from one low to the next high; small changes between do not end one.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Swing {
    /// The lowest since the last fall, or the highest since the last rise.
    extreme: f64,
    is_up: bool,
}

impl Swing {
    /// Goes on to a level; whether a rise that counts ends here. `counts` is the change that does, from a darker level.
    fn step(&mut self, level: f64, counts: impl Fn(f64) -> Option<f64>) -> bool {
        if self.is_up {
            self.extreme = self.extreme.max(level);
            if counts(level).is_some_and(|change| self.extreme - level >= change) {
                *self = Self { extreme: level, is_up: false };
            }
            return false;
        }
        self.extreme = self.extreme.min(level);
        let is_rise = counts(self.extreme).is_some_and(|change| level - self.extreme >= change);
        if is_rise {
            *self = Self { extreme: level, is_up: true };
        }
        is_rise
    }

    /// The highest level that is no rise that counts.
    fn most(&self, counts: impl Fn(f64) -> Option<f64>) -> f64 {
        if self.is_up {
            return f64::INFINITY;
        }
        counts(self.extreme).map_or(f64::INFINITY, |change| self.extreme + HELD_SHARE * change)
    }
}

/// The guard between frames.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FlashGuard {
    /// Of luminance and of red; `None` before the first frame.
    swings: Option<[Swing; 2]>,
    /// Seconds since the last rises, newest first.
    since_secs: [f64; RISES],
    gain: f64,
    is_holding: bool,
}

/// Rises that are remembered: as many as fit a second at any frame rate that a wall has.
const RISES: usize = 32;

/// Whether the guard may hold the light back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Force {
    /// It holds back what would flash too often.
    Holds,
    /// It only counts: an operator announced a strobe, or an engineer turned it off.
    Counts,
}

impl Default for FlashGuard {
    fn default() -> Self {
        Self { swings: None, since_secs: [f64::INFINITY; RISES], gain: 1.0, is_holding: false }
    }
}

impl FlashGuard {
    /// The gain of a frame that comes `secs` after the one before and is going to have this light.
    pub fn step(&mut self, light: WallLight, white_nits: f64, secs: f64, force: Force) -> f64 {
        self.since_secs.iter_mut().for_each(|since| *since += secs);
        let nits = |dark: f64| change_that_counts(dark, white_nits);
        let red = |_: f64| Some(RED_CHANGE);
        let first = |level: f64| Swing { extreme: level, is_up: false };
        let [bright, reds] = self.swings.unwrap_or([first(light.nits), first(light.red())]);
        let mut gain = (self.gain + RETURN_PER_SEC * secs).min(1.0);
        self.is_holding = false;
        if force == Force::Counts {
            gain = 1.0;
        } else if self.since_secs[0] < GAP_SECS - 1e-9 {
            let most = |most: f64, level: f64| if level > most { most / level } else { 1.0 };
            let held = most(bright.most(nits), light.nits).min(most(reds.most(red), light.red()));
            self.is_holding = held < gain;
            gain = gain.min(held);
        }
        let shown = light.times(gain);
        let (mut bright, mut reds) = (bright, reds);
        let has_risen = bright.step(shown.nits, nits) | reds.step(shown.red(), red);
        if has_risen {
            self.since_secs.copy_within(..RISES - 1, 1);
            self.since_secs[0] = 0.0;
        }
        self.swings = Some([bright, reds]);
        self.gain = gain;
        gain
    }

    /// The gain of the last frame.
    pub fn gain(&self) -> f64 {
        self.gain
    }

    /// Whether the last frame would have been one flash too many.
    pub fn is_holding(&self) -> bool {
        self.is_holding
    }

    /// Rises in the last second that left for the walls.
    pub fn rises(&self) -> u32 {
        self.since_secs.iter().filter(|since| **since < 1.0 - 1e-9).count() as u32
    }
}

/// The greatest number of flashes in any second of a run of frames: pairs of opposing changes that count.
/// The outside check of the guard, and what a cue is tried with before GO.
pub fn most_flashes(lights: &[WallLight], white_nits: f64, fps: f64) -> usize {
    let of = |levels: Vec<f64>, counts: &dyn Fn(f64) -> Option<f64>| {
        let changes = changes(&levels, counts);
        let within = |from: usize| {
            let end = changes[from] as f64 + fps;
            let count = changes[from..].iter().take_while(|at| (**at as f64) < end - 1e-9).count();
            count / 2
        };
        (0..changes.len()).map(within).max().unwrap_or(0)
    };
    let bright =
        of(lights.iter().map(|light| light.nits).collect(), &|dark| change_that_counts(dark, white_nits));
    let red = of(lights.iter().map(WallLight::red).collect(), &|_| Some(RED_CHANGE));
    bright.max(red)
}

/// Frames at which an opposing change that counts is complete.
fn changes(levels: &[f64], counts: &dyn Fn(f64) -> Option<f64>) -> Vec<usize> {
    let Some(first) = levels.first() else { return Vec::new() };
    let (mut low, mut high, mut way) = (*first, *first, 0);
    let mut found = Vec::new();
    for (frame, level) in levels.iter().enumerate() {
        (low, high) = (low.min(*level), high.max(*level));
        let (is_rise, is_fall) = (
            counts(low).is_some_and(|change| level - low >= change),
            counts(*level).is_some_and(|change| high - level >= change),
        );
        // In the way that it goes already, a change only goes on.
        match way {
            1 if is_fall => (way, low) = (-1, *level),
            -1 if is_rise => (way, high) = (1, *level),
            0 if is_rise => (way, high) = (1, *level),
            0 if is_fall => (way, low) = (-1, *level),
            _ => continue,
        }
        found.push(frame);
    }
    found
}

/// The greatest rise that a flash of lightning may give walls of this mean light, nits: [`RISE_SIGNAL`] more of the signal of
/// an sRGB display of 200 nits, which is what pictures are judged on (BT.1702; ffmpeg's `photosensitivity`).
pub fn rise_nits(ambient_nits: f64) -> f64 {
    let signal = srgb_signal(ambient_nits / STANDARD_WHITE_NITS) + RISE_SIGNAL;
    srgb_light(signal) * STANDARD_WHITE_NITS - ambient_nits
}

/// Signal that a whole flash adds at most, on walls that are flashed evenly: half of what ffmpeg 5.1's filter calls too much
/// once in its thirty frames; tests/gpu/storm.rs holds the sum of many against the filter itself.
pub const RISE_SIGNAL: f64 = 0.3;

/// IEC 61966-2-1, going on above 1.
fn srgb_signal(light: f64) -> f64 {
    if light <= 0.003_130_8 { 12.92 * light } else { 1.055 * libm::pow(light, 1.0 / 2.4) - 0.055 }
}

fn srgb_light(signal: f64) -> f64 {
    if signal <= 0.040_45 { signal / 12.92 } else { libm::pow((signal + 0.055) / 1.055, 2.4) }
}

#[cfg(test)]
mod tests;
