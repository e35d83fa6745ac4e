//! The sun for those who cannot have it from a wall: where the key lamp stands, how it is colored, how much of it there is.
//!
//! In: the world of a frame. Out: a [`KeyLight`]; toward the live sky's sun. Not here: lamps themselves, the disc on the wall
//! (`shaders/scene/celestial.wgsl`).
//! Invariant: stage axes, after north, turntable and world position; a pure function; nothing is allocated.

use glam::{DQuat, DVec2, DVec3};

use crate::color::{Primaries, white};
use crate::scene::card::azimuth_elevation;
use crate::scene::sun;
use crate::sky::meter;

use super::{Show, WorldInputs};

/// The sun or, at night, the moon, as a lamp would have to be.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct KeyLight {
    /// Unit vector toward it, stage axes.
    pub to: DVec3,
    /// Degrees from the wall's middle (-Z) to the left, as cards have it.
    pub azimuth_deg: f64,
    /// Degrees above the floor.
    pub elevation_deg: f64,
    /// CIE 1931 chromaticity; of the working white without light.
    pub xy: DVec2,
    /// Correlated color temperature; `None` where the color is none of a lamp's whites.
    pub kelvin: Option<f64>,
    /// Direct normal illuminance under a clear sky, lux.
    pub clear_lux: f64,
    /// The same after what the clouds take on average.
    pub lux: f64,
    /// Share that the clouds let through on average.
    pub sunlit: f64,
    /// Illuminance of sky and clouds on the level, lux.
    pub fill_lux: f64,
    /// Direct light on the level over that of the sky: key to fill.
    pub key_to_fill: f64,
    /// Direct light on what faces it over that of the sky on the level: what the lamp has to give is this times the fill on the stage.
    pub lamp_to_fill: f64,
    /// Luminance of a level 18 % card under all of it, nits.
    pub grey_nits: f64,
    /// Whether it is the moon.
    pub is_moon: bool,
    /// Linear ACEScg with luminance 1.
    pub color: DVec3,
}

/// Points along each side of a panel that are asked whether they are sky.
const POINTS: u32 = 4;

/// Farthest from the locus of whites that a color temperature still means something, CIE 1931 xy.
const WHITISH: f64 = 0.06;

impl Show {
    /// The key light of a world; `None` without a sun.
    pub fn key_light(&self, world: &WorldInputs) -> Option<KeyLight> {
        let weights = Primaries::ACESCG.luminance();
        let (lux, level) = match &world.sky {
            Some(sky) => {
                let lux = DVec3::from_array(sky.now.key_light().1.map(f64::from));
                (lux, meter::level_light(&sky.now, weights.to_array()))
            }
            None => {
                let sun = self.scene.sun.as_ref()?;
                let direct_lux = sun.illuminance_lux * sun.to_sun.y.max(0.0);
                let grey_lux = self.exposure.world_grey_nits * std::f64::consts::PI / 0.18;
                let diffuse_lux = (grey_lux - direct_lux).max(1e-6);
                (sun.color * sun.illuminance_lux, meter::LevelLight { direct_lux, diffuse_lux, sunlit: 1.0 })
            }
        };
        let to = self.to_key(world)?;
        let [azimuth, elevation] = azimuth_elevation(to).map(f64::to_degrees);
        let clear_lux = lux.dot(weights).max(0.0);
        // As a meter reads it: Rec.709's white is the working white seen as D65.
        let xyz = Primaries::REC709.xyz_from_rgb() * Primaries::REC709.from(&Primaries::ACESCG) * lux;
        let sum = xyz.element_sum();
        let xy = if sum > 1e-9 { DVec2::new(xyz.x, xyz.y) / sum } else { white::xy(white::NEUTRAL_K, 0.0) };
        let found = white::kelvin_from_xy(xy);
        let is_white = (white::RANGE_K[0]..=white::RANGE_K[1]).contains(&found)
            && white::xy(found, 0.0).distance(xy) < WHITISH;
        let fill_lux = level.diffuse_lux.max(1e-9);
        Some(KeyLight {
            to,
            azimuth_deg: azimuth,
            elevation_deg: elevation,
            xy,
            kelvin: is_white.then_some(found),
            clear_lux,
            lux: clear_lux * level.sunlit,
            sunlit: level.sunlit,
            fill_lux,
            key_to_fill: level.direct_lux / fill_lux,
            lamp_to_fill: clear_lux * level.sunlit / fill_lux,
            grey_nits: level.grey_nits(),
            is_moon: world.sky.is_some_and(|sky| sky.now.is_moonlit()),
            color: sun::with_luminance_one(if clear_lux > 0.0 { lux } else { DVec3::ONE }),
        })
    }

