//! Which packets a frame is drawn from: its own, and those of the last epochs.
//!
//! Clouds and the environment's light are drawn over [`EPOCH`] frames, a slice a frame, for the packet of the epoch's first
//! frame; a frame shows the two epochs before, one fading into the other. So nothing pops, a frame never costs a whole dome,
//! and what is seen is a pure function of three packets, the oldest at most 14 frames old.
//!
//! In: world frames, settings. Out: [`SkyInputs`]. Not here: drawing (`render::sky_cache`).
//! Invariant: frame N by playing 0..=N and frame N directly are the same bits for the same settings.

use crate::timing::Rate;

use super::evaluate::{Observer, evaluate};
use super::{SkyPacket, SkySettings, SkyState};

/// Frames in which clouds and light are drawn once.
pub const EPOCH: u64 = 5;

/// The sky of a frame: all that it is drawn from.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SkyInputs {
    /// The frame's own: sun, moon, air, fog, rain, flashes.
    pub now: SkyPacket,
    /// Clouds and light that are fading out.
    pub from: SkyPacket,
    /// Clouds and light that are fading in.
    pub to: SkyPacket,
    /// What is being drawn for the next epoch. No pixel of this frame depends on it.
    pub next: SkyPacket,
    /// Share of `to`, 0..1.
    pub share: f64,
    /// Unit vector toward the light that cast shadows in the world frame before.
    pub to_light_before: [f32; 3],
}

impl SkyInputs {
    /// Without what no pixel depends on: frame numbers, the next epoch, a share between two that are alike, how far has
    /// fallen what does not fall.
    pub fn as_drawn(&self) -> Self {
        let [from, to] = [&self.from, &self.to].map(|packet| packet.without_frame().without_fall());
        let now = self.now.without_frame();
        let now = if self.moves() { now } else { now.without_fall() };
        let share = if from == to { 0.0 } else { self.share };
        Self { now, from, to, next: to, share, to_light_before: self.to_light_before }
    }

    /// Unit vector toward the light that the shadows of a cascade are drawn for. The near cascade follows it each frame, the two far ones by
    /// turns, each a frame behind in the other's: a sun that runs in a fade costs two of three cascades a frame.
    pub fn to_light_of(&self, cascade: usize) -> [f32; 3] {
        let is_its_turn = cascade == 0 || self.now.sim_frame % 2 == cascade as u64 % 2;
        if is_its_turn { self.now.key_light().0 } else { self.to_light_before }
    }

    /// Whether something falls or hangs in the air, so that it matters how far the wall is.
    pub fn fills_air(&self) -> bool {
        let now = &self.now;
        now.rain_snow_mm_per_h != [0.0; 2] || now.fog.fills_air()
    }

    /// Whether something falls or sways.
    pub fn moves(&self) -> bool {
        self.now.rain_snow_mm_per_h != [0.0; 2] || self.sways()
    }

    /// Whether there is wind enough to move plants: more than 4 m/s (`shaders/scene/sway.wgsl`).
    pub fn sways(&self) -> bool {
        let [across, along, _] = self.now.wind;
        across * across + along * along > 16.0
    }
}

/// What lasts, and the packets of the last epochs: carried from frame to frame.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Trail {
    /// What lasts.
    pub state: SkyState,
    /// What was asked for in the frame that it is at.
    pub asked: SkySettings,
    from: SkyPacket,
    to: SkyPacket,
    next: SkyPacket,
    to_light_before: [f32; 3],
}

impl Trail {
    /// At a world frame, as if these settings had held since frame 0.
    pub fn replayed(settings: &SkySettings, observer: &Observer, frame: u64, rate: Rate) -> Self {
        let epoch = frame / EPOCH * EPOCH;
        let first = epoch.saturating_sub(2 * EPOCH);
        let state = SkyState::replayed(settings, first, rate);
        let packet = evaluate(settings, &state, observer, rate);
        let to_light_before = packet.key_light().0;
        let mut trail =
            Self { state, asked: *settings, from: packet, to: packet, next: packet, to_light_before };
        while trail.state.frame < frame {
            trail.step(settings, observer, rate);
        }
        trail
    }

    /// Goes on to a world frame: one step when it is the next, nothing when it is the same, anew when it lies before.
    pub fn go_on(&mut self, settings: &SkySettings, observer: &Observer, frame: u64, rate: Rate) {
        if frame < self.state.frame {
            *self = Self::replayed(settings, observer, frame, rate);
        }
        // Of a long way only the last epochs are seen; the rest is integers.
        let first = (frame / EPOCH * EPOCH).saturating_sub(2 * EPOCH);
        if self.state.frame < first {
            while self.state.frame < first {
                self.state.step(settings, rate);
            }
            let packet = evaluate(settings, &self.state, observer, rate);
            (self.from, self.to, self.next) = (packet, packet, packet);
            self.asked = *settings;
        }
        while self.state.frame < frame {
            self.step(settings, observer, rate);
        }
        self.asked = *settings;
    }

    fn step(&mut self, settings: &SkySettings, observer: &Observer, rate: Rate) {
        self.to_light_before = evaluate(&self.asked, &self.state, observer, rate).key_light().0;
        self.asked = *settings;
        self.state.step(settings, rate);
        if self.state.frame.is_multiple_of(EPOCH) {
            (self.from, self.to) = (self.to, self.next);
            self.next = evaluate(settings, &self.state, observer, rate);
        }
    }

