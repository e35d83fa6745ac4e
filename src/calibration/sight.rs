//! Where a tracker stands, from targets on the wall that the camera was pointed at.
//!
//! In: sightings (tracker-space camera pose, point of the picture, known stage point). Out: `stage_from_tracker`, the
//! pupil offset where it can be told, residuals and doubts.
//! Not here: where targets are (`targets`), files (`schema`), the panel (`app::align`).
//! Invariant: what the sightings cannot tell is kept as it was and said, never guessed.
//!
//! Method: least squares of the angle between the sighted ray and the target, by Levenberg and Marquardt with Huber's
//! weights, from a grid over all rotations (the shift follows linearly). A target sighted on the picture's middle lies
//! on the optical axis wherever on it the pupil is: only sightings off the middle tell the pupil offset.

pub mod doubt;
mod model;

use glam::{DQuat, DVec2, DVec3};

use crate::math::Pose;
use model::{Bound, Free, Model, Solved, solve_from};

/// Fewest sightings: three leave nothing to judge by.
pub const MIN_SIGHTINGS: usize = 4;
/// Fewest different targets.
const MIN_TARGETS: usize = 3;
/// Noise of an eye on a cross that is reckoned with at least, radians: 0.4 mm at 4 m.
const EYE_RAD: f64 = 1e-4;
/// A pupil offset told worse than this is not told, metres.
const PUPIL_LIMIT_M: f64 = 0.02;
/// A boresight told worse than this is not told, radians.
const BORESIGHT_LIMIT_RAD: f64 = 2e-3;
/// A place told worse than this is not told, metres: then the sightings do not fix the tracker.
const PLACE_LIMIT_M: f64 = 0.1;
/// Starts that are followed to their end.
const FOLLOWED: usize = 4;

/// One target sighted.
#[derive(Clone, Debug, PartialEq)]
pub struct Sighting {
    /// Number of the target.
    pub target: u32,
    /// Its middle, stage metres.
    pub point_m: DVec3,
    /// LED pitch there, metres.
    pub pitch_m: f64,
    /// The tracked sensor point, tracker space turned to stage axes.
    pub camera: Pose,
    /// Where in the picture the target was: tangents right and up of the optical axis; zero for the middle.
    pub picture_tan: DVec2,
}

/// What may be solved for, and where it starts.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SightSettings {
    /// Entrance pupil before the sensor point as known, metres: the value that stays when it cannot be told.
    pub pupil_m: f64,
    /// Whether the optical axis may lean against the tracked one.
    pub boresight: Boresight,
}

/// Whether the optical axis may lean against the tracked one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Boresight {
    /// They are one.
    #[default]
    None,
    /// A small pan and tilt between them is solved.
    Solve,
}

/// Why sightings do not tell a transform.
#[derive(Clone, Debug, thiserror::Error, PartialEq)]
pub enum SightError {
    /// Too few.
    #[error("{found} sightings, needed at least {MIN_SIGHTINGS}; sight more targets")]
    TooFew {
        /// Sightings given.
        found: usize,
    },
    /// Too few different targets.
    #[error(
        "{found} different targets, needed at least {MIN_TARGETS} that are not on one line; sight others"
    )]
    TooFewTargets {
        /// Targets sighted.
        found: usize,
    },
    /// A number is not finite.
    #[error("sighting {sighting} (target {target}) holds a number that is not finite")]
    NotFinite {
        /// From 1.
        sighting: usize,
        /// Its target.
        target: u32,
    },
    /// The geometry leaves the place open.
    #[error(
        "the sightings leave the tracker's place open by {place_mm:.0} mm: sight targets that are far apart, and move the camera 1 m between them"
    )]
    Open {
        /// One standard error at the nominal noise of an eye, millimetres.
        place_mm: f64,
    },
}

/// Why a quantity was not solved for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Untold {
    /// All sightings are on the picture's middle.
    OnMiddle,
    /// The camera stood in one place.
    OnePosition,
    /// The camera looked one way.
    OneDirection,
    /// The geometry is too weak.
    Weak,
}

