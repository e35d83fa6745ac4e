//! The proof of CONTRACT.md 6 on a real mesh wall, re-laid 1:1 and as given, and on a wall that a tracked body carries.
//!
//! In: `tests/data/lsu`, `tests/data/carried`, and the mesh and dome in `../shared` that they name. Out: the reports.
//! Not here: the algebra of meshes (`stage::mesh`), live trackers (`app::live`).
//! Invariant: a wall that stands elsewhere than it was drawn for leaves the limits.

use cyclorama::app::poses::Poses;
use cyclorama::app::proof::Job;
use cyclorama::show::load::{Files, Loaded, show};
use cyclorama::stage::lint::Level;
use cyclorama::tracking::track_file::{Placement, Track, TrackOptions};
use cyclorama::verify::Report;
use cyclorama::verify::controls::{NAMES, Outcome};

fn load(name: &str) -> Loaded {
    let path = format!("{}/tests/data/{name}", env!("CARGO_MANIFEST_DIR"));
    show(Files::Disk, &path, &|_, _| {}).unwrap()
}

fn prove(loaded: &Loaded, poses: Poses) -> Option<Report> {
    let gpu = super::device()?;
    let job =
        Job { frames: 0..1, cameras: vec![0], poses, values: loaded.show.first.clone(), latency_secs: None };
    let report = job.run(&gpu, &loaded.show, &|_, _| {}).unwrap();
    eprint!("{}", report.summary());
    Some(report)
}

#[test]
fn the_lsu_wall_is_proven_panel_by_panel() {
    if super::shared::shared().is_none() {
        return;
    }
    let loaded = load("lsu/show.toml");
    assert_eq!(loaded.findings, []);
    let wall = &loaded.show.stage.walls[0];
    assert_eq!((wall.grid, loaded.show.stage.panels.len()), ([6, 14], 84));
    let Some(report) = prove(&loaded, Poses::rehearsed()) else { return };
    assert!(report.passed(), "{}", report.summary());
    assert_eq!(report.controls.len(), NAMES.len());
    for control in &report.controls {
        assert_eq!(control.outcome, Outcome::Failed, "{control:?}");
    }
}

/// As given the wall is not 1:1, but where each pixel lies is known as exactly: every limit holds unchanged. It has no
/// border between panels, so seams and the gain on a panel have nothing to measure; the other faults must be seen.
#[test]
fn the_lsu_wall_is_proven_as_given() {
    if super::shared::shared().is_none() {
        return;
    }
    let loaded = load("lsu/show_given.toml");
    let [finding] = loaded.findings.as_slice() else { panic!("{:#?}", loaded.findings) };
    assert_eq!(finding.level, Level::Warning);
    assert!(finding.found.contains("not 1:1"), "{finding:?}");
    let Some(report) = prove(&loaded, Poses::rehearsed()) else { return };
    assert!(report.passed(), "{}", report.summary());
    let worst = &report.cameras[0].worst;
    assert_eq!(worst.seam.pairs_in_view, 0);
    assert!(worst.map_wall_px.unwrap().p99 <= 0.10 && worst.camera_wall_px.unwrap().p99 <= 0.70);
    for (name, control) in NAMES.iter().zip(&report.controls) {
        let is_blind = *name == NAMES[4];
        assert_eq!(control.outcome == Outcome::Failed, !is_blind, "{control:?}");
    }
}

/// Triangles that share an edge leave no pixel out, and draw none beside the raster.
#[test]
fn every_pixel_of_a_mesh_raster_is_drawn() {
    use cyclorama::render::{Renderer, Settings, Wanted};
    if super::shared::shared().is_none() {
        return;
    }
    let loaded = load("lsu/show_given.toml");
    let Some(gpu) = super::device() else { return };
    let show = &loaded.show;
    let mut renderer = Renderer::new(&gpu, show, &Settings::default(), &|_, _| {}).unwrap();
    let inputs = show.inputs(&show.first, 0, &show.rehearsed_poses(0));
    renderer.draw(&gpu, show, &inputs, &Wanted::default());
    let codes = renderer.canvas_codes(&gpu, 0);
    // The raster of 784 x 336 lies at 16, 32 on a canvas of 800 x 400; the photographed field is black nowhere.
    for (index, code) in codes.iter().enumerate() {
        let (x, y) = (index % 800, index / 800);
        let is_fed = (16..800).contains(&x) && (32..368).contains(&y);
        assert_eq!(*code != [0; 3], is_fed, "{x}, {y}: {code:?}");
    }
}

fn body(csv: &str) -> Track {
    let options = TrackOptions { placement: Placement::Absolute, ..TrackOptions::default() };
    let text = format!("t_s,tx_m,ty_m,tz_m,qx,qy,qz,qw\n{csv}\n");
    Track::from_bytes(text.as_bytes(), &options).unwrap()
}

/// The body stands 2.3 m before the mark, 1.3 m up and turned: the wild wall hides a part of the still one.
#[test]
fn a_carried_wall_is_proven_where_its_body_is() {
    if super::shared::shared().is_none() {
        return;
    }
    let loaded = load("carried/show.toml");
    let mut poses = Poses::rehearsed();
    poses.carry(1, body("0,-0.4,1.3,-2.3,0,0.173648177667,0,0.984807753012"));
    let Some(report) = prove(&loaded, poses) else { return };
    assert!(report.passed(), "{}", report.summary());
    assert_eq!(report.controls.len(), NAMES.len());
    for control in &report.controls {
        assert_eq!(control.outcome, Outcome::Failed, "{control:?}");
    }
}

/// The pixels of a frame follow the body, and only those of the wall that it carries.
#[test]
fn only_the_carried_walls_pixels_move() {
    use cyclorama::render::{Renderer, Settings, Wanted};
    if super::shared::shared().is_none() {
        return;
    }
    let loaded = load("carried/show.toml");
    let Some(gpu) = super::device() else { return };
    let show = &loaded.show;
    let mut renderer = Renderer::new(&gpu, show, &Settings::default(), &|_, _| {}).unwrap();
    let mut codes = |csv: &str| {
        let mut poses = Poses::rehearsed();
        poses.carry(1, body(csv));
        renderer.draw(&gpu, show, &poses.inputs(show, &show.first, 0), &Wanted::default());
        renderer.canvas_codes(&gpu, 0)
    };
    let here = codes("0,-0.4,1.3,-2.3,0,0,0,1");
    let there = codes("0,0.4,1.3,-2.3,0,0,0,1");
    assert_eq!(here, codes("0,-0.4,1.3,-2.3,0,0,0,1"), "where it was shows nothing later");
    let differs = |rows: std::ops::Range<usize>| {
        rows.flat_map(|row| row * 448..(row + 1) * 448).filter(|at| here[*at] != there[*at]).count()
    };
    assert_eq!(differs(0..224), 0, "the still wall");
    assert!(differs(240..352) > 3 * 2 * 56 * 56 / 2, "{} pixels", differs(240..352));
}
