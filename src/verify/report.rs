//! The verdict: scores of all frames and cameras against the limits, as JSON and as a table.
//!
//! In: frame scores, slip, controls. Out: CONTRACT.md 6's JSON, a summary for people, passed or not.
//! Not here: printing and exit codes (`cli`), measuring.
//! Invariant: passed means that every applicable check was measured and kept, and every applicable control failed.
//!
//! Frames are joined worst of all: percentiles, PSNR, dE, seams and agreement are those of the worst frame, each for
//! itself, so a longer take can only be judged harder. Coverage is the frames' mean.

use std::fmt::Write as _;

use serde_json::{Map, Value, json};

use super::controls::{Control, Outcome};
use super::limits::Limits;
use super::{Agreement, Coverage, FrameScores, Percentiles, PictureScore, SeamScore, Slip};

/// One camera's scores over its frames.
#[derive(Clone, Debug, PartialEq)]
pub struct CameraScores {
    /// Name from the show.
    pub name: String,
    /// Frames scored.
    pub frames: usize,
    /// The worst of them.
    pub worst: FrameScores,
    /// Slip, where a latency was asked for.
    pub slip: Option<Slip>,
}

/// Everything that `verify` has to say.
#[derive(Clone, Debug, PartialEq)]
pub struct Report {
    /// What had to be kept.
    pub limits: Limits,
    /// Cameras in the show's order.
    pub cameras: Vec<CameraScores>,
    /// Controls of every camera and frame that they were run on.
    pub controls: Vec<Control>,
}

/// One number held against one limit.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Check {
    name: &'static str,
    /// `None` when nothing could be measured.
    value: Option<f64>,
    limit: f64,
    rule: Rule,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Rule {
    AtMost,
    AtLeast,
    /// There is nothing to measure, and nothing wrong with that.
    NotApplicable,
}

impl Check {
    fn passes(&self) -> bool {
        match (self.rule, self.value) {
            (Rule::NotApplicable, _) => true,
            (Rule::AtMost, Some(value)) => value <= self.limit,
            (Rule::AtLeast, Some(value)) => value >= self.limit,
            (_, None) => false,
        }
    }
}

impl CameraScores {
    /// Joins the frames of one camera.
    pub fn of(name: &str, frames: &[FrameScores], slip: Option<Slip>) -> Self {
        let nothing = FrameScores {
            map_wall_px: None,
            camera_wall_px: None,
            camera_px: None,
            picture: None,
            seam: SeamScore::default(),
            coverage: Coverage::default(),
            twin: None,
        };
        let mut worst = frames.iter().cloned().reduce(|all, frame| worse(&all, &frame)).unwrap_or(nothing);
        worst.coverage = mean_coverage(frames);
        Self { name: name.to_owned(), frames: frames.len(), worst, slip }
    }

    fn checks(&self, limits: &Limits) -> Vec<Check> {
        let at_most = |name, value, limit| Check { name, value, limit, rule: Rule::AtMost };
        let at_least = |name, value, limit| Check { name, value, limit, rule: Rule::AtLeast };
        let FrameScores { map_wall_px: map, camera_wall_px: camera, picture, seam, twin, .. } = &self.worst;
        let mut checks = vec![
            at_most("map p99, wall px", map.map(|found| found.p99), limits.map_p99_wall_px),
            at_most("map max, wall px", map.map(|found| found.max), limits.map_max_wall_px),
            at_most("camera p50, wall px", camera.map(|found| found.p50), limits.camera_p50_wall_px),
            at_most("camera p99, wall px", camera.map(|found| found.p99), limits.camera_p99_wall_px),
            at_most("camera max, wall px", camera.map(|found| found.max), limits.camera_max_wall_px),
            at_least("picture PSNR, dB in PQ", picture.map(|found| found.psnr_pq_db), limits.psnr_pq_db),
            at_least("GPU and CPU twin agree, share", twin.map(|found| found.share), limits.twin_share),
        ];
        checks.extend(seam_checks(seam, limits));
        checks
    }
}

/// Where the camera has borders in view, at least one of the two measures must exist.
fn seam_checks(seam: &SeamScore, limits: &Limits) -> [Check; 2] {
    let is_scored = seam.flat_pairs + seam.textured_pairs > 0;
    let rule = |value: Option<f64>| match value {
        None if is_scored || seam.pairs_in_view == 0 => Rule::NotApplicable,
        _ => Rule::AtMost,
    };
    let mean = seam.mean_signed.map(f64::abs);
    [
        Check { name: "seam p99, of white", value: seam.p99, limit: limits.seam_p99, rule: rule(seam.p99) },
        Check {
            name: "seam |mean|, of white",
            value: mean,
            limit: limits.seam_mean_signed,
            rule: rule(mean),
        },
    ]
}

