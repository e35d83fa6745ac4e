//! Known transforms, known noise, degenerate sets.

use glam::DQuat;

use super::*;

/// Uniform numbers of a fixed seed.
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    /// 0..1 (xorshift64*).
    pub(crate) fn uniform(&mut self) -> f64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// Normal with variance 1 (Box and Muller).
    pub(crate) fn normal(&mut self) -> f64 {
        let (a, b) = (1.0 - self.uniform(), self.uniform());
        (-2.0 * a.ln()).sqrt() * (2.0 * std::f64::consts::PI * b).cos()
    }

    pub(crate) fn normals(&mut self) -> DVec3 {
        DVec3::new(self.normal(), self.normal(), self.normal())
    }
}

/// A stage's worth of marks: corners of walls, the floor, a stand.
pub(crate) const MARKS_M: [[f64; 3]; 8] = [
    [0.0, 0.0, 0.0],
    [-4.0, 0.1, -3.5],
    [4.2, 0.0, -3.6],
    [-3.9, 3.9, -3.4],
    [4.1, 4.0, -3.5],
    [1.5, 1.2, 2.5],
    [-2.0, 2.4, 1.0],
    [0.3, 3.0, -1.2],
];

pub(crate) fn known() -> Pose {
    Pose::from_pan_tilt_roll(DVec3::new(1.234, 0.567, -2.345), 2.1, 0.03, -0.02)
}

/// Pairs that a pose makes of marks.
pub(crate) fn pairs_of(pose: &Pose, marks: &[[f64; 3]]) -> Vec<Pair> {
    let tracker_from_stage = pose.inverse();
    let pair = |(index, mark): (usize, &[f64; 3])| {
        let stage_m = DVec3::from_array(*mark);
        Pair {
            name: format!("p{}", index + 1),
            tracker_m: tracker_from_stage.transform_point(stage_m),
            stage_m,
        }
    };
    marks.iter().enumerate().map(pair).collect()
}

pub(crate) fn turn_between_deg(a: &Pose, b: &Pose) -> f64 {
    let between = a.rotation.inverse() * b.rotation;
    (2.0 * between.xyz().length().atan2(between.w.abs())).to_degrees()
}

#[test]
fn exact_points_give_the_transform_back() {
    let mut dice = Dice::new(1);
    for count in [3, 4, 8] {
        for _ in 0..200 {
            let turn = dice.normals().normalize() * dice.uniform() * std::f64::consts::PI;
            let pose = Pose::new(dice.normals() * 5.0, DQuat::from_scaled_axis(turn));
            // From points as far apart as a stage, rounded as a FreeD packet would.
            let mut pairs = pairs_of(&pose, &MARKS_M[..count]);
            let exact = fit(&pairs).unwrap();
            assert!((exact.stage_from_tracker.position - pose.position).length() < 1e-9);
            assert!(turn_between_deg(&exact.stage_from_tracker, &pose) < 1e-9);
            assert!(exact.rms_mm < 1e-6 && (exact.scale - 1.0).abs() < 1e-9);
            for pair in &mut pairs {
                pair.tracker_m = (pair.tracker_m * 64_000.0).round() / 64_000.0;
            }
            let found = fit(&pairs).unwrap().stage_from_tracker;
            // Issue B: 0.1 mm and 0.005 degree, here at the points' middle.
            let middle = pairs.iter().map(|pair| pair.stage_m).sum::<DVec3>() / count as f64;
            let there = found.transform_point(pose.inverse().transform_point(middle));
            assert!((there - middle).length() < 1e-4, "{} m", (there - middle).length());
            assert!(turn_between_deg(&found, &pose) < 0.005);
        }
    }
}

