//! What is wrong with a set of pairs: a wrong point, two swapped labels, a mirrored axis, a wrong unit.
//!
//! In: pairs and their fit. Out: [`Suspicion`]s in words that name the points.
//! Not here: the fit itself (`rigid`), leaving a point out (the operator's decision).
//! Invariant: a suspicion is only spoken when what is left fits significantly better, and by more than a millimetre.

use std::fmt;

use glam::DVec3;

use super::rigid::{Pair, RigidFit, degrees_of_freedom, fit};
use crate::math::Pose;

/// Fewest pairs among which a wrong one can be told: three fit themselves.
pub const MIN_TO_JUDGE: usize = 4;
/// A point is not called wrong for less: tape and laser agree to about this.
const LEAST_MM: f64 = 1.0;
/// A mirror, unit or swap must explain this share of the residual.
const EXPLAINS: f64 = 0.25;
/// Sizes that differ by more are no noise.
const LEAST_SCALE: f64 = 0.002;
/// Pairs of wrong points are searched among so many; above, the work grows with the fourth power.
const MOST_FOR_TWO: usize = 40;

/// One thing that is probably wrong.
#[derive(Clone, Debug, PartialEq)]
pub enum Suspicion {
    /// A point that does not belong.
    WrongPoint {
        /// Its name.
        name: String,
        /// Its distance from where the others put it, millimetres.
        off_mm: f64,
        /// Rms of the others alone, millimetres.
        rest_rms_mm: f64,
    },
    /// Two points whose labels are exchanged.
    Swapped {
        /// Their names.
        names: [String; 2],
        /// Rms with the labels put right, millimetres.
        rms_mm: f64,
    },
    /// The tracker's space is a mirror image.
    Mirrored {
        /// Changes that put it right, the most upright first.
        remedies: Vec<MirrorRemedy>,
        /// Rms then, millimetres.
        rms_mm: f64,
        /// Rms as given, millimetres.
        as_given_mm: f64,
    },
    /// The tracker's metres are not the stage's.
    Scale {
        /// Stage size over tracker size.
        scale: f64,
        /// Rms with it, millimetres.
        rms_mm: f64,
    },
}

/// A change of one sender's axes, and the transform then.
#[derive(Clone, Debug, PartialEq)]
pub struct MirrorRemedy {
    /// `signs y = -1`, `axes y and z swapped`.
    pub words: &'static str,
    /// Tracker space to stage space after the change.
    pub stage_from_tracker: Pose,
}

/// What a change of axes does to a point.
type Change = fn(DVec3) -> DVec3;

/// Changes of a Z-up sender's axes that undo a mirror, as they act on stage axes `(x, z, -y)`.
const MIRRORS: [(&str, Change); 6] = [
    ("signs x = -1", |p| DVec3::new(-p.x, p.y, p.z)),
    ("signs y = -1", |p| DVec3::new(p.x, p.y, -p.z)),
    ("signs z = -1", |p| DVec3::new(p.x, -p.y, p.z)),
    ("axes x and y swapped", |p| DVec3::new(-p.z, p.y, -p.x)),
    ("axes y and z swapped", |p| DVec3::new(p.x, -p.z, -p.y)),
    ("axes x and z swapped", |p| DVec3::new(p.y, p.x, p.z)),
];

/// What is probably wrong with the pairs, the weightiest first; empty for a clean set.
pub fn suspicions(pairs: &[Pair], whole: &RigidFit) -> Vec<Suspicion> {
    if pairs.len() < MIN_TO_JUDGE || whole.rms_mm < LEAST_MM * 0.5 {
        return Vec::new();
    }
    if let Some(scale) = scale(pairs, whole) {
        return vec![scale];
    }
    if let Some(mirror) = mirror(pairs, whole) {
        return vec![mirror];
    }
    let single = wrong_point(pairs);
    let swap = swapped(pairs, whole);
    match (single, swap) {
        // An exchange moves two points: leaving one out cannot mend it.
        (Some((_, rest)), Some((swap, sigma_mm))) if sigma_mm < 0.5 * rest.sigma_mm.max(LEAST_MM * 0.5) => {
            vec![swap]
        }
        (None, Some((swap, _))) => vec![swap],
        (Some((index, rest)), _) => {
            // One wrong point can hide another; a second that only stirs the noise is judged once the first is gone.
            match two_wrong(pairs) {
                Some((both, sigma_mm)) if 2.0 * sigma_mm < rest.sigma_mm => both,
                _ => vec![said(pairs, index, &rest)],
            }
        }
        (None, None) => two_wrong(pairs).map_or_else(Vec::new, |(both, _)| both),
    }
}

