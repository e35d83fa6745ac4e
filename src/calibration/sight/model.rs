//! The geometry of a sighting and its least squares.
//!
//! In: sightings bound to numbers, a start. Out: the nearest minimum, its covariance and condition.
//! Not here: which start, what may be freed (`sight`).
//! Invariant: total: a singular step is damped, and a parameter that is not free never moves.

use glam::{DMat3, DQuat, DVec3};

use super::Sighting;
use crate::calibration::symmetric::{eigensystem, pseudo_inverse};
use crate::math::Pose;

/// Turn (3), shift (3), pupil offset, boresight pan and tilt.
pub(super) const PARAMETERS: usize = 9;
/// Step of the numeric derivative, radians and metres: rounding and curvature are both below 1e-9 there.
const STEP: f64 = 1e-5;
const MOST_ROUNDS: usize = 60;
/// Huber's bend over the median angle: past it a sighting pulls no harder. 95 % efficient at normal noise.
const HUBER: f64 = 1.345 * 1.4826;

/// Which parameters move.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Free([bool; PARAMETERS]);

impl Free {
    pub(super) const POSE: Self = Self([true, true, true, true, true, true, false, false, false]);

    pub(super) fn with_pupil(mut self) -> Self {
        self.0[6] = true;
        self
    }

    pub(super) fn with_boresight(mut self) -> Self {
        (self.0[7], self.0[8]) = (true, true);
        self
    }

    pub(super) fn count(self) -> usize {
        self.0.iter().filter(|is_free| **is_free).count()
    }
}

/// How sightings weigh.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Weights {
    /// All alike: the least squares.
    Equal,
    /// By Huber: a wrong sighting pulls no harder than a doubtful one.
    Huber,
}

/// A sighting as numbers.
#[derive(Clone, Copy, Debug)]
pub(super) struct Bound {
    camera: Pose,
    point_m: DVec3,
    /// The sighted ray in the camera, unit, and two directions across it.
    ray: DVec3,
    across: [DVec3; 2],
}

impl Bound {
    pub(super) fn of(sighting: &Sighting) -> Self {
        let ray = sighting.picture_tan.extend(-1.0).normalize();
        let right = ray.cross(DVec3::Y).normalize();
        let across = [right, right.cross(ray)];
        Self { camera: sighting.camera, point_m: sighting.point_m, ray, across }
    }
}

/// What is solved for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Model {
    pub(super) stage_from_tracker: Pose,
    pub(super) pupil_m: f64,
    pub(super) boresight_rad: [f64; 2],
}

impl Model {
    /// This rotation, and the shift that brings all sighted rays nearest to their points: linear in the shift.
    pub(super) fn with_rotation(&self, rotation: DQuat, bound: &[Bound]) -> Self {
        let turned = Self { stage_from_tracker: Pose::new(DVec3::ZERO, rotation), ..*self };
        let (mut normal, mut right) = (DMat3::ZERO, DVec3::ZERO);
        for one in bound {
            let pupil = turned.pupil(one);
            let ray = pupil.transform_vector(one.ray);
            let aside = DMat3::IDENTITY - DMat3::from_cols(ray * ray.x, ray * ray.y, ray * ray.z);
            normal += aside;
            right += aside * (one.point_m - pupil.position);
        }
        // Rays that are all parallel leave one direction open; it stays zero.
        let shift = DMat3::from_cols_array_2d(&pseudo_inverse(&normal.to_cols_array_2d(), 1e-9)) * right;
        Self { stage_from_tracker: Pose::new(shift, rotation), ..*self }
    }

    /// Pose of the entrance pupil on the stage.
    fn pupil(&self, one: &Bound) -> Pose {
        let [pan, tilt] = self.boresight_rad;
        let lean = Pose::from_pan_tilt_roll(DVec3::ZERO, pan, tilt, 0.0);
        let ahead = Pose::at(DVec3::new(0.0, 0.0, -self.pupil_m));
        self.stage_from_tracker.then(&one.camera).then(&lean).then(&ahead)
    }

