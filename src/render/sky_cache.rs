//! Which layers of the sky's textures hold what, and what has to be drawn for a frame.
//!
//! In: the skies of a frame's worlds. Out: a [`SkyPlan`]. Not here: the draws (`frame`, `passes`).
//! Invariant: a key holds all that a layer's content depends on, so a layer that is kept is what would be drawn: the textures are
//! caches, and a frame is a function of its inputs. Nothing is allocated after `new`.

use crate::sky::packet::{AirPacket, MoonPacket, SunPacket};
use crate::sky::trail::EPOCH;
use crate::sky::{SkyInputs, SkyPacket};

/// Worlds that can differ in one frame: the live one, the outer's and those of six cameras whose views are held. Texture arrays
/// have 256 layers, and an air takes 25 of them. A further world shows the light of the live one.
const MOST_WORLDS: usize = 8;

/// How many layers there are: what one frame can need at most, so that none that it uses is ever taken from it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Pools {
    /// Tables: one a world, one a dome that is drawn.
    pub luts: usize,
    /// Domes: three of the live world, two of each other.
    pub domes: usize,
    /// Airs, and lights: one a world.
    pub airs: usize,
}

impl Pools {
    /// For a show with so many worlds.
    pub fn new(worlds: usize) -> Self {
        let worlds = worlds.clamp(1, MOST_WORLDS);
        Self { luts: 3 * worlds + 1, domes: 2 * worlds + 1, airs: worlds }
    }
}

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
    domes: [SkyPacket; 2],
    share: f64,
}

/// What the environment's light of a world depends on.
#[derive(Clone, Copy, Debug, PartialEq)]
struct LightKey {
    domes: [SkyPacket; 2],
    share: f64,
}

/// What the layers hold.
#[derive(Clone, Debug, Default)]
pub(super) struct SkyCache {
    plans: u64,
    luts: Vec<Kept<AirKey>>,
    domes: Vec<Kept<SkyPacket>>,
    airs: Vec<Kept<VolumeKey>>,
    lights: Vec<Kept<LightKey>>,
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
    /// Which light.
    pub light: usize,
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

/// A light to mix.
#[derive(Clone, Copy, Debug)]
pub(super) struct LightJob {
    /// For this world, whose uniforms say of what and where to.
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
    /// Last.
    pub lights: Vec<LightJob>,
}

impl SkyPlan {
    /// Room for so many worlds.
    pub(super) fn new(worlds: usize) -> Self {
        let pools = Pools::new(worlds);
        Self {
            worlds: Vec::with_capacity(worlds),
            luts: Vec::with_capacity(pools.luts),
            domes: Vec::with_capacity(pools.domes),
            airs: Vec::with_capacity(pools.airs),
            lights: Vec::with_capacity(pools.airs),
        }
    }
}

impl SkyCache {
    /// Nothing drawn.
    pub(super) fn new(pools: Pools) -> Self {
        Self {
            plans: 0,
            luts: vec![Kept::EMPTY; pools.luts],
            domes: vec![Kept::EMPTY; pools.domes],
            airs: vec![Kept::EMPTY; pools.airs],
            lights: vec![Kept::EMPTY; pools.airs],
        }
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
        plan.lights.clear();
        for (world, sky) in skies.enumerate() {
            let Some(sky) = sky else {
                plan.worlds.push(WorldSky::default());
                continue;
            };
            if world >= MOST_WORLDS {
                plan.worlds.push(plan.worlds[0]);
                continue;
            }
            let lut = self.lut(&sky.now, plan);
            let domes = [&sky.from, &sky.to].map(|packet| self.dome(packet, EPOCH as u32, plan));
            // A world that is held never gets to its next epoch.
            if world == 0 {
                let into = sky.now.sim_frame.saturating_sub(sky.next.sim_frame) as u32 + 1;
                self.dome(&sky.next, into.min(EPOCH as u32), plan);
            }
            let share = if domes[0] == domes[1] { 0.0 } else { sky.share };
            // By what the domes hold, not where: a layer may hold another one later.
            let key = LightKey { domes: [&sky.from, &sky.to].map(drawn_alike), share };
            let light = find(&mut self.lights, &key, self.plans).unwrap_or_else(|| {
                plan.lights.push(LightJob { world });
                take(&mut self.lights, &key, self.plans)
            });
            let key = VolumeKey { now: drawn_alike(&sky.now), domes: key.domes, share };
            let air = find(&mut self.airs, &key, self.plans).unwrap_or_else(|| {
                plan.airs.push(AirJob { world });
                take(&mut self.airs, &key, self.plans)
            });
            plan.worlds.push(WorldSky { lut, domes, air, light });
        }
    }

    fn lut(&mut self, packet: &SkyPacket, plan: &mut SkyPlan) -> usize {
        let key = packet.air_key();
        if let Some(layer) = find(&mut self.luts, &key, self.plans) {
            return layer;
        }
        let same = |kept: &Kept<AirKey>| kept.key.is_some_and(|key| key.2.medium() == packet.air.medium());
        let medium = match self.luts.iter().position(same) {
            _ if same(&self.luts[oldest(&self.luts)]) => Medium::Here,
            Some(other) => Medium::At(other),
            None => Medium::Nowhere,
        };
        let layer = take(&mut self.luts, &key, self.plans);
        plan.luts.push(LutJob { layer, packet: *packet, medium });
        layer
    }