fn without(pairs: &[Pair], index: usize) -> Vec<Pair> {
    let kept = pairs.iter().enumerate().filter(|(other, _)| *other != index);
    kept.map(|(_, pair)| pair.clone()).collect()
}

fn off_mm(pair: &Pair, fit: &RigidFit) -> f64 {
    (fit.stage_from_tracker.transform_point(pair.tracker_m) - pair.stage_m).length() * 1e3
}

fn said(pairs: &[Pair], index: usize, rest: &RigidFit) -> Suspicion {
    Suspicion::WrongPoint {
        name: pairs[index].name.clone(),
        off_mm: off_mm(&pairs[index], rest),
        rest_rms_mm: rest.rms_mm,
    }
}

/// Greatest ratio that chance gives: above the 99.95 % quantile of the root of F(3, d), so that a clean set of ten
/// points is suspected once in two hundred.
fn chance(degrees: f64) -> f64 {
    2.8 + 110.0 / (degrees * degrees)
}

/// The point that the others alone put farthest from its place, measured in their own noise.
fn wrong_point(pairs: &[Pair]) -> Option<(usize, RigidFit)> {
    if pairs.len() < MIN_TO_JUDGE {
        return None;
    }
    let judged = |index: usize| {
        let rest_pairs = without(pairs, index);
        let rest = fit(&rest_pairs).ok()?;
        let off = off_mm(&pairs[index], &rest);
        let limit = chance(degrees_of_freedom(rest_pairs.len()));
        // Its own noise, and that of the transform at its place.
        let ratio = off / (3.0_f64.sqrt() * rest.sigma_mm.max(1e-6) * leverage(&rest_pairs, &pairs[index]));
        (off > LEAST_MM && ratio > limit).then_some((index, rest, ratio / limit))
    };
    let found = (0..pairs.len()).filter_map(judged).max_by(|first, second| first.2.total_cmp(&second.2))?;
    Some((found.0, found.1))
}

/// Standard deviation of a predicted point's coordinate over that of a measured one.
fn leverage(rest: &[Pair], point: &Pair) -> f64 {
    let count = rest.len() as f64;
    let middle = rest.iter().map(|pair| pair.stage_m).sum::<DVec3>() / count;
    let inverse = super::rigid::inertia_inverse(rest, middle);
    let arm = point.stage_m - middle;
    let moved: f64 = [DVec3::X, DVec3::Y, DVec3::Z]
        .into_iter()
        .map(|axis| {
            let turned = arm.cross(axis);
            turned.dot(inverse * turned)
        })
        .sum();
    (1.0 + 1.0 / count + moved / 3.0).sqrt()
}

fn swapped(pairs: &[Pair], whole: &RigidFit) -> Option<(Suspicion, f64)> {
    let mut best: Option<(usize, usize, RigidFit)> = None;
    for first in 0..pairs.len() {
        for second in first + 1..pairs.len() {
            let mut tried = pairs.to_vec();
            (tried[first].stage_m, tried[second].stage_m) = (pairs[second].stage_m, pairs[first].stage_m);
            let Ok(found) = fit(&tried) else { continue };
            if best.as_ref().is_none_or(|(_, _, before)| found.sigma_mm < before.sigma_mm) {
                best = Some((first, second, found));
            }
        }
    }
    let (first, second, found) = best?;
    // Four points of a rectangle can be exchanged in several ways that fit alike; three degrees of freedom prove little.
    let is_better = found.sigma_mm < whole.sigma_mm * EXPLAINS && whole.rms_mm > LEAST_MM;
    let names = [pairs[first].name.clone(), pairs[second].name.clone()];
    is_better.then_some((Suspicion::Swapped { names, rms_mm: found.rms_mm }, found.sigma_mm))
}