impl Report {
    /// Whether the wall is proven right.
    pub fn passed(&self) -> bool {
        let keeps = |camera: &CameraScores| {
            camera.frames > 0 && camera.checks(&self.limits).iter().all(Check::passes)
        };
        let controls = self.controls_by_name();
        !self.cameras.is_empty()
            && self.cameras.iter().all(keeps)
            && controls.iter().any(|control| control.outcome == Outcome::Failed)
            && controls.iter().all(|control| control.outcome != Outcome::Unseen)
    }

    /// One control a name: unseen anywhere is unseen, else failed anywhere is failed.
    fn controls_by_name(&self) -> Vec<Control> {
        let rank = |outcome: &Outcome| match outcome {
            Outcome::Unseen => 2,
            Outcome::Failed => 1,
            Outcome::NotApplicable(_) => 0,
        };
        let mut joined: Vec<Control> = Vec::new();
        for control in &self.controls {
            match joined.iter_mut().find(|other| other.name == control.name) {
                None => joined.push(control.clone()),
                Some(other) if rank(&control.outcome) > rank(&other.outcome) => *other = control.clone(),
                Some(_) => {}
            }
        }
        joined
    }

    /// CONTRACT.md 6's object. What could not be measured, or is not finite, is null.
    pub fn json(&self) -> Value {
        let cameras: Map<String, Value> =
            self.cameras.iter().map(|camera| (camera.name.clone(), camera_json(camera))).collect();
        let limits = &self.limits;
        json!({
            "version": 1,
            "passed": self.passed(),
            "limits": {
                "map_wall_px": {"p99": limits.map_p99_wall_px, "max": limits.map_max_wall_px},
                "camera_wall_px": {
                    "p50": limits.camera_p50_wall_px,
                    "p99": limits.camera_p99_wall_px,
                    "max": limits.camera_max_wall_px,
                },
                "psnr_pq_db": limits.psnr_pq_db,
                "seam": {"p99": limits.seam_p99, "mean_signed": limits.seam_mean_signed},
                "twin_share": limits.twin_share,
                "shift_cost_db": limits.shift_cost_db,
            },
            "cameras": cameras,
            "controls": self.controls_by_name().iter().map(control_json).collect::<Vec<_>>(),
        })
    }

    /// A table for people: every check with its limit, then every control.
    pub fn summary(&self) -> String {
        let mut text = String::new();
        for camera in &self.cameras {
            // Writing to a String cannot fail.
            let _ = writeln!(text, "camera {}, worst of {} frames", camera.name, camera.frames);
            for check in camera.checks(&self.limits) {
                let _ = writeln!(text, "  {}", check_line(&check));
            }
            let Coverage { wall, inner, soft_edge, covered, off_wall } = camera.worst.coverage;
            let _ = writeln!(
                text,
                "  sees {:.1} % wall ({:.1} % inner, {:.1} % soft edge, {:.1} % under another camera), {:.1} % past it",
                wall * 100.0,
                inner * 100.0,
                soft_edge * 100.0,
                covered * 100.0,
                off_wall * 100.0
            );
            if let Some(slip) = camera.slip {
                let rms = |value: Option<f64>| value.map_or_else(|| "none".into(), |rms| format!("{rms:.2}"));
                let (predicted, held) = (rms(slip.predicted_rms), rms(slip.held_rms));
                let _ = writeln!(text, "  slip, wall px rms: {predicted} predicted, {held} held");
            }
        }
        let _ = writeln!(text, "faults put in on purpose, which must be seen");
        for control in self.controls_by_name() {
            let (word, more) = match &control.outcome {
                Outcome::Failed => ("seen", control.measured.as_str()),
                Outcome::Unseen => ("NOT SEEN", control.measured.as_str()),
                Outcome::NotApplicable(why) => ("not run", why.as_str()),
            };
            let _ = writeln!(text, "  {word:<9}{:<27}{more}", control.name);
        }
        let _ = writeln!(text, "{}", if self.passed() { "PASSED" } else { "FAILED" });
        text
    }
}

fn check_line(check: &Check) -> String {
    let word = match check.rule {
        Rule::NotApplicable => "-",
        _ if check.passes() => "pass",
        _ => "FAIL",
    };
    let value = check.value.map_or_else(|| "none".into(), |value| format!("{value:.5}"));
    let sign = if check.rule == Rule::AtLeast { ">=" } else { "<=" };
    format!("{word:<5}{:<31}{value:>11}  {sign} {:.5}", check.name, check.limit)
}

