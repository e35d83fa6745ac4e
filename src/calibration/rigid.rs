//! The turn and shift that lays one set of points on another.
//!
//! In: pairs of one point in tracker space and on the stage. Out: `stage_from_tracker`, residuals, how sure it is.
//! Not here: the closed form (`math::rigid`), wrong pairs (`suspects`), files of points (`schema`), targets (`sight`).
//! Invariant: never mirrors, never scales; a set that leaves a turn open is refused, not guessed.

use glam::{DMat3, DVec3};

use super::symmetric::{eigensystem, pseudo_inverse};
use crate::math::Pose;
use crate::math::rigid::best_rigid;

/// Fewest pairs: three that are not on a line fix a turn and a shift.
pub const MIN_PAIRS: usize = 3;
/// Width of a set over its length below which it counts as a line: at 1 % a millimetre of noise over 4 m turns it by 1.4 degrees.
const LINE: f64 = 0.01;
/// Thickness of a set over its width below which it counts as a plane: a mirrored set fits it as well.
const PLANE: f64 = 0.02;

/// One point, in both spaces.
#[derive(Clone, Debug, PartialEq)]
pub struct Pair {
    /// What the operator calls it.
    pub name: String,
    /// Where the tracker says it is, metres, tracker space turned to stage axes.
    pub tracker_m: DVec3,
    /// Where it is on the stage, metres.
    pub stage_m: DVec3,
}

/// Why pairs do not tell a transform.
#[derive(Clone, Debug, thiserror::Error, PartialEq)]
pub enum RigidError {
    /// Fewer than three.
    #[error("{found} points, needed at least {MIN_PAIRS} that are not on one line; measure more")]
    TooFew {
        /// Pairs given.
        found: usize,
    },
    /// A coordinate is not a number.
    #[error("point `{name}` has a coordinate that is not finite; write plain numbers in metres")]
    NotFinite {
        /// The point.
        name: String,
    },
    /// All on one spot.
    #[error("all points stand on one spot in {space}; measure points metres apart")]
    OneSpot {
        /// `tracker space` or `stage space`.
        space: &'static str,
    },
    /// All on one line.
    #[error(
        "the points in {space} stand within {width_mm:.0} mm of one line {length_m:.2} m long: the turn about it is open; add a point at least {needed_m:.1} m beside it"
    )]
    OneLine {
        /// `tracker space` or `stage space`.
        space: &'static str,
        /// Rms distance from the line.
        width_mm: f64,
        /// Rms length, both ways.
        length_m: f64,
        /// A distance that would do.
        needed_m: f64,
    },
}

/// How far the noise of the points moves the transform: one standard error, from the residuals and the geometry.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct StandardError {
    /// Of the turn, degrees, rms over all axes together.
    pub rotation_deg: f64,
    /// Of a position at the points' middle, millimetres.
    pub middle_mm: f64,
    /// Of a position at the stage's mark, millimetres.
    pub mark_mm: f64,
}

/// A transform and how well it fits.
#[derive(Clone, Debug, PartialEq)]
pub struct RigidFit {
    /// Tracker space to stage space.
    pub stage_from_tracker: Pose,
    /// Distance of each pair after the transform, millimetres.
    pub residuals_mm: Vec<f64>,
    /// Root of their mean square.
    pub rms_mm: f64,
    /// Noise of one coordinate, millimetres, from the residuals over their degrees of freedom.
    pub sigma_mm: f64,
    /// How sure the transform is.
    pub standard_error: StandardError,
    /// Size of the stage's set over that of the tracker's; 1 when both are true metres.
    pub scale: f64,
    /// The points lie in a plane: whether an axis is mirrored cannot be told.
    pub is_flat: bool,
}

impl RigidFit {
    /// Index of the pair with the greatest residual.
    pub fn worst(&self) -> usize {
        let by_size =
            self.residuals_mm.iter().enumerate().max_by(|first, second| first.1.total_cmp(second.1));
        by_size.map_or(0, |(index, _)| index)
    }
}