    /// The sky of the frame that this is at.
    pub fn inputs(
        &self,
        settings: &SkySettings,
        observer: &Observer,
        display_frame: u64,
        rate: Rate,
    ) -> SkyInputs {
        let now = SkyPacket { display_frame, ..evaluate(settings, &self.state, observer, rate) };
        let share = (self.state.frame % EPOCH) as f64 / EPOCH as f64;
        let to_light_before = self.to_light_before;
        SkyInputs { now, from: self.from, to: self.to, next: self.next, share, to_light_before }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frame_by_playing_and_directly_are_the_same_bits() {
        let mut settings = SkySettings::default();
        settings.weather.layers[0].cover = 0.4;
        let observer = Observer::default();
        let mut trail = Trail::replayed(&settings, &observer, 0, Rate::FILM);
        for frame in 0..40 {
            trail.go_on(&settings, &observer, frame, Rate::FILM);
            let direct = Trail::replayed(&settings, &observer, frame, Rate::FILM);
            let played = trail.inputs(&settings, &observer, frame, Rate::FILM);
            assert_eq!(played, direct.inputs(&settings, &observer, frame, Rate::FILM), "frame {frame}");
            assert!(played.now.sim_frame - played.from.sim_frame <= 14);
        }
        // A long way at once is the same as frame by frame.
        for frame in [41, 300, 302, 460] {
            trail.go_on(&settings, &observer, frame, Rate::FILM);
            assert_eq!(trail, Trail::replayed(&settings, &observer, frame, Rate::FILM), "frame {frame}");
        }
    }

    /// What is shown is continuous where an epoch ends: `from` then is what `to` was, at full share.
    #[test]
    fn an_epoch_ends_at_what_the_next_begins_with() {
        let settings = SkySettings::default();
        let observer = Observer::default();
        let at = |frame| {
            Trail::replayed(&settings, &observer, frame, Rate::FILM).inputs(
                &settings,
                &observer,
                frame,
                Rate::FILM,
            )
        };
        let (last, first) = (at(24), at(25));
        assert_eq!((last.share, first.share), (0.8, 0.0));
        assert_eq!(last.to, first.from);
    }

    /// Everything at once: a running clock, four layers, rain, gusts, lightning.
    fn stormy() -> SkySettings {
        let mut settings = SkySettings { sun_rate: 60.0, ..SkySettings::default() };
        settings.weather = crate::sky::weather::WeatherState {
            rain_mm_per_h: 12.0,
            snow_mm_per_h: 0.5,
            wind_mps: 9.0,
            lightning_per_min: 20.0,
            dust: 0.2,
            ..settings.weather
        };
        for (index, layer) in settings.weather.layers.iter_mut().enumerate() {
            layer.cover = 0.3 + 0.1 * index as f64;
            layer.kind = crate::sky::weather::CloudType::ALL[index + 2];
            layer.base_m = 800.0 + 1500.0 * index as f64;
        }
        settings
    }

    fn hash_of_frame(frame: u64) -> u64 {
        let (settings, observer) = (stormy(), Observer { position_m: [12.0, 0.5, -7.0] });
        let trail = Trail::replayed(&settings, &observer, frame, Rate { num: 24_000, den: 1001 });
        trail.inputs(&settings, &observer, frame, Rate { num: 24_000, den: 1001 }).now.hash()
    }

    /// The hash of frame 100 of [`stormy`]: the same on every machine, in debug and release, on any thread. It changes when
    /// what the packet says changes, and then on purpose: the test prints the new one.
    const PINNED: u64 = 0x3bb8_7fc6_45f9_2b57;

    #[test]
    fn a_packet_has_the_same_bits_on_every_thread_machine_and_build() {
        let hashes: Vec<u64> = std::thread::scope(|scope| {
            let threads: Vec<_> = (0..8).map(|_| scope.spawn(|| hash_of_frame(100))).collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).collect()
        });
        assert!(hashes.iter().all(|hash| *hash == hashes[0]), "{hashes:x?}");
        assert_ne!(hash_of_frame(101), hashes[0]);
        assert_eq!(hashes[0], PINNED, "it is {:#018x} now", hashes[0]);
    }

    /// Who joins late gets the trail, and goes on from there like everybody.
    #[test]
    fn who_joins_late_goes_on_alike() {
        let (settings, observer) = (stormy(), Observer::default());
        let mut old = Trail::replayed(&settings, &observer, 0, Rate::FILM);
        (1..=57).for_each(|frame| old.go_on(&settings, &observer, frame, Rate::FILM));
        let mut late = old;
        for frame in 58..80 {
            let other = Trail::replayed(&settings, &observer, frame, Rate::FILM);
            for trail in [&mut old, &mut late] {
                trail.go_on(&settings, &observer, frame, Rate::FILM);
                let inputs = trail.inputs(&settings, &observer, frame, Rate::FILM);
                assert_eq!(inputs, other.inputs(&settings, &observer, frame, Rate::FILM), "frame {frame}");
            }
        }
    }
}