/// The solution.
#[derive(Clone, Debug, PartialEq)]
pub struct SightFit {
    /// Tracker space to stage space.
    pub stage_from_tracker: Pose,
    /// Entrance pupil before the sensor point, metres: solved, or as it was.
    pub pupil_m: f64,
    /// Why the pupil offset is as it was; `None` when it was solved.
    pub pupil_untold: Option<Untold>,
    /// Pan and tilt of the optical axis against the tracked one, radians.
    pub boresight_rad: [f64; 2],
    /// By how much the optical axis passes each target, millimetres at the target.
    pub residuals_mm: Vec<f64>,
    /// The same in LEDs.
    pub residuals_px: Vec<f64>,
    /// Root of the mean square, millimetres.
    pub rms_mm: f64,
    /// Root of the mean square, LEDs.
    pub rms_px: f64,
    /// Noise of one angle, radians, from the residuals over their degrees of freedom.
    pub sigma_rad: f64,
    /// One standard error of the tracker's place at the mark, millimetres.
    pub mark_mm: f64,
    /// One standard error of its turn, degrees.
    pub rotation_deg: f64,
    /// One standard error of the pupil offset, millimetres; `None` when it was not solved.
    pub pupil_error_mm: Option<f64>,
    /// Greatest over least eigenvalue of the scaled normal matrix.
    pub condition: f64,
}

impl SightFit {
    /// Index of the sighting with the greatest residual.
    pub fn worst(&self) -> usize {
        let by_size =
            self.residuals_mm.iter().enumerate().max_by(|first, second| first.1.total_cmp(second.1));
        by_size.map_or(0, |(index, _)| index)
    }
}

/// Solves for the tracker's place, and for what else the sightings tell.
pub fn solve(sightings: &[Sighting], settings: &SightSettings) -> Result<SightFit, SightError> {
    require_enough(sightings)?;
    let bound: Vec<Bound> = sightings.iter().map(Bound::of).collect();
    let first =
        Model { stage_from_tracker: Pose::IDENTITY, pupil_m: settings.pupil_m, boresight_rad: [0.0; 2] };
    let placed = global(&bound, &first);
    let told = tell(&bound, placed, settings, sightings);
    let (solved, free) = (&told.solved, told.free);
    // By the layout alone: a wrong sighting is not the layout's fault.
    let nominal = solved.standard_errors(EYE_RAD);
    let place_m = DVec3::new(nominal[3], nominal[4], nominal[5]).length();
    if place_m.is_nan() || place_m >= PLACE_LIMIT_M {
        return Err(SightError::Open { place_mm: place_m * 1e3 });
    }
    let mm: Vec<f64> = bound.iter().map(|one| solved.model.off_mm(one)).collect();
    let px: Vec<f64> = mm.iter().zip(sightings).map(|(mm, one)| mm * 1e-3 / one.pitch_m).collect();
    let sigma_rad = solved.sigma_rad(bound.len(), free);
    let rms = |values: &[f64]| (values.iter().map(|v| v * v).sum::<f64>() / values.len() as f64).sqrt();
    let errors = solved.standard_errors(sigma_rad);
    Ok(SightFit {
        stage_from_tracker: solved.model.stage_from_tracker,
        pupil_m: solved.model.pupil_m,
        pupil_untold: told.pupil_untold,
        boresight_rad: solved.model.boresight_rad,
        rms_mm: rms(&mm),
        rms_px: rms(&px),
        residuals_mm: mm,
        residuals_px: px,
        sigma_rad,
        mark_mm: DVec3::new(errors[3], errors[4], errors[5]).length() * 1e3,
        rotation_deg: DVec3::new(errors[0], errors[1], errors[2]).length().to_degrees(),
        pupil_error_mm: told.pupil_untold.is_none().then_some(errors[6] * 1e3),
        condition: solved.condition,
    })
}

fn require_enough(sightings: &[Sighting]) -> Result<(), SightError> {
    let is_finite = |one: &Sighting| {
        one.point_m.is_finite() && one.camera.is_finite() && one.picture_tan.is_finite() && one.pitch_m > 0.0
    };
    if let Some(bad) = sightings.iter().position(|one| !is_finite(one)) {
        return Err(SightError::NotFinite { sighting: bad + 1, target: sightings[bad].target });
    }
    if sightings.len() < MIN_SIGHTINGS {
        return Err(SightError::TooFew { found: sightings.len() });
    }
    let mut targets: Vec<u32> = sightings.iter().map(|one| one.target).collect();
    targets.sort_unstable();
    targets.dedup();
    if targets.len() < MIN_TARGETS {
        return Err(SightError::TooFewTargets { found: targets.len() });
    }
    Ok(())
}

