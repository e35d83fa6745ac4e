//! Which layers of the sky's textures hold what, and what has to be drawn for a frame.
//!
//! In: the skies of a frame's worlds. Out: a [`SkyPlan`]. Not here: the draws (`frame`, `passes`).
//! Invariant: a key holds all that a layer's content depends on, so a layer that is kept is what would be drawn: the textures are
//! caches, and a frame is a function of its inputs. Nothing is allocated after `new`.

use crate::sky::packet::{AirPacket, MoonPacket, SunPacket};
use crate::sky::trail::EPOCH;
use crate::sky::{SkyInputs, SkyPacket};

/// Media whose tables are kept: this frame's, those of three epochs, and of held views.
pub(super) const LUTS: usize = 8;
/// Domes that are kept: three of the live world, two for each of the views that are held.
pub(super) const DOMES: usize = 8;
/// Airs that are kept: one a world that differs.
pub(super) const AIRS: usize = 4;

/// A sun, moon and medium.
type AirKey = (SunPacket, MoonPacket, AirPacket);

/// One layer.
#[derive(Clone, Copy, Debug)]
struct Kept<K> {
    key: Option<K>,
    /// Plan in which it was wanted last.
    wanted: u64,
    /// Slices that are drawn.
    done: u32,
}

/// What the air of a world depends on.
#[derive(Clone, Copy, Debug, PartialEq)]
struct VolumeKey {
    now: SkyPacket,
    dome: [usize; 2],
    share: f64,
}

/// What the layers hold.
#[derive(Clone, Debug)]
pub(super) struct SkyCache {
    plans: u64,
    luts: [Kept<AirKey>; LUTS],
    domes: [Kept<SkyPacket>; DOMES],
    airs: [Kept<VolumeKey>; AIRS],
}

/// Where a world's pictures lie.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct WorldSky {
    /// Layer of the clear sky.
    pub lut: usize,
    /// Domes that fade out and in.
    pub domes: [usize; 2],
    /// Which air.
    pub air: usize,
}

/// Tables to draw.
#[derive(Clone, Copy, Debug)]
pub(super) struct LutJob {
    /// Into this layer.
    pub layer: usize,
    /// For this packet.
    pub packet: SkyPacket,
    /// Where tables of its medium lie already.
    pub medium: Medium,
}

/// Where transmittance and multiple scattering of a packet are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Medium {
    /// Nowhere: draw them.
    Nowhere,
    /// In this layer: copy them.
    At(usize),
    /// In the layer itself.
    Here,
}

/// Slices of a dome to draw.
#[derive(Clone, Copy, Debug)]
pub(super) struct DomeJob {
    /// Into this layer.
    pub dome: usize,
    /// With the tables of this layer.
    pub lut: usize,
    /// For this packet.
    pub packet: SkyPacket,
    /// From this slice on, of [`EPOCH`].
    pub from: u32,
    /// Up to this one.
    pub to: u32,
}

/// An air to draw.
#[derive(Clone, Copy, Debug)]
pub(super) struct AirJob {
    /// For this world, whose uniforms say where.
    pub world: usize,
}

/// What a frame has to draw of the sky, in this order, and where its worlds find it.
#[derive(Clone, Debug, Default)]
pub(super) struct SkyPlan {
    /// By world.
    pub worlds: Vec<WorldSky>,
    /// First.
    pub luts: Vec<LutJob>,
    /// Then.
    pub domes: Vec<DomeJob>,
    /// Then.
    pub airs: Vec<AirJob>,
}

impl SkyPlan {
    /// Room for so many worlds.
    pub(super) fn new(worlds: usize) -> Self {
        Self {
            worlds: Vec::with_capacity(worlds),
            luts: Vec::with_capacity(LUTS),
            domes: Vec::with_capacity(DOMES),
            airs: Vec::with_capacity(AIRS),
        }
    }
}

impl Default for SkyCache {
    fn default() -> Self {
        Self::new()
    }
}

impl SkyCache {
    /// Nothing drawn.
    pub(super) fn new() -> Self {
        Self { plans: 0, luts: [Kept::EMPTY; LUTS], domes: [Kept::EMPTY; DOMES], airs: [Kept::EMPTY; AIRS] }
    }

    /// Where tables of a packet's air are kept.
    pub(super) fn lut_of(&self, packet: &SkyPacket) -> Option<usize> {
        self.luts.iter().position(|kept| kept.key == Some(packet.air_key()))
    }

