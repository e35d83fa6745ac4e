//! What a film camera makes of light: ISO, T-stop, shutter, ND, white balance.
//!
//! In: the camera's settings, nits and chromaticity of a spot. Out: stops over the grey that it exposes, EV100, the
//! spot's color against its white balance. Source: ISO 2720:1974, reflected light, K = 12.5 cd s/m2.
//! Not here: what leaves the wall (`show::Exposure`, `color::grade`); nothing here ever drives it.
//! Invariant: a total, pure function of the settings; every setting is positive and finite.

use std::fmt;

/// ISO 2720's constant of reflected-light meters: L = K N^2 / (t S). Makers choose 12.5 (Canon, Nikon, Sekonic) or 14
/// (Minolta, Pentax); 14 would read a sixth of a stop less.
pub const METER_CONSTANT: f64 = 12.5;

/// A camera's settings.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CameraExposure {
    /// Exposure index.
    pub iso: f64,
    /// T-stop of the lens; it stands for N, since losses in the glass are in it.
    pub t_stop: f64,
    /// How long a frame is exposed, seconds.
    pub shutter_secs: f64,
    /// Neutral density before the sensor, stops.
    pub nd_stops: f64,
    /// White balance, kelvin.
    pub white_balance_k: f64,
}

/// What a spot meter on the camera's picture says.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SpotReading {
    /// Luminance as the wall emits it, nits.
    pub nits: f64,
    /// Stops over what the camera exposes as grey; minus infinity for black.
    pub stops_over_grey: f64,
    /// Exposure value at ISO 100 that would make the spot grey. It meters and never drives.
    pub ev100: f64,
    /// Correlated color temperature, kelvin; `None` for black and far from white.
    pub kelvin: Option<f64>,
    /// How much warmer than its white balance the camera sees the spot, mireds.
    pub warmer_mired: Option<f64>,
    /// The settings it was read with.
    pub camera: CameraExposure,
}

/// Stops of a density: 0.3 is one, as on filters (log10 2 = 0.301).
pub fn stops_from_density(density: f64) -> f64 {
    density / 0.3
}

/// Seconds of a shutter angle at a frame rate.
pub fn shutter_secs(shutter_deg: f64, fps: f64) -> f64 {
    shutter_deg / 360.0 / fps
}

impl CameraExposure {
    /// Luminance that the camera exposes as middle grey, nits.
    pub fn grey_nits(&self) -> f64 {
        METER_CONSTANT * self.t_stop * self.t_stop / (self.shutter_secs * self.iso) * self.nd_stops.exp2()
    }

    /// Reads a spot of `nits` whose chromaticity stands for `kelvin`.
    pub fn read(&self, nits: f64, kelvin: Option<f64>) -> SpotReading {
        SpotReading {
            nits,
            stops_over_grey: (nits / self.grey_nits()).log2(),
            ev100: (nits * 100.0 / METER_CONSTANT).log2(),
            kelvin,
            warmer_mired: kelvin.map(|kelvin| 1e6 / kelvin - 1e6 / self.white_balance_k),
            camera: *self,
        }
    }
}

impl fmt::Display for SpotReading {
    /// As a DP says it: `312 nits, +2.7 stops over grey at T2.8 800 ND0.9`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let CameraExposure { iso, t_stop, nd_stops, .. } = self.camera;
        let places = if self.nits < 10.0 { 2 } else { 0 };
        write!(f, "{:.places$} nits, ", self.nits)?;
        if self.stops_over_grey.is_finite() {
            let side = if self.stops_over_grey < 0.0 { "under" } else { "over" };
            write!(f, "{:+.1} stops {side} grey", self.stops_over_grey)?;
        } else {
            write!(f, "black")?;
        }
        write!(f, " at T{t_stop} {iso:.0}")?;
        if nd_stops > 0.0 {
            write!(f, " ND{:.1}", nd_stops * 0.3)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn camera() -> CameraExposure {
        CameraExposure {
            iso: 800.0,
            t_stop: 2.8,
            shutter_secs: shutter_secs(180.0, 24.0),
            nd_stops: stops_from_density(0.9),
            white_balance_k: 5600.0,
        }
    }

    /// The line of issue 3: 12.5 x 2.8^2 / (1/48 x 800) x 2^3 = 47.04 nits are grey, and 312 are 2.73 stops more.
    #[test]
    fn the_meter_reads_as_the_issue_writes_it() {
        assert!((camera().grey_nits() - 47.04).abs() < 1e-9);
        let reading = camera().read(312.0, None);
        assert!((reading.stops_over_grey - (312.0_f64 / 47.04).log2()).abs() < 1e-12);
        assert_eq!(reading.to_string(), "312 nits, +2.7 stops over grey at T2.8 800 ND0.9");
    }

    /// One stop each way, by the definitions of ISO, T-stop, shutter and ND.
    #[test]
    fn each_setting_moves_grey_by_its_stops() {
        let grey = camera().grey_nits();
        let root2 = std::f64::consts::SQRT_2;
        for (changed, stops) in [
            (CameraExposure { iso: 1600.0, ..camera() }, -1.0),
            (CameraExposure { t_stop: 2.8 * root2, ..camera() }, 1.0),
            (CameraExposure { shutter_secs: shutter_secs(90.0, 24.0), ..camera() }, 1.0),
            (CameraExposure { nd_stops: 4.0, ..camera() }, 1.0),
            (CameraExposure { white_balance_k: 3200.0, ..camera() }, 0.0),
        ] {
            assert!(((changed.grey_nits() / grey).log2() - stops).abs() < 1e-12, "{changed:?}");
        }
    }

    /// ISO 2720: EV 0 at ISO 100 is 0.125 cd/m2 for K = 12.5; EV 15 of a sunny day is 4096.
    #[test]
    fn ev100_is_that_of_the_tables() {
        assert!((camera().read(0.125, None).ev100).abs() < 1e-12);
        assert!((camera().read(4096.0, None).ev100 - 15.0).abs() < 1e-12);
        let bare = CameraExposure { nd_stops: 0.0, ..camera() };
        assert_eq!(bare.read(0.0, None).to_string(), "0.00 nits, black at T2.8 800");
        assert_eq!(bare.read(1.47, None).to_string(), "1.47 nits, -2.0 stops under grey at T2.8 800");
    }

    /// A CTO of 3200 K against 5600 K is 312.5 - 178.6 = 133.9 mireds warm.
    #[test]
    fn a_warm_spot_is_told_in_mireds() {
        let warm = camera().read(100.0, Some(3200.0)).warmer_mired.unwrap();
        assert!((warm - 133.928_571).abs() < 1e-5);
    }
}