/// Two points that hide each other, each wrong against the rest.
fn two_wrong(pairs: &[Pair]) -> Option<(Vec<Suspicion>, f64)> {
    if !(MIN_TO_JUDGE + 2..=MOST_FOR_TWO).contains(&pairs.len()) {
        return None;
    }
    let mut best: Option<(usize, usize, RigidFit)> = None;
    for second in 1..pairs.len() {
        for first in 0..second {
            let Ok(rest) = fit(&without(&without(pairs, second), first)) else { continue };
            if best.as_ref().is_none_or(|(_, _, before)| rest.sigma_mm < before.sigma_mm) {
                best = Some((first, second, rest));
            }
        }
    }
    let (first, second, rest) = best?;
    let rest_pairs = without(&without(pairs, second), first);
    let limit = chance(degrees_of_freedom(rest_pairs.len()));
    let is_wrong = |index: usize| {
        let off = off_mm(&pairs[index], &rest);
        let noise = 3.0_f64.sqrt() * rest.sigma_mm.max(1e-6) * leverage(&rest_pairs, &pairs[index]);
        off > LEAST_MM && off / noise > limit
    };
    (is_wrong(first) && is_wrong(second))
        .then(|| (vec![said(pairs, first, &rest), said(pairs, second, &rest)], rest.sigma_mm))
}

fn mapped(pairs: &[Pair], map: impl Fn(DVec3) -> DVec3) -> Vec<Pair> {
    pairs.iter().map(|pair| Pair { tracker_m: map(pair.tracker_m), ..pair.clone() }).collect()
}

fn mirror(pairs: &[Pair], whole: &RigidFit) -> Option<Suspicion> {
    if whole.is_flat {
        return None;
    }
    let mut remedies: Vec<(MirrorRemedy, f64)> = MIRRORS
        .into_iter()
        .filter_map(|(words, map)| {
            let found = fit(&mapped(pairs, map)).ok()?;
            let remedy = MirrorRemedy { words, stage_from_tracker: found.stage_from_tracker };
            (found.rms_mm < whole.rms_mm * EXPLAINS).then_some((remedy, found.rms_mm))
        })
        .collect();
    let rms_mm = remedies.first()?.1;
    // A tracker stands upright more often than not; which axis it is, points alone cannot tell.
    let lean = |remedy: &MirrorRemedy| {
        let up = remedy.stage_from_tracker.transform_vector(DVec3::Y).y;
        ((1.0 - up) * 10.0).round()
    };
    // A stable sort: among equals, signs stay before swaps.
    remedies.sort_by(|first, second| lean(&first.0).total_cmp(&lean(&second.0)));
    let upright = remedies.into_iter().map(|(remedy, _)| remedy);
    Some(Suspicion::Mirrored { remedies: upright.collect(), rms_mm, as_given_mm: whole.rms_mm })
}

fn scale(pairs: &[Pair], whole: &RigidFit) -> Option<Suspicion> {
    let scale = whole.scale;
    if (scale - 1.0).abs() < LEAST_SCALE {
        return None;
    }
    let found = fit(&mapped(pairs, |point| point * scale)).ok()?;
    let is_better = found.rms_mm < whole.rms_mm * EXPLAINS;
    is_better.then_some(Suspicion::Scale { scale, rms_mm: found.rms_mm })
}