    /// Angle from the sighted ray to the target, across, radians. Smooth to half a turn, so a target behind pulls too.
    pub(super) fn angles(&self, one: &Bound) -> [f64; 2] {
        let to = self.pupil(one).inverse().transform_point(one.point_m).normalize_or(one.ray);
        let sides = one.across.map(|side| to.dot(side));
        let sine = sides[0].hypot(sides[1]);
        let stretch = if sine > 1e-9 { sine.atan2(to.dot(one.ray)) / sine } else { 1.0 };
        sides.map(|side| side * stretch)
    }

    pub(super) fn angle(&self, one: &Bound) -> f64 {
        let [a, b] = self.angles(one);
        a.hypot(b)
    }

    /// By how much the ray passes the target, millimetres.
    pub(super) fn off_mm(&self, one: &Bound) -> f64 {
        self.angle(one) * self.pupil(one).position.distance(one.point_m) * 1e3
    }

    pub(super) fn median_angle(&self, bound: &[Bound]) -> f64 {
        let mut angles: Vec<f64> = bound.iter().map(|one| self.angle(one)).collect();
        angles.sort_by(f64::total_cmp);
        // With one sighting in three wrong, this one is still right.
        angles.get(bound.len() / 2).copied().unwrap_or(0.0)
    }

    /// A step: turns about the stage's mark, then shifts.
    fn stepped(&self, step: &[f64; PARAMETERS]) -> Self {
        let turn = DQuat::from_scaled_axis(DVec3::new(step[0], step[1], step[2]));
        let moved = Pose { position: DVec3::new(step[3], step[4], step[5]), rotation: turn };
        Self {
            stage_from_tracker: moved.then(&self.stage_from_tracker),
            pupil_m: self.pupil_m + step[6],
            boresight_rad: [self.boresight_rad[0] + step[7], self.boresight_rad[1] + step[8]],
        }
    }
}

/// A minimum.
#[derive(Clone, Copy, Debug)]
pub(super) struct Solved {
    pub(super) model: Model,
    /// Sum of weighted squares, radians squared.
    pub(super) cost: f64,
    /// Unit covariance: times sigma squared it is the parameters'.
    covariance: [[f64; PARAMETERS]; PARAMETERS],
    /// Greatest over least eigenvalue of the scaled normal matrix of what is free.
    pub(super) condition: f64,
}

impl Solved {
    /// Noise of one angle, radians.
    pub(super) fn sigma_rad(&self, sightings: usize, free: Free) -> f64 {
        let degrees = (2 * sightings).saturating_sub(free.count()).max(1);
        (self.cost / degrees as f64).sqrt()
    }

    /// One standard error of each parameter at this noise; infinite where the sightings leave it open.
    pub(super) fn standard_errors(&self, sigma_rad: f64) -> [f64; PARAMETERS] {
        std::array::from_fn(|index| self.covariance[index][index].sqrt() * sigma_rad)
    }
}

struct Normal {
    matrix: [[f64; PARAMETERS]; PARAMETERS],
    gradient: [f64; PARAMETERS],
}

fn normal(model: &Model, bound: &[Bound], free: Free, bend: f64) -> Normal {
    let mut sum = Normal { matrix: [[0.0; PARAMETERS]; PARAMETERS], gradient: [0.0; PARAMETERS] };
    let stepped = |index: usize, by: f64| {
        let mut step = [0.0; PARAMETERS];
        step[index] = by;
        model.stepped(&step)
    };
    let sides: [Option<[Model; 2]>; PARAMETERS] =
        std::array::from_fn(|index| free.0[index].then(|| [stepped(index, STEP), stepped(index, -STEP)]));
    for one in bound {
        let now = model.angles(one);
        let weight = weight(now[0].hypot(now[1]), bend);
        let slopes = sides.map(|sides| {
            sides.map_or([0.0; 2], |[plus, minus]| {
                let (plus, minus) = (plus.angles(one), minus.angles(one));
                [0, 1].map(|side| (plus[side] - minus[side]) / (2.0 * STEP))
            })
        });
        for (row, slope) in slopes.iter().enumerate() {
            for side in 0..2 {
                sum.gradient[row] -= weight * slope[side] * now[side];
                for (cell, other) in sum.matrix[row].iter_mut().zip(&slopes) {
                    *cell += weight * slope[side] * other[side];
                }
            }
        }
    }
    sum
}