/// The transform with the least squared distances.
pub fn fit(pairs: &[Pair]) -> Result<RigidFit, RigidError> {
    if let Some(bad) = pairs.iter().find(|pair| !(pair.tracker_m.is_finite() && pair.stage_m.is_finite())) {
        return Err(RigidError::NotFinite { name: bad.name.clone() });
    }
    if pairs.len() < MIN_PAIRS {
        return Err(RigidError::TooFew { found: pairs.len() });
    }
    let tracker = Spread::of(pairs.iter().map(|pair| pair.tracker_m));
    let stage = Spread::of(pairs.iter().map(|pair| pair.stage_m));
    tracker.require_width("tracker space")?;
    stage.require_width("stage space")?;
    let [before, after]: [Vec<DVec3>; 2] =
        [pairs.iter().map(|pair| pair.tracker_m).collect(), pairs.iter().map(|pair| pair.stage_m).collect()];
    let pose = best_rigid(&before, &after);
    let offsets = pairs.iter().map(|pair| pose.transform_point(pair.tracker_m) - pair.stage_m);
    let squares: Vec<f64> = offsets.map(DVec3::length_squared).collect();
    let sum: f64 = squares.iter().sum();
    let sigma_m = (sum / degrees_of_freedom(pairs.len())).sqrt();
    let ratio = |over: &[f64; 3], under: &[f64; 3]| over.iter().sum::<f64>() / under.iter().sum::<f64>();
    Ok(RigidFit {
        stage_from_tracker: pose,
        rms_mm: (sum / pairs.len() as f64).sqrt() * 1e3,
        residuals_mm: squares.iter().map(|square| square.sqrt() * 1e3).collect(),
        sigma_mm: sigma_m * 1e3,
        standard_error: standard_error(pairs, stage.middle, sigma_m),
        scale: ratio(&stage.squares, &tracker.squares).sqrt(),
        is_flat: stage.is_flat() || tracker.is_flat(),
    })
}

/// Coordinates measured, less the six that the transform takes.
pub fn degrees_of_freedom(pairs: usize) -> f64 {
    (3 * pairs).saturating_sub(6).max(1) as f64
}

/// First-order propagation: `cov(turn) = sigma^2 H^-1` with `H` the set's moment of inertia, and at an arm `a` from its
/// middle `cov(position) = sigma^2 (I / n + [a] H^-1 [a]^T)`.
fn standard_error(pairs: &[Pair], middle: DVec3, sigma_m: f64) -> StandardError {
    let inverse = inertia_inverse(pairs, middle);
    let at = |point: DVec3| {
        let a = point - middle;
        let cross = DMat3::from_cols(DVec3::X.cross(a), DVec3::Y.cross(a), DVec3::Z.cross(a));
        let moved = cross * inverse * cross.transpose();
        let trace = moved.x_axis.x + moved.y_axis.y + moved.z_axis.z;
        sigma_m * (3.0 / pairs.len() as f64 + trace).sqrt() * 1e3
    };
    let turn = inverse.x_axis.x + inverse.y_axis.y + inverse.z_axis.z;
    StandardError {
        rotation_deg: (sigma_m * turn.sqrt()).to_degrees(),
        middle_mm: at(middle),
        mark_mm: at(DVec3::ZERO),
    }
}

/// Inverse of the stage set's moment of inertia about its middle.
pub(super) fn inertia_inverse(pairs: &[Pair], middle: DVec3) -> DMat3 {
    let mut inertia = [[0.0; 3]; 3];
    for pair in pairs {
        let d = pair.stage_m - middle;
        for (row, a) in d.to_array().into_iter().enumerate() {
            inertia[row][row] += d.length_squared();
            for (column, b) in d.to_array().into_iter().enumerate() {
                inertia[row][column] -= a * b;
            }
        }
    }
    DMat3::from_cols_array_2d(&pseudo_inverse(&inertia, 1e-12))
}

/// Middle and extent of a set.
struct Spread {
    middle: DVec3,
    /// Mean squares along the set's own axes, greatest first.
    squares: [f64; 3],
}

impl Spread {
    fn of(points: impl Iterator<Item = DVec3> + Clone) -> Self {
        let count = points.clone().count().max(1) as f64;
        let middle = points.clone().sum::<DVec3>() / count;
        let mut scatter = [[0.0; 3]; 3];
        for point in points {
            let d = (point - middle).to_array();
            for (row, a) in scatter.iter_mut().zip(d) {
                for (cell, b) in row.iter_mut().zip(d) {
                    *cell += a * b / count;
                }
            }
        }
        Self { middle, squares: eigensystem(&scatter).values.map(|value| value.max(0.0)) }
    }

    fn require_width(&self, space: &'static str) -> Result<(), RigidError> {
        let [length, width, _] = self.squares.map(f64::sqrt);
        if length < 1e-6 {
            return Err(RigidError::OneSpot { space });
        }
        if width < length * LINE {
            let (width_mm, length_m) = (width * 1e3, 2.0 * length);
            return Err(RigidError::OneLine { space, width_mm, length_m, needed_m: (length * 0.5).max(0.1) });
        }
        Ok(())
    }

    fn is_flat(&self) -> bool {
        let [_, width, thickness] = self.squares.map(f64::sqrt);
        thickness < width * PLANE
    }
}

#[cfg(test)]
pub(crate) mod tests;
