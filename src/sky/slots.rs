//! Where in the packet each layer of clouds stands, and how one kind of clouds becomes another without a pop.
//!
//! In: the layers asked for, a world frame at a time. Out: layers as they are drawn, one a slot. Not here: what they look like
//! (`clouds`), how far they drifted (`state`).
//! Invariant: cover, base and thickness of what is to be seen move by critically damped springs in integers, so any change of any
//! size at any time has no jump and no jerk, and replays to the bit.
//!
//! A layer whose kind changes, or whose base jumps, goes on in another slot: the new clouds grow there while the old ones go.
//! Where all four slots are taken the old ones go first. A slot's index and drift stay with its clouds: their pattern stays too.

use crate::timing::Rate;

use super::weather::{CloudType, LAYERS, Layer};

/// Shortest time in which clouds come or go, seconds.
const DISSOLVE_SECS: f64 = 4.0;
/// Shortest time in which a base moves, seconds.
const SLEW_SECS: f64 = 1.5;
/// A critically damped spring is within 1.8 % after its time: (1 + w t) e^(-w t) at w t = 6.
const STIFFNESS: f64 = 6.0;
/// One, in weights.
const ONE: i64 = 1 << 30;
/// Less is none: 0.1 % of the sky.
const LEAST: i64 = ONE / 1000;
/// A spring this near has arrived: micrometres, or 2^-30.
const NEAR: i64 = 4000;

/// A number on its way to another.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Spring {
    value: i64,
    /// A frame, of 2^-16.
    speed: i64,
}

/// One place in the packet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Slot {
    /// Layer that it shows; `None` for clouds that go, or none.
    layer: Option<u8>,
    kind: CloudType,
    /// Share of the cover that there is.
    weight: Spring,
    /// Cover of the layer, of [`ONE`].
    cover: Spring,
    asked_cover: i64,
    /// Micrometres.
    base_um: Spring,
    thickness_um: Spring,
    /// What was asked for, micrometres.
    asked_um: [i64; 2],
    /// Frames in which it comes or goes, and in which it moves.
    pace_frames: [u32; 2],
    /// Frames before it begins to go: the new clouds come first, so that the sky does not open between.
    wait_frames: u32,
}

/// All of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Slots {
    slots: [Slot; LAYERS],
    /// How many frames the fade of each layer takes; 0 for a change at once.
    pub fade_frames: [u32; LAYERS],
    is_begun: bool,
}

impl Spring {
    fn at(value: i64) -> Self {
        Self { value, speed: 0 }
    }

    /// Goes on by a frame; exact for a target that stands, whatever the pace.
    fn step(&mut self, target: i64, pace_frames: u32) {
        let rate = STIFFNESS / f64::from(pace_frames.max(1));
        let (away, speed) = ((self.value - target) as f64, self.speed as f64 / 65_536.0);
        let pull = speed + rate * away;
        let left = libm::exp(-rate);
        self.value = target + libm::round((away + pull) * left) as i64;
        self.speed = libm::round((speed - rate * pull) * left * 65_536.0) as i64;
        // Rounding stops it just short: there is nothing to see of it.
        if (self.value - target).abs() < NEAR && self.speed.abs() < 65_536 {
            *self = Self::at(target);
        }
    }
}

impl Slots {
    /// As if these layers had stood for long.
    pub fn start(layers: &[Layer; LAYERS], rate: Rate) -> Self {
        let mut slots = Self { is_begun: true, ..Self::default() };
        for (index, layer) in layers.iter().enumerate().filter(|(_, layer)| layer.cover > 0.0) {
            slots.slots[index] = Slot { weight: Spring::at(ONE), ..Slot::new(index, layer, rate, 0) };
        }
        slots
    }

    /// Goes on by a world frame.
    pub fn step(&mut self, layers: &[Layer; LAYERS], rate: Rate) {
        for (index, layer) in layers.iter().enumerate() {
            let fade = self.fade_frames[index];
            let pace = frames(fade, rate);
            let own = self.slots.iter().position(|slot| slot.layer == Some(index as u8));
            let free = self.slots.iter().position(|slot| *slot == Slot::default());
            match (own, free) {
                (Some(own), _) if self.slots[own].is_like(layer) => self.slots[own].ask(layer, pace),
                (Some(own), Some(free)) => {
                    let old = &mut self.slots[own];
                    (old.layer, old.pace_frames) = (None, pace);
                    // What was going already does not wait.
                    old.wait_frames = if old.is_leaving(&Some(*layer)) { 0 } else { pace[0] / 4 };
                    self.slots[free] = Slot::new(index, layer, rate, fade);
                }
                // It goes where it is, and comes back as the other.
                (Some(own), None) if self.slots[own].weight.value < LEAST => {
                    let weight = self.slots[own].weight;
                    self.slots[own] = Slot { weight, ..Slot::new(index, layer, rate, fade) };
                }
                (Some(_), None) => {}
                // None before: its cover grows by itself.
                (None, Some(free)) if layer.cover > 0.0 => {
                    let (weight, cover) = (Spring::at(ONE), Spring::default());
                    self.slots[free] = Slot { weight, cover, ..Slot::new(index, layer, rate, fade) };
                }
                (None, _) => {}
            }
        }
        for slot in &mut self.slots {
            slot.step(layers, frames(0, rate)[1]);
        }
    }

