//! Known mountings sighted from known places: exact, noisy, mislabelled, and layouts that leave something open.

use super::doubt::{Doubt, doubts};
use super::*;
use crate::calibration::rigid::tests::{Dice, turn_between_deg};
use crate::calibration::targets::{Target, targets};
use crate::stage::Stage;

const PUPIL_M: f64 = 0.087;

fn stage() -> Stage {
    crate::show::load::demo(&|_, _| ()).unwrap().show.stage
}

fn mounting() -> Pose {
    Pose::from_pan_tilt_roll(DVec3::new(1.8, 0.3, -1.1), 2.4, 0.05, -0.03)
}

/// A camera at a place on the stage that has a target at a point of its picture, seen from the tracker's space.
fn sight(target: &Target, from_m: [f64; 3], picture_tan: DVec2, dice: &mut Option<Dice>) -> Sighting {
    let sensor_m = DVec3::from_array(from_m);
    // The pupil is ahead of the sensor point: the aim is refined until the ray from the pupil meets the target.
    let noise = dice.as_mut().map_or(DVec2::ZERO, |dice| DVec2::new(dice.normal(), dice.normal()) * 1.5e-4);
    let picture = picture_tan + noise;
    let mut aim = (target.point_m - sensor_m).normalize();
    let mut camera = Pose::IDENTITY;
    for _ in 0..60 {
        let pan = (-aim.x).atan2(-aim.z);
        camera = Pose::from_pan_tilt_roll(sensor_m, pan, aim.y.asin(), 0.0);
        let pupil = camera.then(&Pose::at(DVec3::new(0.0, 0.0, -PUPIL_M)));
        let want = (target.point_m - pupil.position).normalize();
        let have = pupil.transform_vector(picture.extend(-1.0)).normalize();
        aim = (DQuat::from_rotation_arc(have, want) * aim).normalize();
    }
    Sighting {
        target: target.number,
        point_m: target.point_m,
        pitch_m: target.pitch_m,
        camera: mounting().inverse().then(&camera),
        picture_tan,
    }
}

const LEFT: [f64; 3] = [-1.2, 1.6, 1.8];
const RIGHT: [f64; 3] = [1.4, 1.3, 2.9];

/// Eight sightings on the middle from two places, four near the picture's edges.
fn sightings(all: &[Target], mut dice: Option<Dice>) -> Vec<Sighting> {
    let middle =
        [(1, LEFT), (5, LEFT), (13, LEFT), (8, LEFT), (2, RIGHT), (14, RIGHT), (10, RIGHT), (6, RIGHT)];
    let edges = [(3, LEFT, 0.4), (12, RIGHT, -0.4), (9, LEFT, -0.4), (7, RIGHT, 0.4)];
    let middle = middle.map(|(number, from)| (number, from, 0.0));
    let find = |number: u32| all.iter().find(|target| target.number == number).unwrap();
    let each =
        |(number, from, x): (u32, [f64; 3], f64)| sight(find(number), from, DVec2::new(x, 0.0), &mut dice);
    middle.into_iter().chain(edges).map(each).collect()
}

const SETTINGS: SightSettings = SightSettings { pupil_m: 0.05, boresight: Boresight::None };

#[test]
fn exact_sightings_give_mounting_and_pupil_back() {
    let fit = solve(&sightings(&targets(&stage()), None), &SETTINGS).unwrap();
    let off_m = (fit.stage_from_tracker.position - mounting().position).length();
    assert!(off_m < 1e-4, "{off_m} m");
    assert!(turn_between_deg(&fit.stage_from_tracker, &mounting()) < 0.005);
    assert_eq!(fit.pupil_untold, None);
    assert!((fit.pupil_m - PUPIL_M).abs() < 1e-5, "{} m", fit.pupil_m);
    assert!(fit.rms_mm < 1e-3 && fit.rms_px < 1e-3, "{} mm", fit.rms_mm);
}

#[test]
fn noisy_sightings_stay_within_the_predicted_bound() {
    const SEEDS: u64 = 100;
    let all = targets(&stage());
    let (mut beyond, mut ratio) = (0, 0.0);
    for seed in 0..SEEDS {
        let fit = solve(&sightings(&all, Some(Dice::new(seed + 1))), &SETTINGS).unwrap();
        let turn_deg = turn_between_deg(&fit.stage_from_tracker, &mounting());
        let at_mark =
            fit.stage_from_tracker.transform_point(mounting().inverse().transform_point(DVec3::ZERO));
        let pupil_mm = (fit.pupil_m - PUPIL_M).abs() * 1e3;
        let is_out = turn_deg > 3.0 * fit.rotation_deg
            || at_mark.length() * 1e3 > 3.0 * fit.mark_mm
            || pupil_mm > 3.5 * fit.pupil_error_mm.unwrap();
        beyond += u32::from(is_out);
        ratio += (turn_deg / (fit.rotation_deg * 1.5e-4 / fit.sigma_rad)).powi(2) / SEEDS as f64;
    }
    assert!(beyond * 100 <= SEEDS as u32, "{beyond} of {SEEDS} seeds are beyond three standard errors");
    // The mean square over 100 seeds of three terms scatters by some 10 %.
    assert!((0.65..1.45).contains(&ratio), "the bound is off by a factor of {:.3}", ratio.sqrt());
}

