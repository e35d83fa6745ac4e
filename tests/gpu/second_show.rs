//! The proof of CONTRACT.md 6 on a show that is as unlike the demo as the format allows.
//!
//! In: `tests/data/arc270`, and the dome and model in `../shared` that it names. Out: the report, held to its limits.
//! Not here: the scores (`verify`), the demo's proof (`cyclorama verify`).
//! Invariant: every control must have failed; "not applicable" is not enough here.

use cyclorama::app::poses::Poses;
use cyclorama::app::proof::Job;
use cyclorama::show::load::{Files, show};
use cyclorama::verify::controls::{NAMES, Outcome};

#[test]
fn the_second_show_is_proven() {
    if super::shared::shared().is_none() {
        return;
    }
    let Some(gpu) = super::device() else { return };
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/arc270/show.toml");
    let loaded = show(Files::Disk, path, &|_, _| {}).unwrap();
    assert!(loaded.findings.is_empty(), "{:?}", loaded.findings);
    let job = Job {
        frames: 0..1,
        cameras: vec![0],
        poses: Poses::rehearsed(),
        values: loaded.show.first.clone(),
        latency_secs: None,
    };
    let report = job.run(&gpu, &loaded.show, &|_, _| {}).unwrap();
    eprint!("{}", report.summary());
    assert!(report.passed(), "{}", report.summary());
    assert_eq!(report.limits.psnr_pq_db, 32.0, "a dome's limit");
    assert_eq!(report.controls.len(), NAMES.len());
    for control in &report.controls {
        assert_eq!(control.outcome, Outcome::Failed, "{control:?}");
    }
}