    /// Share of the walls' area that the view origin sees above the world's horizon: what of them can be sky.
    pub fn sky_share(&self, world: &WorldInputs) -> f64 {
        let mut areas = [0.0; 2];
        for panel in &self.stage.panels {
            let size = DVec2::new(f64::from(panel.pixels[0]), f64::from(panel.pixels[1]));
            let area = size.x * size.y * panel.pitch_m().element_product();
            for index in 0..POINTS * POINTS {
                let share = DVec2::new(f64::from(index % POINTS) + 0.5, f64::from(index / POINTS) + 0.5)
                    / f64::from(POINTS);
                let toward = panel.point_m(size * share) - self.stage.view_origin_m;
                let is_lit_side = toward.dot(panel.normal()) < 0.0;
                let is_above = world.world_from_stage.transform_vector(toward).y > 0.0;
                if is_lit_side {
                    areas[usize::from(is_above)] += area;
                }
            }
        }
        let whole = areas[0] + areas[1];
        if whole > 0.0 { areas[1] / whole } else { 0.0 }
    }

    /// Unit vector to the world's sun, or to the moon at night, in stage axes; `None` without one.
    pub fn to_key(&self, world: &WorldInputs) -> Option<DVec3> {
        let in_sky = match &world.sky {
            Some(sky) => DVec3::from_array(sky.now.key_light().0.map(f64::from)).normalize_or(DVec3::Y),
            None => self.scene.sun.as_ref()?.to_sun,
        };
        let in_world = DQuat::from_rotation_y(world.sky_turn_rad) * in_sky;
        Some(world.world_from_stage.rotation.inverse() * in_world)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::show::load::{Files, show};

    fn key(set: &[&str]) -> KeyLight {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/sky/show.toml");
        let show = show(Files::Disk, path, &|_, _| ()).unwrap().show;
        let mut values = show.first.clone();
        for setting in set {
            show.registry.set(&mut values, setting).unwrap();
        }
        let inputs = show.inputs(&values, 0, &show.rehearsed_poses(0));
        show.key_light(&inputs.world).expect("a sky has a key light")
    }

    /// World -Z looks west (270) in the show: a sun in the south-west (225) stands 45 degrees left of the wall's middle. A stage
    /// that turns left by 30 sees it 30 degrees further right; a sky that turns with the stage stays.
    #[test]
    fn the_lamp_stands_where_the_stage_sees_the_sun() {
        let manual = ["sky/mode=manual", "sky/sun_azimuth_deg=225", "sky/sun_elevation_deg=40"];
        let at = |more: &[&str]| key(&[&manual, more].concat());
        let here = at(&[]);
        assert!((here.azimuth_deg - 45.0).abs() < 1e-4 && (here.elevation_deg - 40.0).abs() < 1e-4);
        assert!((at(&["world/turntable_deg=30"]).azimuth_deg - 15.0).abs() < 1e-4);
        let stays = ["world/turntable_deg=30", "world/sun_stays_with_stage=on"];
        assert!((at(&stays).azimuth_deg - 45.0).abs() < 1e-4);
        assert!((at(&["sky/north_deg=180"]).azimuth_deg + 45.0).abs() < 1e-4);
    }

    /// A level view origin at 1.5 m sees as sky what of the walls hangs higher: of a wall 2 m high that stands on the floor a quarter.
    #[test]
    fn the_share_of_sky_is_what_hangs_above_the_eye() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/sky/show.toml");
        let show = show(Files::Disk, path, &|_, _| ()).unwrap().show;
        let world = show.inputs(&show.first, 0, &show.rehearsed_poses(0)).world;
        assert!((show.sky_share(&world) - 0.25).abs() < 1e-9, "{}", show.sky_share(&world));
    }

    /// sky.md 4: at 45 degrees under a clear sky key to fill on the level is about 5 to 1, and a lamp needs 7 times the fill.
    /// Clouds take from the key and leave a fill.
    #[test]
    fn key_to_fill_is_that_of_a_clear_day() {
        let day = ["sky/mode=manual", "sky/sun_elevation_deg=45"];
        let clear = key(&day);
        assert!((3.5..7.0).contains(&clear.key_to_fill), "{clear:?}");
        assert!((clear.lamp_to_fill / clear.key_to_fill - 2.0_f64.sqrt()).abs() < 1e-3, "{clear:?}");
        let overcast = key(&[&day[..], &["weather/cloud_cover=1"]].concat());
        assert!(overcast.key_to_fill < 0.2 && overcast.fill_lux > 3_000.0, "{overcast:?}");
        assert!(overcast.grey_nits < 0.6 * clear.grey_nits, "{overcast:?}");
    }
}