#[test]
fn a_mislabelled_target_is_named_with_what_it_was() {
    let all = targets(&stage());
    for (wrong, label) in [(0, 2), (3, 9), (5, 13), (10, 4)] {
        let mut given = sightings(&all, Some(Dice::new(77)));
        let (was, target) = (given[wrong].target, all.iter().find(|target| target.number == label).unwrap());
        (given[wrong].target, given[wrong].point_m) = (label, target.point_m);
        let fit = solve(&given, &SETTINGS).unwrap();
        let found = doubts(&given, &fit, &SETTINGS, &all);
        let [Doubt { sighting, target, is_really, .. }] = found.as_slice() else { panic!("{found:?}") };
        assert_eq!((*sighting, *target, *is_really), (wrong, label, Some(was)));
        assert!(found[0].to_string().contains(&format!("it points at target {was}")));
    }
    let mut clean = 0;
    for seed in 1..=25 {
        let given = sightings(&all, Some(Dice::new(seed)));
        clean += usize::from(doubts(&given, &solve(&given, &SETTINGS).unwrap(), &SETTINGS, &all).is_empty());
    }
    assert_eq!(clean, 25, "clean sightings are not doubted");
}

#[test]
fn two_exchanged_labels_are_both_named() {
    let all = targets(&stage());
    let mut given = sightings(&all, Some(Dice::new(5)));
    let (first, second) = (given[1].clone(), given[6].clone());
    (given[1].target, given[1].point_m) = (second.target, second.point_m);
    (given[6].target, given[6].point_m) = (first.target, first.point_m);
    let found = doubts(&given, &solve(&given, &SETTINGS).unwrap(), &SETTINGS, &all);
    let named: Vec<(usize, Option<u32>)> =
        found.iter().map(|doubt| (doubt.sighting, doubt.is_really)).collect();
    assert_eq!(named, [(1, Some(first.target)), (6, Some(second.target))]);
}

#[test]
fn what_the_layout_hides_is_said_and_kept() {
    let all = targets(&stage());
    let middle = &sightings(&all, None)[..8];
    let fit = solve(middle, &SETTINGS).unwrap();
    // On the middle the pupil offset moves nothing: the mounting is right whatever it is.
    assert_eq!((fit.pupil_untold, fit.pupil_m), (Some(Untold::OnMiddle), SETTINGS.pupil_m));
    assert!((fit.stage_from_tracker.position - mounting().position).length() < 1e-4);

    let find = |number: u32| all.iter().find(|target| target.number == number).unwrap();
    let tripod: Vec<Sighting> = [(1, 0.05), (5, -0.05), (13, 0.0), (8, 0.0), (15, 0.0)]
        .map(|(number, x)| sight(find(number), LEFT, DVec2::new(x, 0.0), &mut None))
        .into();
    let fit = solve(&tripod, &SETTINGS);
    let words = match &fit {
        Ok(fit) => fit.pupil_untold.map_or(String::new(), |cause| cause.to_string()),
        Err(error) => error.to_string(),
    };
    assert!(words.contains("move the camera 1 m"), "{words}");
    assert_eq!(solve(&middle[..3], &SETTINGS).unwrap_err(), SightError::TooFew { found: 3 });
    let same: Vec<Sighting> = (0..5).map(|_| middle[0].clone()).collect();
    assert_eq!(solve(&same, &SETTINGS).unwrap_err(), SightError::TooFewTargets { found: 1 });
}

#[test]
fn a_leaning_optical_axis_is_solved_when_asked() {
    let all = targets(&stage());
    let lean = Pose::from_pan_tilt_roll(DVec3::ZERO, 0.01, -0.006, 0.0);
    // The tracker tells a pose that leans back against the camera's.
    let mut given = sightings(&all, None);
    for one in &mut given {
        one.camera = one.camera.then(&lean.inverse());
    }
    let without = solve(&given, &SETTINGS).unwrap();
    let with = solve(&given, &SightSettings { boresight: Boresight::Solve, ..SETTINGS }).unwrap();
    assert!(without.rms_mm > 1.0, "a lean shows: {} mm", without.rms_mm);
    assert!(with.rms_mm < 1e-2, "{} mm", with.rms_mm);
    for (found, want) in with.boresight_rad.into_iter().zip([0.01, -0.006]) {
        assert!((found - want).abs() < 1e-4, "{found} rad");
    }
}