fn weight(angle: f64, bend: f64) -> f64 {
    if angle > bend { bend / angle } else { 1.0 }
}

fn cost(model: &Model, bound: &[Bound], bend: f64) -> f64 {
    let each = |one: &Bound| {
        let angle = model.angle(one);
        if angle > bend { bend * (2.0 * angle - bend) } else { angle * angle }
    };
    bound.iter().map(each).sum()
}

/// Follows a start down to its minimum.
pub(super) fn solve_from(start: Model, bound: &[Bound], free: Free, weights: Weights) -> Solved {
    let mut model = start;
    let mut damping = 1e-3;
    let bend_of = |model: &Model| match weights {
        Weights::Equal => f64::INFINITY,
        Weights::Huber => (HUBER * model.median_angle(bound)).max(1e-9),
    };
    for _ in 0..MOST_ROUNDS {
        let bend = bend_of(&model);
        let before = cost(&model, bound, bend);
        let sum = normal(&model, bound, free, bend);
        let step = step(&sum, damping);
        let tried = model.stepped(&step);
        let after = cost(&tried, bound, bend);
        if after < before {
            model = tried;
            damping = (damping * 0.1).max(1e-12);
            if before - after <= before * 1e-12 {
                break;
            }
        } else {
            damping *= 10.0;
            if damping > 1e4 {
                break;
            }
        }
    }
    let (covariance, condition) = covariance(&normal(&model, bound, free, f64::INFINITY).matrix, free);
    Solved { model, cost: cost(&model, bound, f64::INFINITY), covariance, condition }
}

/// `(N + damping diag N)^-1 gradient`, in scaled parameters.
fn step(sum: &Normal, damping: f64) -> [f64; PARAMETERS] {
    let scale = scales(&sum.matrix);
    let mut scaled: [[f64; PARAMETERS]; PARAMETERS] = std::array::from_fn(|row| {
        std::array::from_fn(|column| sum.matrix[row][column] * scale[row] * scale[column])
    });
    for (index, row) in scaled.iter_mut().enumerate() {
        row[index] *= 1.0 + damping;
    }
    let inverse = pseudo_inverse(&scaled, 1e-15);
    std::array::from_fn(|row| {
        let dot: f64 =
            (0..PARAMETERS).map(|column| inverse[row][column] * scale[column] * sum.gradient[column]).sum();
        dot * scale[row]
    })
}

/// One over the root of the diagonal; zero for what does not move.
fn scales(matrix: &[[f64; PARAMETERS]; PARAMETERS]) -> [f64; PARAMETERS] {
    std::array::from_fn(
        |index| if matrix[index][index] > 0.0 { matrix[index][index].sqrt().recip() } else { 0.0 },
    )
}

fn covariance(
    matrix: &[[f64; PARAMETERS]; PARAMETERS],
    free: Free,
) -> ([[f64; PARAMETERS]; PARAMETERS], f64) {
    let scale = scales(matrix);
    let scaled: [[f64; PARAMETERS]; PARAMETERS] = std::array::from_fn(|row| {
        std::array::from_fn(|column| matrix[row][column] * scale[row] * scale[column])
    });
    let values = eigensystem(&scaled).values;
    // The parameters that do not move have eigenvalue zero, and stand last.
    let least = values[free.count() - 1].max(0.0);
    let condition = if least > 0.0 { values[0] / least } else { f64::INFINITY };
    let is_open = condition > 1e13;
    let inverse = pseudo_inverse(&scaled, 1e-15);
    let unit = std::array::from_fn(|row| {
        std::array::from_fn(|column| {
            let is_diagonal_open = is_open && row == column && free.0[row];
            if is_diagonal_open { f64::INFINITY } else { inverse[row][column] * scale[row] * scale[column] }
        })
    });
    (unit, condition)
}