fn camera_json(camera: &CameraScores) -> Value {
    let FrameScores { map_wall_px, camera_wall_px, camera_px, picture, seam, coverage, twin } = &camera.worst;
    let percentiles = |found: &Option<Percentiles>| {
        let Some(Percentiles { p50, p99, max }) = found else {
            return json!({"p50": null, "p99": null, "max": null});
        };
        json!({"p50": number(*p50), "p99": number(*p99), "max": number(*max)})
    };
    let slip = camera.slip.unwrap_or_default();
    json!({
        "frames": camera.frames,
        "parallax": {
            "map_wall_px": percentiles(map_wall_px),
            "camera_wall_px": percentiles(camera_wall_px),
            "camera_px": percentiles(camera_px),
        },
        "picture": {
            "psnr_pq_db": picture.map(|found| number(found.psnr_pq_db)),
            "delta_e_itp_p99": picture.map(|found| number(found.delta_e_itp_p99)),
            "leds": picture.map_or(0, |found| found.leds),
            "pixel_share": picture.map(|found| number(found.pixel_share)),
        },
        "seam": {
            "p99": seam.p99.map(number),
            "mean_signed": seam.mean_signed.map(number),
            "flat_pairs": seam.flat_pairs,
            "textured_pairs": seam.textured_pairs,
            "pairs_in_view": seam.pairs_in_view,
        },
        "coverage": {
            "wall": number(coverage.wall),
            "inner": number(coverage.inner),
            "soft_edge": number(coverage.soft_edge),
            "covered": number(coverage.covered),
            "off_wall": number(coverage.off_wall),
        },
        "twin": {
            "share": twin.map(|found| number(found.share)),
            "off_wall_share": twin.map(|found| number(found.off_wall_share)),
            "wall_pixels": twin.map_or(0, |found| found.wall_pixels),
        },
        "slip_wall_px": {
            "predicted": {"rms": slip.predicted_rms.map(number)},
            "held": {"rms": slip.held_rms.map(number)},
        },
    })
}

fn control_json(control: &Control) -> Value {
    let (failed, why) = match &control.outcome {
        Outcome::Failed => (Some(true), None),
        Outcome::Unseen => (Some(false), None),
        Outcome::NotApplicable(why) => (None, Some(why)),
    };
    json!({"name": control.name, "failed": failed, "measured": control.measured, "why": why})
}

/// A JSON number, null when it is not finite.
fn number(value: f64) -> Value {
    serde_json::Number::from_f64(value).map_or(Value::Null, Value::Number)
}

/// Each score of the worse frame; what one frame could not measure is not measured.
fn worse(first: &FrameScores, second: &FrameScores) -> FrameScores {
    let both = |first: Option<Percentiles>, second: Option<Percentiles>| Some(first?.worst(second?));
    FrameScores {
        map_wall_px: both(first.map_wall_px, second.map_wall_px),
        camera_wall_px: both(first.camera_wall_px, second.camera_wall_px),
        camera_px: both(first.camera_px, second.camera_px),
        picture: worse_picture(first.picture, second.picture),
        seam: worse_seam(&first.seam, &second.seam),
        coverage: first.coverage,
        twin: worse_twin(first.twin, second.twin),
    }
}

/// The smaller; NaN wins, so that it is not lost.
fn least(first: f64, second: f64) -> f64 {
    if first.is_nan() || first <= second { first } else { second }
}

/// The larger by size; NaN wins.
fn largest(first: f64, second: f64) -> f64 {
    if first.is_nan() || first.abs() >= second.abs() { first } else { second }
}

fn worse_picture(first: Option<PictureScore>, second: Option<PictureScore>) -> Option<PictureScore> {
    let (first, second) = (first?, second?);
    Some(PictureScore {
        psnr_pq_db: least(first.psnr_pq_db, second.psnr_pq_db),
        delta_e_itp_p99: largest(first.delta_e_itp_p99, second.delta_e_itp_p99),
        leds: first.leds.min(second.leds),
        pixel_share: least(first.pixel_share, second.pixel_share),
    })
}

fn worse_twin(first: Option<Agreement>, second: Option<Agreement>) -> Option<Agreement> {
    let (first, second) = (first?, second?);
    Some(Agreement {
        wall_pixels: first.wall_pixels.min(second.wall_pixels),
        share: least(first.share, second.share),
        off_wall_share: least(first.off_wall_share, second.off_wall_share),
    })
}

/// A frame may have only flat or only textured borders, so what one frame lacks the other gives.
fn worse_seam(first: &SeamScore, second: &SeamScore) -> SeamScore {
    let join = |first: Option<f64>, second: Option<f64>| match (first, second) {
        (Some(first), Some(second)) => Some(largest(first, second)),
        (one, other) => one.or(other),
    };
    SeamScore {
        p99: join(first.p99, second.p99),
        mean_signed: join(first.mean_signed, second.mean_signed),
        flat_pairs: first.flat_pairs + second.flat_pairs,
        textured_pairs: first.textured_pairs + second.textured_pairs,
        pairs_in_view: first.pairs_in_view + second.pairs_in_view,
    }
}