#[test]
fn noise_stays_within_the_predicted_bound() {
    const SEEDS: u64 = 2000;
    let (sigma_m, pose) = (1e-3, known());
    let (mut beyond, mut turn_ratio, mut mark_ratio) = (0, 0.0, 0.0);
    for seed in 0..SEEDS {
        let mut dice = Dice::new(seed + 1);
        let mut pairs = pairs_of(&pose, &MARKS_M);
        for pair in &mut pairs {
            pair.tracker_m += dice.normals() * sigma_m;
        }
        let found = fit(&pairs).unwrap();
        let error = found.standard_error;
        let turn_deg = turn_between_deg(&found.stage_from_tracker, &pose);
        let at_mark = found.stage_from_tracker.transform_point(pose.inverse().transform_point(DVec3::ZERO));
        let mark_mm = at_mark.length() * 1e3;
        beyond += u32::from(turn_deg > 3.0 * error.rotation_deg || mark_mm > 3.0 * error.mark_mm);
        // Against the prediction with the true sigma, the mean square must be 1.
        let known_sigma = sigma_m * 1e3 / found.sigma_mm;
        turn_ratio += (turn_deg / (error.rotation_deg * known_sigma)).powi(2) / SEEDS as f64;
        mark_ratio += (mark_mm / (error.mark_mm * known_sigma)).powi(2) / SEEDS as f64;
    }
    assert!(beyond * 100 <= SEEDS as u32, "{beyond} of {SEEDS} seeds are beyond three standard errors");
    // 2000 seeds scatter the mean of a chi-square over three terms by 2 %.
    for ratio in [turn_ratio, mark_ratio] {
        assert!((ratio - 1.0).abs() < 0.1, "the bound is off by a factor of {:.3}", ratio.sqrt());
    }
}

#[test]
fn a_mirrored_set_is_fitted_by_a_proper_turn() {
    let mut pairs = pairs_of(&known(), &MARKS_M);
    for pair in &mut pairs {
        pair.tracker_m.x = -pair.tracker_m.x;
    }
    let found = fit(&pairs).unwrap();
    let matrix = DMat3::from_quat(found.stage_from_tracker.rotation);
    assert!((matrix.determinant() - 1.0).abs() < 1e-12);
    assert!(found.rms_mm > 100.0, "a mirror cannot be fitted by a turn: {} mm", found.rms_mm);
}

#[test]
fn sets_that_leave_a_turn_open_are_refused() {
    let pose = known();
    assert_eq!(fit(&pairs_of(&pose, &MARKS_M[..2])).unwrap_err(), RigidError::TooFew { found: 2 });
    let line: Vec<[f64; 3]> = (0..5).map(|step| [f64::from(step), 1.0, -2.0]).collect();
    let found = fit(&pairs_of(&pose, &line)).unwrap_err();
    assert!(matches!(found, RigidError::OneLine { space: "tracker space", .. }), "{found}");
    let spot = vec![[1.0, 2.0, 3.0]; 4];
    assert!(matches!(fit(&pairs_of(&pose, &spot)).unwrap_err(), RigidError::OneSpot { .. }));
    let mut pairs = pairs_of(&pose, &MARKS_M);
    pairs[2].stage_m.y = f64::NAN;
    assert_eq!(fit(&pairs).unwrap_err(), RigidError::NotFinite { name: "p3".into() });
    // The negative control: a set five times as wide as the limit is taken.
    let wide = [[0.0, 0.0, 0.0], [4.0, 0.0, 0.0], [2.0, 0.2, 0.0], [1.0, 0.0, 0.2]];
    assert!(fit(&pairs_of(&pose, &wide)).is_ok());
}

#[test]
fn a_flat_set_and_a_wrong_unit_are_seen() {
    let floor: Vec<[f64; 3]> = MARKS_M.iter().map(|mark| [mark[0], 0.0, mark[2]]).collect();
    assert!(fit(&pairs_of(&known(), &floor)).unwrap().is_flat);
    assert!(!fit(&pairs_of(&known(), &MARKS_M)).unwrap().is_flat);
    let mut pairs = pairs_of(&known(), &MARKS_M);
    for pair in &mut pairs {
        pair.tracker_m *= 1000.0;
    }
    assert!((fit(&pairs).unwrap().scale - 1e-3).abs() < 1e-9);
}