    /// The dome of a packet with at least so many slices drawn.
    fn dome(&mut self, packet: &SkyPacket, slices: u32, plan: &mut SkyPlan) -> usize {
        let key = drawn_alike(packet);
        let found = find(&mut self.domes, &key, self.plans);
        let dome = found.unwrap_or_else(|| take(&mut self.domes, &key, self.plans));
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

/// The layer with this key.
fn find<K: PartialEq>(kept: &mut [Kept<K>], key: &K, plan: u64) -> Option<usize> {
    let index = kept.iter().position(|kept| kept.key.as_ref() == Some(key))?;
    kept[index].wanted = plan;
    Some(index)
}

/// The layer that was wanted longest ago, which has this key from here on. Pools are as large as a plan's needs, so it is none that
/// the plan uses.
fn take<K: Copy>(kept: &mut [Kept<K>], key: &K, plan: u64) -> usize {
    let index = oldest(kept);
    debug_assert!(kept[index].wanted < plan, "a plan takes what it uses");
    kept[index] = Kept { key: Some(*key), wanted: plan, done: 0 };
    index
}

fn oldest<K>(kept: &[Kept<K>]) -> usize {
    (0..kept.len()).min_by_key(|index| kept[*index].wanted).unwrap_or(0)
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
        ..packet.without_frame().without_fall()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;

    use crate::params::Stored;
    use crate::render::uniforms::worlds;
    use crate::show::load;
    use crate::show::rehearsal::{Recall, Rehearsal};
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
        let mut cache = SkyCache::new(Pools::new(3));
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

    /// The sun, the layers, the fog and the wind go somewhere else over two seconds and back at once: still a slice a frame.
    #[test]
    fn a_change_of_weather_draws_one_slice_a_frame() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/sky/show.toml");
        let show = load::show(load::Files::Disk, path, &|_, _| ()).unwrap().show;
        let look = |settings: &[&str]| {
            let mut values = show.first.clone();
            let ids = settings.iter().map(|text| show.registry.set(&mut values, text).unwrap());
            let ids: Vec<_> = ids.collect();
            Arc::new(Stored::of(ids.into_iter().map(|id| (id, values.number(id))).collect()))
        };
        let storm = look(&[
            "sky/time_of_day=18.5",
            "weather/cloud_cover=0.9",
            "weather/fog_per_km=2",
            "weather/wind_mps=12",
        ]);
        let clear = look(&[
            "sky/time_of_day=16",
            "weather/cloud_cover=0",
            "weather/fog_per_km=0",
            "weather/wind_mps=2",
        ]);
        let mut rehearsal = Rehearsal::new(&show, &show.first);
        let mut cache = SkyCache::new(Pools::new(3));
        let mut plan = SkyPlan::new(1);
        for frame in 1..200 {
            let recall = match frame {
                20 => Some(Recall { stored: Arc::clone(&storm), fade_secs: 2.0 }),
                110 => Some(Recall { stored: Arc::clone(&clear), fade_secs: 0.0 }),
                _ => None,
            };
            let inputs = rehearsal.step(&show, recall.as_ref());
            cache.plan(worlds(inputs).map(|world| world.sky.as_ref()), &mut plan);
            let slices: u32 = plan.domes.iter().map(|job| job.to - job.from).sum();
            assert!(slices <= if frame == 1 { 2 * EPOCH as u32 } else { 1 }, "frame {frame}: {slices}");
        }
    }

    /// Every view held at another time and the live one run on: no layer that a plan uses is taken from it, and each world finds the
    /// domes of its own packets. With fewer layers the assertion in `take` fails.
    #[test]
    fn worlds_that_all_differ_have_layers_of_their_own() {
        let worlds = MOST_WORLDS + 2;
        let mut cache = SkyCache::new(Pools::new(worlds));
        let mut plan = SkyPlan::new(worlds);
        let held: Vec<SkyInputs> = (1..worlds as u64).map(|index| sky(index * 100)).collect();
        for frame in [2000, 2001, 2002, 3000, 3001] {
            let live = sky(frame);
            let all = || [&live].into_iter().chain(&held);
            cache.plan(all().map(Some), &mut plan);
            for (world, sky) in plan.worlds.iter().zip(all()).take(MOST_WORLDS) {
                assert_eq!(cache.luts[world.lut].key, Some(sky.now.air_key()));
                for (dome, packet) in world.domes.iter().zip([sky.from, sky.to]) {
                    assert_eq!(cache.domes[*dome].key, Some(drawn_alike(&packet)));
                    assert_eq!(cache.domes[*dome].done, EPOCH as u32);
                }
            }
            assert_eq!(plan.worlds[worlds - 1], plan.worlds[0]);
        }
    }

    /// Whatever was drawn before, both domes of a frame are whole, and are those of its own packets.
    #[test]
    fn a_jump_has_whole_domes() {
        let mut cache = SkyCache::new(Pools::new(3));
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