impl fmt::Display for Suspicion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::WrongPoint { name, off_mm, rest_rms_mm } => write!(
                f,
                "point `{name}` is {off_mm:.1} mm from where the others put it (they fit to {rest_rms_mm:.2} mm): \
                 a wrong label or a wrong measure. Correct it, or leave it out with --without {name}"
            ),
            Self::Swapped { names: [first, second], rms_mm } => write!(
                f,
                "points `{first}` and `{second}` look swapped: with their labels exchanged all fit to {rms_mm:.2} mm. \
                 Exchange them in the file"
            ),
            Self::Mirrored { remedies, rms_mm, as_given_mm } => {
                write!(f, "tracker space is a mirror image: ")?;
                for (index, remedy) in remedies.iter().take(3).enumerate() {
                    let (pan, ..) = remedy.stage_from_tracker.pan_tilt_roll();
                    let or = if index > 0 { " or " } else { "" };
                    write!(
                        f,
                        "{or}{} (the tracker then stands at pan {:.1})",
                        remedy.words,
                        pan.to_degrees()
                    )?;
                }
                write!(
                    f,
                    " fits to {rms_mm:.2} mm, as written {as_given_mm:.0} mm. Points alone cannot tell which of them it \
                     is: the pan can, or the axis check of the Align panel"
                )
            }
            Self::Scale { scale, rms_mm } => write!(
                f,
                "distances on the stage are {scale:.5} of the tracker's; scaled, the points fit to {rms_mm:.2} mm. \
                 Write both in metres, or calibrate the tracker's scale"
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::rigid::tests::{Dice, MARKS_M, known, pairs_of};
    use super::*;

    fn noisy(seed: u64, sigma_m: f64) -> Vec<Pair> {
        let mut dice = Dice::new(seed);
        let mut pairs = pairs_of(&known(), &MARKS_M);
        for pair in &mut pairs {
            pair.tracker_m += dice.normals() * sigma_m;
        }
        pairs
    }

    fn judged(pairs: &[Pair]) -> Vec<Suspicion> {
        suspicions(pairs, &fit(pairs).unwrap())
    }

    #[test]
    fn a_mislabelled_point_is_named() {
        for seed in 1..=100 {
            for sigma_m in [0.0, 0.5e-3, 2e-3] {
                let mut pairs = noisy(seed, sigma_m);
                let wrong = seed as usize % pairs.len();
                // A label of a place that nobody measured, 0.1 to 2 m away.
                let away = Dice::new(seed + 1000).normals().normalize() * (0.1 + 0.02 * seed as f64 % 1.9);
                pairs[wrong].stage_m += away;
                let found = judged(&pairs);
                let [Suspicion::WrongPoint { name, off_mm, .. }] = found.as_slice() else {
                    panic!("seed {seed}, {sigma_m} m: {found:?}")
                };
                assert_eq!(*name, pairs[wrong].name, "seed {seed}");
                // Its distance is what was added, to the noise of the others at its place.
                assert!((off_mm - away.length() * 1e3).abs() < 1.0 + 8.0 * sigma_m * 1e3, "{off_mm} mm");
            }
        }
    }

    #[test]
    fn swapped_labels_are_named() {
        for (first, second) in [(0, 1), (2, 7), (3, 4), (5, 6)] {
            let mut pairs = noisy(5, 1e-3);
            let kept = pairs[first].stage_m;
            pairs[first].stage_m = pairs[second].stage_m;
            pairs[second].stage_m = kept;
            let found = judged(&pairs);
            let [Suspicion::Swapped { names, .. }] = found.as_slice() else { panic!("{found:?}") };
            assert_eq!(*names, [pairs[first].name.clone(), pairs[second].name.clone()]);
        }
    }

    #[test]
    fn two_wrong_points_are_both_named() {
        let mut pairs = noisy(9, 0.5e-3);
        pairs[1].stage_m.x += 0.3;
        pairs[6].stage_m.y -= 0.25;
        let names: Vec<String> = judged(&pairs)
            .into_iter()
            .map(|found| if let Suspicion::WrongPoint { name, .. } = found { name } else { String::new() })
            .collect();
        assert_eq!(names, ["p2", "p7"]);
    }

    #[test]
    fn clean_sets_are_not_suspected() {
        let mut suspected = 0;
        for seed in 1..=500 {
            suspected += usize::from(!judged(&noisy(seed, 2e-3)).is_empty());
        }
        // One in two hundred by the quantile; a doubled rate would be a wrong threshold.
        assert!(suspected <= 5, "{suspected} of 500 clean sets");
        assert!(judged(&noisy(3, 0.0)).is_empty());
        // Three points always fit themselves: nothing can be told.
        assert!(judged(&noisy(3, 2e-3)[..3]).is_empty());
    }

    #[test]
    fn a_mirrored_axis_is_told_with_both_fits() {
        let mut pairs = noisy(4, 0.2e-3);
        for pair in &mut pairs {
            // FreeD's y is the stage's -z.
            pair.tracker_m.z = -pair.tracker_m.z;
        }
        let found = judged(&pairs);
        let [Suspicion::Mirrored { remedies, rms_mm, as_given_mm }] = found.as_slice() else {
            panic!("{found:?}")
        };
        assert!(*rms_mm < 0.5 && *as_given_mm > 300.0, "{rms_mm} {as_given_mm}");
        // The signs of x and y are one mirror but for half a turn about the upright: both are offered.
        let words: Vec<&str> = remedies[..2].iter().map(|remedy| remedy.words).collect();
        assert!(words.contains(&"signs y = -1") && words.contains(&"signs x = -1"), "{words:?}");
        let right = remedies.iter().find(|remedy| remedy.words == "signs y = -1").unwrap();
        assert!((right.stage_from_tracker.position - known().position).length() < 1e-3);
    }

    #[test]
    fn a_wrong_unit_is_told() {
        let mut pairs = noisy(4, 0.2e-3);
        for pair in &mut pairs {
            pair.tracker_m *= 100.0;
        }
        let found = judged(&pairs);
        assert!(matches!(found.as_slice(), [Suspicion::Scale { scale, .. }] if (scale - 0.01).abs() < 1e-5));
    }
}