    /// Layers as they are drawn; before the first step, what is asked for.
    pub fn drawn(&self, asked: &[Layer; LAYERS]) -> [Layer; LAYERS] {
        if self.is_begun { self.slots.map(|slot| slot.drawn()) } else { *asked }
    }
}

/// Frames in which clouds come or go, and in which they move, for a fade of so many.
fn frames(fade_frames: u32, rate: Rate) -> [u32; 2] {
    [DISSOLVE_SECS, SLEW_SECS].map(|secs| fade_frames.max(libm::round(secs * rate.fps()) as u32))
}

fn um(metres: f64) -> i64 {
    libm::round(metres * 1e6) as i64
}

impl Slot {
    /// Clouds of a layer that are not there yet.
    fn new(index: usize, layer: &Layer, rate: Rate, fade_frames: u32) -> Self {
        let asked_um = [um(layer.base_m), um(layer.thickness_m)];
        Self {
            layer: Some(index as u8),
            kind: layer.kind,
            weight: Spring::default(),
            cover: Spring::at(cover(layer)),
            asked_cover: cover(layer),
            base_um: Spring::at(asked_um[0]),
            thickness_um: Spring::at(asked_um[1]),
            asked_um,
            pace_frames: frames(fade_frames, rate),
            wait_frames: 0,
        }
    }

    /// Whether the layer is still these clouds, here: not of another kind, nor far higher or lower, nor twice as thick.
    fn is_like(&self, layer: &Layer) -> bool {
        let leap_um = (um(layer.base_m) - self.base_um.value).abs();
        let (thick_um, asked_um) = (self.thickness_um.value, um(layer.thickness_m));
        let is_here = leap_um <= self.base_um.value.max(um(layer.base_m)) * 2 / 5;
        let is_as_thick = thick_um <= 2 * asked_um && asked_um <= 2 * thick_um;
        self.kind == layer.kind && is_here && is_as_thick
    }

    fn is_leaving(&self, asked: &Option<Layer>) -> bool {
        asked.as_ref().is_none_or(|layer| !self.is_like(layer)) && self.weight.speed < 0
    }

    fn ask(&mut self, layer: &Layer, pace_frames: [u32; 2]) {
        let asked_um = [um(layer.base_m), um(layer.thickness_m)];
        if asked_um != self.asked_um {
            (self.asked_um, self.pace_frames) = (asked_um, pace_frames);
        }
        self.asked_cover = cover(layer);
    }

    fn step(&mut self, layers: &[Layer; LAYERS], cover_frames: u32) {
        let asked = self.layer.map(|index| layers[usize::from(index)]);
        self.cover.step(self.asked_cover, cover_frames);
        self.base_um.step(self.asked_um[0], self.pace_frames[1]);
        self.thickness_um.step(self.asked_um[1], self.pace_frames[1]);
        let stays = asked.is_some_and(|layer| self.is_like(&layer));
        if self.wait_frames > 0 {
            self.wait_frames -= 1;
        }
        let target = if stays || self.wait_frames > 0 { ONE } else { 0 };
        self.weight.step(target, self.pace_frames[0]);
        let is_gone = self.layer.is_none() && self.weight.value < LEAST;
        if is_gone || (stays && self.asked_cover == 0 && self.cover == Spring::default()) {
            *self = Self::default();
        }
    }

    fn drawn(&self) -> Layer {
        let metres = |um: i64| um as f64 / 1e6;
        let share = |spring: Spring| spring.value.clamp(0, ONE) as f64 / ONE as f64;
        let share = share(self.weight) * share(self.cover);
        Layer {
            cover: share,
            kind: self.kind,
            base_m: metres(self.base_um.value),
            thickness_m: metres(self.thickness_um.value),
        }
    }
}

fn cover(layer: &Layer) -> i64 {
    libm::round(layer.cover.clamp(0.0, 1.0) * ONE as f64) as i64
}

#[cfg(test)]
mod tests;