fn mean_coverage(frames: &[FrameScores]) -> Coverage {
    let count = frames.len().max(1) as f64;
    let mean =
        |share: fn(&Coverage) -> f64| frames.iter().map(|frame| share(&frame.coverage)).sum::<f64>() / count;
    Coverage {
        wall: mean(|found| found.wall),
        inner: mean(|found| found.inner),
        soft_edge: mean(|found| found.soft_edge),
        covered: mean(|found| found.covered),
        off_wall: mean(|found| found.off_wall),
    }
}

#[cfg(test)]
mod tests {
    use super::super::synthetic::Film;
    use super::super::{controls, score};
    use super::*;

    fn report_of(film: &Film) -> Report {
        let frame = score(&film.proof()).expect("good pictures");
        Report {
            limits: Limits::DEMO,
            cameras: vec![CameraScores::of("A", &[frame], None)],
            controls: controls::run(&film.proof(), &Limits::DEMO).expect("good pictures"),
        }
    }

    #[test]
    fn a_perfect_wall_passes_with_the_contracts_json() {
        let report = report_of(&Film::perfect());
        assert!(report.passed(), "{}", report.summary());
        let json = report.json();
        assert_eq!(json["version"], 1);
        assert_eq!(json["passed"], true);
        let camera = &json["cameras"]["A"];
        assert_eq!(camera["frames"], 1);
        for path in ["map_wall_px", "camera_wall_px", "camera_px"] {
            for share in ["p50", "p99", "max"] {
                assert!(camera["parallax"][path][share].is_number(), "{path} {share}");
            }
        }
        for (group, keys) in [
            ("picture", ["psnr_pq_db", "delta_e_itp_p99"].as_slice()),
            ("coverage", &["wall", "inner", "soft_edge", "covered", "off_wall"]),
        ] {
            assert!(keys.iter().all(|key| camera[group][key].is_number()), "{group}: {}", camera[group]);
        }
        assert!(camera["seam"]["p99"].is_number() && camera["slip_wall_px"]["held"]["rms"].is_null());
        assert_eq!(json["controls"].as_array().map(Vec::len), Some(5));
        assert!(report.summary().ends_with("PASSED\n"), "{}", report.summary());
    }

    /// Each score spoilt alone must be enough to fail.
    #[test]
    fn nan_and_nothing_never_pass() {
        let good = report_of(&Film::perfect());
        let spoil: [fn(&mut Report); 11] = [
            |report| report.cameras.clear(),
            |report| report.cameras[0].frames = 0,
            |report| report.cameras[0].worst.map_wall_px = None,
            |report| report.cameras[0].worst.camera_wall_px.as_mut().unwrap().p50 = f64::NAN,
            |report| report.cameras[0].worst.camera_wall_px.as_mut().unwrap().max = 1.01,
            |report| report.cameras[0].worst.picture = None,
            |report| report.cameras[0].worst.picture.as_mut().unwrap().psnr_pq_db = f64::NAN,
            |report| report.cameras[0].worst.twin.as_mut().unwrap().share = 0.99,
            |report| report.cameras[0].worst.seam = SeamScore { pairs_in_view: 9, ..SeamScore::default() },
            |report| report.controls.clear(),
            |report| report.controls[2].outcome = Outcome::Unseen,
        ];
        for (index, spoil) in spoil.iter().enumerate() {
            let mut bad = good.clone();
            spoil(&mut bad);
            assert!(!bad.passed(), "case {index}: {}", bad.summary());
            assert_eq!(bad.json()["passed"], false);
        }
        let mut single = good;
        single.cameras[0].worst.seam = SeamScore::default();
        assert!(single.passed(), "a wall of one panel has no border: {}", single.summary());
    }

    #[test]
    fn the_worst_frame_counts_even_when_it_is_nan() {
        let frame = score(&Film::perfect().proof()).expect("good pictures");
        let mut bad = frame.clone();
        bad.picture.as_mut().unwrap().psnr_pq_db = f64::NAN;
        bad.seam.mean_signed = Some(-0.5);
        bad.map_wall_px.as_mut().unwrap().max = 0.7;
        for frames in [[frame.clone(), bad.clone()], [bad.clone(), frame.clone()]] {
            let joined = CameraScores::of("A", &frames, None);
            assert!(joined.worst.picture.unwrap().psnr_pq_db.is_nan());
            assert_eq!(joined.worst.seam.mean_signed, Some(-0.5));
            assert_eq!(joined.worst.map_wall_px.unwrap().max, 0.7);
            assert!((joined.worst.coverage.wall - frame.coverage.wall).abs() < 1e-12);
        }
        bad.camera_wall_px = None;
        assert_eq!(CameraScores::of("A", &[frame, bad], None).worst.camera_wall_px, None);
    }
}