/// The best of the whole grid of rotations, pose alone, robustly, then in the least squares of all.
fn global(bound: &[Bound], first: &Model) -> Model {
    let mut starts: Vec<(f64, Model)> = rotations()
        .map(|rotation| {
            let model = first.with_rotation(rotation, bound);
            (model.median_angle(bound), model)
        })
        .collect();
    starts.sort_by(|a, b| a.0.total_cmp(&b.0));
    let followed = starts.into_iter().take(FOLLOWED).map(|(_, start)| {
        let solved = solve_from(start, bound, Free::POSE, model::Weights::Huber);
        (solved.model.median_angle(bound) + 1e-3 * solved.cost.sqrt(), solved.model)
    });
    followed.min_by(|a, b| a.0.total_cmp(&b.0)).map_or(*first, |(_, model)| model)
}

/// Rotations no further than some 30 degrees from any other: the 24 of the cube, each turned in six steps.
fn rotations() -> impl Iterator<Item = DQuat> {
    use std::f64::consts::{FRAC_PI_2, PI};
    let faces = [
        DQuat::IDENTITY,
        DQuat::from_rotation_x(FRAC_PI_2),
        DQuat::from_rotation_x(PI),
        DQuat::from_rotation_x(-FRAC_PI_2),
        DQuat::from_rotation_z(FRAC_PI_2),
        DQuat::from_rotation_z(-FRAC_PI_2),
    ];
    (0..24).flat_map(move |step| faces.map(|face| DQuat::from_rotation_y(f64::from(step) * PI / 12.0) * face))
}

/// What was solved in the end.
struct Told {
    solved: Solved,
    free: Free,
    pupil_untold: Option<Untold>,
}

/// Frees the pupil offset and the boresight as far as the sightings tell them.
fn tell(bound: &[Bound], placed: Model, settings: &SightSettings, sightings: &[Sighting]) -> Told {
    let mut free = Free::POSE;
    let mut solved = solve_from(placed, bound, free, model::Weights::Equal);
    let is_told = |solved: &Solved, free: Free, index: usize, limit: f64| {
        2 * bound.len() > free.count() && solved.standard_errors(EYE_RAD)[index] < limit
    };
    let mut pupil_untold = cause(sightings);
    if pupil_untold.is_none_or(|cause| cause != Untold::OnMiddle) {
        let wider = free.with_pupil();
        let tried = solve_from(solved.model, bound, wider, model::Weights::Equal);
        if is_told(&tried, wider, 6, PUPIL_LIMIT_M) {
            (solved, free, pupil_untold) = (tried, wider, None);
        } else {
            pupil_untold = pupil_untold.or(Some(Untold::Weak));
        }
    }
    if settings.boresight == Boresight::Solve {
        let wider = free.with_boresight();
        let tried = solve_from(solved.model, bound, wider, model::Weights::Equal);
        if [7, 8].into_iter().all(|index| is_told(&tried, wider, index, BORESIGHT_LIMIT_RAD)) {
            (solved, free) = (tried, wider);
        }
    }
    Told { solved, free, pupil_untold }
}

/// What in the sightings' layout would hide the pupil offset.
fn cause(sightings: &[Sighting]) -> Option<Untold> {
    if sightings.iter().all(|one| one.picture_tan.length() < 0.02) {
        return Some(Untold::OnMiddle);
    }
    let widest = |measure: &dyn Fn(&Sighting, &Sighting) -> f64| {
        let pairs = sightings.iter().flat_map(|a| sightings.iter().map(move |b| (a, b)));
        pairs.map(|(a, b)| measure(a, b)).fold(0.0, f64::max)
    };
    if widest(&|a, b| a.camera.position.distance(b.camera.position)) < 0.3 {
        return Some(Untold::OnePosition);
    }
    if widest(&|a, b| a.camera.forward().angle_between(b.camera.forward())) < 0.1 {
        return Some(Untold::OneDirection);
    }
    None
}

impl std::fmt::Display for Untold {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::OnMiddle => {
                "all sightings are on the picture's middle: the pupil offset moves nothing there and stays as it was; \
                 sight two targets near the left and right edge of the picture"
            }
            Self::OnePosition => {
                "all sightings from one position: the pupil offset cannot be told; move the camera 1 m and sight two \
                 targets again"
            }
            Self::OneDirection => {
                "the camera looked one way in all sightings: the pupil offset cannot be told; pan by 20 degrees and \
                 sight two targets again"
            }
            Self::Weak => {
                "the sightings tell the pupil offset worse than 20 mm: it stays as it was; sight targets near the \
                 picture's edges from another place"
            }
        })
    }
}

#[cfg(test)]
mod tests;
