//! Which sighting is mislabelled, and which target it really was.
//!
//! In: sightings and their fit, all targets. Out: [`Doubt`]s in words. Not here: the fit (`sight`).
//! Invariant: a doubt is only spoken when the others alone fit significantly better, and by millimetres on the wall.

use std::fmt;

use super::model::{Bound, Free, Model, Weights, solve_from};
use super::{MIN_SIGHTINGS, SightFit, SightSettings, Sighting, global};
use crate::calibration::targets::Target;

/// A sighting is not called wrong for less, millimetres at the target: a shaky hand makes this.
const LEAST_MM: f64 = 5.0;

/// One sighting that does not belong.
#[derive(Clone, Debug, PartialEq)]
pub struct Doubt {
    /// Index of the sighting.
    pub sighting: usize,
    /// The target that it claims.
    pub target: u32,
    /// By how much it passes that target, by the others, millimetres.
    pub off_mm: f64,
    /// The target that it points at, by the others; `None` when at none.
    pub is_really: Option<u32>,
}

/// The mislabelled sightings; empty for a clean set, and for one too small to judge.
pub fn doubts(
    sightings: &[Sighting],
    fit: &SightFit,
    settings: &SightSettings,
    targets: &[Target],
) -> Vec<Doubt> {
    if sightings.len() <= MIN_SIGHTINGS || fit.rms_mm < LEAST_MM * 0.3 {
        return Vec::new();
    }
    let bound: Vec<Bound> = sightings.iter().map(Bound::of).collect();
    // Not from the fit: what a wrong sighting bent is no place to begin.
    let known = Model {
        stage_from_tracker: fit.stage_from_tracker,
        pupil_m: settings.pupil_m,
        boresight_rad: fit.boresight_rad,
    };
    let free = if fit.pupil_untold.is_none() { Free::POSE.with_pupil() } else { Free::POSE };
    let robust = solve_from(global(&bound, &known), &bound, free, Weights::Huber).model;
    let judge = |out: &[usize]| judge(&bound, out, &robust, free);
    let singles = (0..bound.len()).map(|index| judge(&[index]));
    let best = singles.min_by(|a, b| a.sigma_rad.total_cmp(&b.sigma_rad));
    let Some(single) = best else { return Vec::new() };
    let mut wrong = single;
    if sightings.len() >= MIN_SIGHTINGS + 3 {
        // Two exchanged labels hide each other.
        let pairs = (0..bound.len()).flat_map(|second| (0..second).map(move |first| [first, second]));
        let both = pairs.map(|pair| judge(&pair)).min_by(|a, b| a.sigma_rad.total_cmp(&b.sigma_rad));
        if let Some(both) =
            both.filter(|both| both.is_significant() && both.sigma_rad * 2.0 < wrong.sigma_rad)
        {
            wrong = both;
        }
    }
    if !wrong.is_significant() {
        return Vec::new();
    }
    let said = wrong.left_out.iter().map(|(index, off_mm, _)| Doubt {
        sighting: *index,
        target: sightings[*index].target,
        off_mm: *off_mm,
        is_really: really(&sightings[*index], &wrong.model, targets),
    });
    said.collect()
}

/// What is left without some sightings.
struct Judged {
    model: Model,
    sigma_rad: f64,
    degrees: f64,
    /// Index, distance in millimetres, angle.
    left_out: Vec<(usize, f64, f64)>,
}

impl Judged {
    /// Each left-out sighting passes its target by more than chance: 99.95 % quantile of the root of F(2, d), twice
    /// that for the pose's own uncertainty at its place.
    fn is_significant(&self) -> bool {
        let limit = 2.0 * (2.8 + 110.0 / (self.degrees * self.degrees));
        let is_off = |(_, off_mm, angle): &(usize, f64, f64)| {
            *off_mm > LEAST_MM && *angle > limit * 2.0_f64.sqrt() * self.sigma_rad
        };
        self.left_out.iter().all(is_off)
    }
}

fn judge(bound: &[Bound], out: &[usize], start: &Model, free: Free) -> Judged {
    let rest: Vec<Bound> =
        bound.iter().enumerate().filter(|(index, _)| !out.contains(index)).map(|(_, one)| *one).collect();
    let solved = solve_from(*start, &rest, free, Weights::Equal);
    let model = solved.model;
    let left_out = out.iter().map(|index| {
        let one = &bound[*index];
        (*index, model.off_mm(one), model.angle(one))
    });
    Judged {
        left_out: left_out.collect(),
        sigma_rad: solved.sigma_rad(rest.len(), free).max(1e-7),
        degrees: (2 * rest.len()).saturating_sub(free.count()).max(1) as f64,
        model,
    }
}

/// The target nearest to where the sighting points, when it is near.
fn really(sighting: &Sighting, model: &Model, targets: &[Target]) -> Option<u32> {
    let off = |target: &Target| {
        let claimed = Sighting { point_m: target.point_m, ..sighting.clone() };
        model.off_mm(&Bound::of(&claimed))
    };
    let near =
        targets.iter().map(|target| (target.number, off(target))).min_by(|a, b| a.1.total_cmp(&b.1))?;
    (near.1 < 100.0 && near.0 != sighting.target).then_some(near.0)
}

impl fmt::Display for Doubt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { sighting, target, off_mm, is_really } = self;
        write!(f, "sighting {} of target {target} passes it by {off_mm:.0} mm", sighting + 1)?;
        match is_really {
            Some(other) => write!(f, "; it points at target {other}: correct its number or remove it"),
            None => write!(f, "; it points at no target: remove it and sight again"),
        }
    }
}
