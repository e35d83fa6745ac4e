//! `camera/<camera>/*`: how a film camera exposes.
//!
//! In: a camera of the show file, the show's rate. Out: its parameters and their places.
//! Not here: what they make of light (`lens::exposure`).
//! Invariant: these values meter and never drive the wall's light; of them a frame reads the shutter alone, for the length
//! of drops and flakes.

use crate::lens::exposure::{self, CameraExposure};
use crate::params::{Class, Law, Parameter, ParameterId, Values};
use crate::show::schema::{CameraExposureText, CameraText};

use super::{Lookup, number};

/// Places of one camera's exposure.
#[derive(Clone, Copy, Debug)]
pub struct ExposureIds {
    /// `iso`.
    pub iso: ParameterId,
    /// `t_stop`.
    pub t_stop: ParameterId,
    /// `shutter_deg`.
    pub shutter_deg: ParameterId,
    /// `nd_stops`.
    pub nd_stops: ParameterId,
    /// `white_balance_k`.
    pub white_balance_k: ParameterId,
}

/// Shutter angle when the file says nothing, degrees.
const SHUTTER_DEG: f64 = 180.0;

/// Path, least and greatest value, unit and meaning of each setting, in the order of [`settings`].
const SETTINGS: [(&str, f64, f64, &str, &str); 5] = [
    ("iso", 25.0, 102_400.0, "", "exposure index of the film camera, for the meter"),
    ("t_stop", 0.5, 64.0, "T", "T-stop of its lens, for the meter"),
    ("shutter_deg", 1.0, 360.0, "deg", "its shutter angle, for the meter and the blur of rain and snow"),
    ("nd_stops", 0.0, 20.0, "stops", "its neutral density, for the meter"),
    ("white_balance_k", 1000.0, 20_000.0, "K", "its white balance, for the meter"),
];

/// What the file asks for, by the order of [`SETTINGS`].
fn settings(text: &CameraExposureText, fps: f64) -> [f64; 5] {
    let from_secs = text.shutter_secs.map(|secs| secs * 360.0 * fps);
    let from_density = text.nd_density.map(exposure::stops_from_density);
    [
        text.iso,
        text.t_stop,
        text.shutter_deg.or(from_secs).unwrap_or(SHUTTER_DEG),
        text.nd_stops.or(from_density).unwrap_or(0.0),
        text.white_balance_k,
    ]
}

/// What is said twice in a camera's exposure, and what to do.
pub(in crate::show) fn fault(text: &CameraExposureText) -> Option<(String, &'static str)> {
    if text.shutter_deg.is_some() && text.shutter_secs.is_some() {
        return Some(("has shutter_deg and shutter_secs".into(), "Write one of them"));
    }
    if text.nd_stops.is_some() && text.nd_density.is_some() {
        return Some(("has nd_stops and nd_density".into(), "Write one of them; 0.3 of density is one stop"));
    }
    None
}

pub(super) fn parameters(camera: &CameraText, fps: f64) -> Vec<Parameter> {
    let of = |((name, least, most, unit, about), default)| {
        let setting = number(format!("camera/{}/{name}", camera.name), (least, most, default), unit, about);
        if name == "iso" { setting.law(Law::Log).step(100.0) } else { setting }.class(Class::Stage)
    };
    SETTINGS.into_iter().zip(settings(&camera.exposure, fps)).map(of).collect()
}

pub(super) fn ids(id: &Lookup<'_>, camera: &str) -> ExposureIds {
    let of = |name: &str| id.of(&format!("camera/{camera}/{name}"));
    ExposureIds {
        iso: of("iso"),
        t_stop: of("t_stop"),
        shutter_deg: of("shutter_deg"),
        nd_stops: of("nd_stops"),
        white_balance_k: of("white_balance_k"),
    }
}

impl ExposureIds {
    /// The settings that values make at a frame rate.
    pub fn exposure(&self, values: &Values, fps: f64) -> CameraExposure {
        CameraExposure {
            iso: values.number(self.iso),
            t_stop: values.number(self.t_stop),
            shutter_secs: exposure::shutter_secs(values.number(self.shutter_deg), fps),
            nd_stops: values.number(self.nd_stops),
            white_balance_k: values.number(self.white_balance_k),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seconds_and_density_become_degrees_and_stops() {
        let text = CameraExposureText {
            shutter_secs: Some(1.0 / 48.0),
            nd_density: Some(0.9),
            ..CameraExposureText::default()
        };
        let [.., shutter_deg, nd_stops, _] = settings(&text, 24.0);
        assert!((shutter_deg - 180.0).abs() < 1e-9 && (nd_stops - 3.0).abs() < 1e-9);
        assert_eq!(fault(&text), None);
        let both = CameraExposureText { shutter_deg: Some(90.0), ..text };
        assert!(fault(&both).unwrap().0.contains("shutter_secs"));
    }
}
