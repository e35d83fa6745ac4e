//! The live sky as people read it: what its clock reads, where sun and moon are drawn.
//!
//! In: a frame's inputs. Out: [`SkyReport`], [`Reading`]. Not here: what makes it so (`sky`).
//! Invariant: read from the packet that the frame was drawn from, so it is what is seen; nothing is allocated.

use crate::params::{Reading, Values};

use super::report::SkyReport;
use super::{FrameInputs, Show};

impl Show {
    /// The live sky of a frame.
    pub fn sky_report(&self, inputs: &FrameInputs) -> Option<SkyReport> {
        let (ids, sky, trail) = (self.ids.sky.as_ref()?, inputs.world.sky.as_ref()?, inputs.trail.as_ref()?);
        let now = &sky.now;
        let north_deg = trail.asked.north_deg;
        let [sun_azimuth_deg, sun_elevation_deg] = angles_deg(now.sun.to, north_deg);
        let [moon_azimuth_deg, moon_elevation_deg] = angles_deg(now.moon.to, north_deg);
        let on_earth = [trail.asked.latitude_deg, trail.asked.longitude_deg];
        let (local_date_days, local_time_h, utc_offset_secs) = ids.local(on_earth, now.unix_ms);
        Some(SkyReport {
            mode: trail.asked.mode,
            unix_ms: now.unix_ms,
            local_date_days,
            local_time_h,
            utc_offset_secs,
            clock_rate: if trail.asked.holds_sun() { 0.0 } else { trail.asked.sun_rate },
            sun_azimuth_deg,
            sun_elevation_deg,
            moon_azimuth_deg,
            moon_elevation_deg,
            moon_illuminated: f64::from(now.moon.illuminated),
            key: self.key_light(&inputs.world)?,
            sky_share: self.sky_share(&inputs.world),
            hash: now.hash_in_world(),
        })
    }

    /// What the sky's clock reads, when it has run since it was set.
    pub fn clock_reading(&self, values: &Values, inputs: &FrameInputs) -> Option<Reading> {
        let (ids, trail) = (self.ids.sky.as_ref()?, inputs.trail.as_ref()?);
        let settings = ids.settings(values);
        let unix_ms = trail.state.unix_ms(&settings);
        if unix_ms == settings.unix_ms {
            return None;
        }
        let (date, time, _) = ids.local([settings.latitude_deg, settings.longitude_deg], unix_ms);
        let rate = if trail.asked.holds_sun() { 0.0 } else { settings.sun_rate };
        Some(Reading { time, date, time_a_frame: rate * self.rate.period_secs() / 3600.0 })
    }
}

/// Degrees clockwise from north and above the horizon, of a direction in world axes whose -Z looks `north_deg` from north.
fn angles_deg(to: [f32; 3], north_deg: f64) -> [f64; 2] {
    let [x, y, z] = to.map(f64::from);
    let azimuth_deg = (libm::atan2(x, -z).to_degrees() + north_deg).rem_euclid(360.0);
    [azimuth_deg, libm::asin(y.clamp(-1.0, 1.0)).to_degrees()]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sky::evaluate::direction;

    #[test]
    fn angles_are_those_that_the_direction_was_made_of() {
        for (azimuth_deg, elevation_deg, north_deg) in
            [(10.0, 4.0, 0.0), (350.0, -12.0, 270.0), (181.0, 88.0, 33.0)]
        {
            let to = direction(azimuth_deg, elevation_deg, north_deg).map(|lane| lane as f32);
            let [azimuth, elevation] = angles_deg(to, north_deg);
            assert!((azimuth - azimuth_deg).abs() < 1e-3 && (elevation - elevation_deg).abs() < 1e-3);
        }
    }
}
