//! How bright the walls are going to be, before anything is drawn: what the limits on light go by.
//!
//! In: a frame's inputs. Out: the mean [`WallLight`], the walls' gain, the rise that flashes may give. Not here: the limits (`safety`).
//! Invariant: from values alone, no picture is read back; continuous in each of them; allocates nothing.
//!
//! The estimate: a wall that shows half sky and half ground of 18 % has 0.59 of the light that a white card on the level has.
//! What a scene's own lamps, domes and plates add is not in it: their light does not change by itself.

use glam::DVec3;

use crate::color::grade;
use crate::color::{Grade, Primaries};
use crate::params::Values;
use crate::safety::average::When;
use crate::safety::flash_guard::rise_nits;
use crate::safety::governor::Asked;
use crate::safety::{WallLight, WallMix};
use crate::sky::packet::FlashPacket;
use crate::sky::{SkyPacket, meter};

use super::{FrameInputs, Show};

/// Mean of a wall over a grey card of 18 %: half of it sky, as bright as a white card, half ground like the grey one.
const WALL_OVER_GREY: f64 = 0.59 / 0.18;

/// Illuminance of a flash at the mark, lux.
fn mark_lux(flash: &FlashPacket, observer_m: [f32; 3]) -> f64 {
    let square: f64 =
        flash.at_m.iter().zip(observer_m).map(|(at, from)| f64::from(at - from) * f64::from(at - from)).sum();
    f64::from(flash.level) * f64::from(flash.candela) / square.max(1.0)
}

/// Mean of the walls that flashes of so much illuminance add, nits of the world.
fn flash_nits(lux: f64) -> f64 {
    0.18 * WALL_OVER_GREY * lux / std::f64::consts::PI
}

impl Show {
    /// White of the brightest wall, nits.
    pub fn white_nits(&self) -> f64 {
        self.stage.walls.iter().map(|wall| wall.white_nits).fold(1.0, f64::max)
    }

    /// Mean light of the walls under a sky and these grades, before the buttons' mix.
    pub fn wall_light(&self, sky: Option<&SkyPacket>, exposure_ev: f64, grades: [&Grade; 2]) -> WallLight {
        let luminance = Primaries::ACESCG.luminance();
        let grey18_nits = self.exposure.grey18_nits;
        let exposed = exposure_ev.exp2();
        let steady = sky.map_or(self.exposure.world_grey_nits, |sky| {
            meter::level_light(sky, luminance.to_array()).grey_nits()
        });
        let flashes = sky.map_or(0.0, |sky| {
            let lux = sky.flashes.iter().map(|flash| mark_lux(flash, sky.observer_m)).sum();
            flash_nits(lux)
        });
        let nits = (steady * WALL_OVER_GREY + flashes) * exposed;
        let light = grade::through(&grades.map(|grade| grade.step(grey18_nits)), DVec3::splat(nits / 100.0));
        let white_nits = self.white_nits();
        let rec709 = Primaries::REC709.from(&Primaries::ACESCG) * light * (100.0 / white_nits);
        WallLight {
            nits: (light.dot(luminance) * 100.0).clamp(0.0, white_nits),
            rgb: rec709.clamp(DVec3::ZERO, DVec3::ONE).to_array(),
        }
    }

    /// The same of a frame: the outer frustum's, which most of the walls show.
    pub fn outer_light(&self, inputs: &FrameInputs) -> WallLight {
        let outer = &inputs.outer;
        let sky = outer.world.sky.as_ref().map(|sky| &sky.now);
        self.wall_light(sky, outer.world.exposure_ev, [&outer.world.grade, &outer.grade])
    }

    /// Scales what flashes of lightning the guard limits, so that none raises the walls by more than its share of what is allowed.
    pub(super) fn limit_flashes(&self, sky: &mut SkyPacket, exposure_ev: f64) {
        let exposed = exposure_ev.exp2();
        let luminance = Primaries::ACESCG.luminance().to_array();
        let ambient_nits = meter::level_light(sky, luminance).grey_nits() * exposed;
        let most_nits = rise_nits(ambient_nits.clamp(0.0, self.white_nits()));
        for flash in &mut sky.flashes {
            let peak = FlashPacket { level: 1.0, ..*flash };
            let rise = flash_nits(mark_lux(&peak, sky.observer_m)) * exposed;
            if flash.share > 0.0 && rise > 0.0 {
                flash.level *= (f64::from(flash.share) * most_nits / rise).min(1.0) as f32;
            }
        }
    }

    /// Takes light from the walls where safety wants it; `secs` since the frame before.
    pub(super) fn govern(&self, values: &Values, inputs: &mut FrameInputs, secs: f64) {
        let ids = &self.ids.safety;
        let mut light = self.outer_light(inputs);
        if let Some(kept) = &inputs.kept {
            light = between(light, self.outer_light(kept), inputs.mix.kept_share);
        }
        let white_nits = self.white_nits();
        let is_rolling = values.is_on(self.ids.take.rolling);
        let when = match (values.is_on(ids.over_temperature), is_rolling) {
            (true, _) => When::Hot,
            (false, true) => When::Rolling,
            (false, false) => When::Between,
        };
        let asked = Asked {
            light: mixed(light, &inputs.mix, white_nits),
            white_nits,
            secs,
            is_guarded: ids.is_guarded(values),
            is_announced: inputs.governor.strobe.frames_left(inputs.frame) > 0,
            hand: std::mem::take(&mut inputs.governor.hand),
            when,
            average_nits: values.number(ids.average_nits),
        };
        let (gain, did) = inputs.governor.step(&asked);
        inputs.governor_gain = gain;
        inputs.notes.safety = did;
        let left = inputs.governor.strobe.frames_left(inputs.frame);
        inputs.notes.strobe_secs = (left as f64 * self.rate.period_secs()).ceil() as u32;
    }
}

fn between(one: WallLight, other: WallLight, share: f64) -> WallLight {
    let mix = |one: f64, other: f64| one + (other - one) * share;
    WallLight {
        nits: mix(one.nits, other.nits),
        rgb: [0, 1, 2].map(|lane| mix(one.rgb[lane], other.rgb[lane])),
    }
}

/// With the buttons' fades and the work light.
fn mixed(light: WallLight, mix: &WallMix, white_nits: f64) -> WallLight {
    let picture = light.times(mix.picture_gain);
    WallLight {
        nits: picture.nits + mix.work_light_nits,
        rgb: picture.rgb.map(|lane| lane + mix.work_light_nits / white_nits),
    }
}