    /// Plans a frame whose worlds have these skies. What it plans counts as drawn.
    pub(super) fn plan<'a>(
        &mut self,
        skies: impl Iterator<Item = Option<&'a SkyInputs>>,
        plan: &mut SkyPlan,
    ) {
        self.plans += 1;
        plan.worlds.clear();
        plan.luts.clear();
        plan.domes.clear();
        plan.airs.clear();
        for (world, sky) in skies.enumerate() {
            let Some(sky) = sky else {
                plan.worlds.push(WorldSky::default());
                continue;
            };
            let lut = self.lut(&sky.now, plan);
            let domes = [&sky.from, &sky.to].map(|packet| self.dome(packet, EPOCH as u32, plan));
            let into = sky.now.sim_frame.saturating_sub(sky.next.sim_frame) as u32 + 1;
            self.dome(&sky.next, into.min(EPOCH as u32), plan);
            let share = if domes[0] == domes[1] { 0.0 } else { sky.share };
            let key = VolumeKey { now: drawn_alike(&sky.now), dome: domes, share };
            let (air, is_new) = place(&mut self.airs, &key, self.plans);
            if is_new {
                plan.airs.push(AirJob { world });
            }
            plan.worlds.push(WorldSky { lut, domes, air });
        }
    }

    fn lut(&mut self, packet: &SkyPacket, plan: &mut SkyPlan) -> usize {
        let before = self.luts;
        let (layer, is_new) = place(&mut self.luts, &packet.air_key(), self.plans);
        if is_new {
            let same =
                |kept: &Kept<AirKey>| kept.key.is_some_and(|key| key.2.medium() == packet.air.medium());
            let medium = match before.iter().position(same) {
                _ if same(&before[layer]) => Medium::Here,
                Some(other) => Medium::At(other),
                None => Medium::Nowhere,
            };
            plan.luts.push(LutJob { layer, packet: *packet, medium });
        }
        layer
    }

    /// The dome of a packet with at least so many slices drawn.
    fn dome(&mut self, packet: &SkyPacket, slices: u32, plan: &mut SkyPlan) -> usize {
        let (dome, _) = place(&mut self.domes, &drawn_alike(packet), self.plans);
        let from = self.domes[dome].done;
        if from < slices {
            self.domes[dome].done = slices;
            let lut = self.lut(packet, plan);
            plan.domes.push(DomeJob { dome, lut, packet: *packet, from, to: slices });
        }
        dome
    }
}

impl<K> Kept<K> {
    const EMPTY: Self = Self { key: None, wanted: 0, done: 0 };
}

/// The layer with this key; else the one that was wanted longest ago, which has it from here on.
fn place<K: Copy + PartialEq>(kept: &mut [Kept<K>], key: &K, plan: u64) -> (usize, bool) {
    if let Some(index) = kept.iter().position(|kept| kept.key.as_ref() == Some(key)) {
        kept[index].wanted = plan;
        return (index, false);
    }
    let oldest = (0..kept.len()).min_by_key(|index| kept[*index].wanted).unwrap_or(0);
    kept[oldest] = Kept { key: Some(*key), wanted: plan, done: 0 };
    (oldest, true)
}

/// The packet without what neither clouds nor air nor the environment's light depend on.
fn drawn_alike(packet: &SkyPacket) -> SkyPacket {
    SkyPacket {
        equatorial_from_world: [[0.0; 4]; 3],
        rain_snow_mm_per_h: [0.0; 2],
        wind: [0.0; 3],
        ground: [0.0; 3],
        flashes: [bytemuck::Zeroable::zeroed(); crate::sky::packet::FLASHES],
        disc: [0.0; 4],
        ..packet.without_frame()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sky::evaluate::Observer;
    use crate::sky::{SkySettings, Trail};
    use crate::timing::Rate;

    fn sky(frame: u64) -> SkyInputs {
        let (settings, observer) = (SkySettings::default(), Observer::default());
        Trail::replayed(&settings, &observer, frame, Rate::FILM).inputs(
            &settings,
            &observer,
            frame,
            Rate::FILM,
        )
    }

    /// Played from the start, each frame draws at most one slice of one dome after the first.
    #[test]
    fn a_frame_draws_one_slice_and_a_held_sky_nothing() {
        let mut cache = SkyCache::new();
        let mut plan = SkyPlan::new(1);
        for frame in 0..40 {
            let sky = sky(frame);
            cache.plan([Some(&sky)].into_iter(), &mut plan);
            let slices: u32 = plan.domes.iter().map(|job| job.to - job.from).sum();
            assert!(slices <= if frame == 0 { EPOCH as u32 } else { 1 }, "frame {frame}: {slices}");
        }
        let held = sky(40);
        cache.plan([Some(&held)].into_iter(), &mut plan);
        cache.plan([Some(&held)].into_iter(), &mut plan);
        assert!(plan.luts.is_empty() && plan.domes.is_empty() && plan.airs.is_empty());
    }

    /// Whatever was drawn before, both domes of a frame are whole, and are those of its own packets.
    #[test]
    fn a_jump_has_whole_domes() {
        let mut cache = SkyCache::new();
        let mut plan = SkyPlan::new(2);
        for frame in [3, 500, 501, 77, 502, 0] {
            let (one, other) = (sky(frame), sky(frame + 1000));
            cache.plan([Some(&one), Some(&other)].into_iter(), &mut plan);
            for (world, sky) in plan.worlds.iter().zip([one, other]) {
                for (dome, packet) in world.domes.iter().zip([sky.from, sky.to]) {
                    assert_eq!(cache.domes[*dome].key, Some(drawn_alike(&packet)), "frame {frame}");
                    assert_eq!(cache.domes[*dome].done, EPOCH as u32);
                }
            }
        }
    }
}
