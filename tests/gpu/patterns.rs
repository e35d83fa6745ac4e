//! Test patterns on canvases, walls and inner frusta: exact codes, on their own LEDs and on no other.
//!
//! In: `tests/data/corner` with three cameras. Out: codes, held against the canvases' formulas and f64 projection.
//! Not here: what a chart shows LED by LED (`goldens`, `twins`).
//! Invariant: the canvases differ in transfer, bits and range and two of them dither, so that a code can only be right by
//! its own formula.

use cyclorama::calibration::Pattern;
use cyclorama::color::CodeRange;
use cyclorama::show::InnerContent;
use cyclorama::stage::{Canvas, Wall};
use cyclorama::verify::ownership::{Part, part};

use super::cameras::{NEAR_PX, Stand, leds};

/// round(inverse EOTF) of nits a channel.
fn code(nits: [f64; 3], wall: &Wall, canvas: &Canvas) -> [u16; 3] {
    let (scale, offset) = canvas.range.code_scale_offset(canvas.bits);
    let signal = |nits| canvas.transfer.signal_from_nits(nits, wall.white_nits);
    nits.map(|nits| (signal(nits) * scale + offset).round() as u16)
}

/// Flat fields are one code a channel, on every LED of every canvas.
#[test]
fn flat_fields_are_one_code() {
    let Some(gpu) = super::device() else { return };
    let mut stand = Stand::new(&gpu);
    type Field = fn(f64) -> [f64; 3];
    let fields: [(&str, Field); 6] = [
        ("white", |white| [white; 3]),
        ("grey", |_| [37.5; 3]),
        ("red", |white| [white, 0.0, 0.0]),
        ("green", |white| [0.0, white, 0.0]),
        ("blue", |white| [0.0, 0.0, white]),
        ("black", |_| [0.0; 3]),
    ];
    for (name, nits) in fields {
        let set = ["ten", "eight", "legal"].map(|canvas| format!("pattern/{canvas}={name}"));
        let set: Vec<&str> = set.iter().map(String::as_str).chain(["pattern_nits=37.5"]).collect();
        let (_, codes) = stand.draw(&gpu, &set);
        for (panel, led, canvas, pixel) in leds(&stand.show) {
            let (wall, raster) = (
                &stand.show.stage.walls[stand.show.stage.panels[panel].wall],
                &stand.show.stage.canvases[canvas],
            );
            let want = code(nits(wall.white_nits), wall, raster);
            assert_eq!(codes[canvas][pixel], want, "{name}, panel {panel}, LED {led:?}");
        }
    }
    // The formula itself, by the standards: black and white of narrow range in 10 bits, and of sRGB in 8.
    let [_, eight, legal] = &stand.show.stage.canvases[..] else { panic!("three canvases") };
    assert_eq!(legal.range, CodeRange::Legal);
    let wall = &stand.show.stage.walls[1];
    assert_eq!((code([0.0; 3], wall, legal)[0], code([wall.white_nits; 3], wall, legal)[0]), (64, 940));
    assert_eq!(code([wall.white_nits; 3], wall, eight)[0], 255);
}

/// Canvas over wall over camera, each on its own LEDs; all others keep the codes that they have without any pattern.
#[test]
fn a_pattern_stays_where_it_was_put() {
    let Some(gpu) = super::device() else { return };
    let mut stand = Stand::new(&gpu);
    let (_, plain) = stand.draw(&gpu, &["inner/B/on=off", "inner/C/on=off", "inner/A/on=off"]);
    let hosts = [
        &["inner/A/pattern=white"][..],
        &["inner/A/pattern=white", "wall_pattern/flat=black"],
        &["inner/A/pattern=white", "wall_pattern/flat=black", "pattern/ten=blue"],
    ];
    for (level, host) in hosts.into_iter().enumerate() {
        let (inputs, codes) = stand.draw(&gpu, &[host, &["inner/B/on=off", "inner/C/on=off"]].concat());
        let (mut covered, mut others, mut near) = (0, 0, 0);
        for (panel, led, canvas, pixel) in leds(&stand.show) {
            let wall = &stand.show.stage.walls[stand.show.stage.panels[panel].wall];
            let raster = &stand.show.stage.canvases[canvas];
            let (found, margin) = part(&inputs, &stand.show.stage, panel, led);
            let white = wall.white_nits;
            // The pattern covers the camera's raster; its overscan is a quiet 2 nits.
            let of_camera = [code([white; 3], wall, raster), code([2.0; 3], wall, raster)];
            let want = match found {
                _ if level >= 2 && raster.name == "ten" => [code([0.0, 0.0, white], wall, raster); 2],
                _ if level >= 1 && wall.name == "flat" => [code([0.0; 3], wall, raster); 2],
                Part::Inner(0, InnerContent::Pattern(Pattern::White)) => of_camera,
                _ => [plain[canvas][pixel]; 2],
            };
            let is_right = want.contains(&codes[canvas][pixel]);
            assert!(is_right || margin <= NEAR_PX, "{host:?}, panel {panel}, LED {led:?}: {want:?}");
            near += usize::from(!is_right);
            covered += usize::from(matches!(found, Part::Inner(..)));
            others += usize::from(found == Part::Outer);
        }
        assert!(
            covered > 1000 && others > 1000 && near <= 3,
            "{covered} covered, {others} others, {near} near"
        );
    }
}

/// Every chart shows more than one code and differs from every other, on a canvas, on a wall and in a camera alike.
#[test]
fn every_chart_is_drawn_everywhere() {
    let Some(gpu) = super::device() else { return };
    let mut stand = Stand::new(&gpu);
    for host in ["pattern/legal", "wall_pattern/arc", "inner/C/pattern"] {
        let mut seen: Vec<(&str, Vec<[u16; 3]>)> = Vec::new();
        // The panels' grid belongs to walls: a camera's raster has none.
        let has_panels = host != "inner/C/pattern";
        for pattern in Pattern::ALL.into_iter().filter(|one| has_panels || *one != Pattern::Alignment) {
            let set = format!("{host}={}", pattern.name());
            let (_, codes) = stand.draw(&gpu, &["inner/A/on=off", "inner/B/on=off", &set]);
            for (name, other) in &seen {
                assert!(codes[2] != *other, "{host}: {} looks like {name}", pattern.name());
            }
            seen.push((pattern.name(), codes[2].clone()));
        }
    }
}

/// `alignment`: cyan outlines of panels on the outer, white ones where the inner frustum's own geometry falls on them. It
/// holds the window's projection against the wall's wiring; a tracker's error moves both alike and is not seen in it.
#[test]
fn the_two_grids_of_alignment_meet_in_white() {
    let Some(gpu) = super::device() else { return };
    let mut stand = Stand::new(&gpu);
    let patterns = ["ten", "eight", "legal"].map(|canvas| format!("pattern/{canvas}=alignment"));
    let set: Vec<&str> =
        patterns.iter().map(String::as_str).chain(["inner/B/on=off", "inner/C/on=off"]).collect();
    let (inputs, codes) = stand.draw(&gpu, &set);
    let ink = |rgb: [f64; 3]| rgb.map(|on| on * 100.0);
    let (mut white, mut cyan, mut dark, mut near) = (0, 0, 0, 0);
    for (panel, led, canvas, pixel) in leds(&stand.show) {
        let placed = &stand.show.stage.panels[panel];
        let (wall, raster) = (&stand.show.stage.walls[placed.wall], &stand.show.stage.canvases[canvas]);
        let is_line = (0..2).any(|axis| led[axis] == 0 || led[axis] + 1 == placed.pixels[axis]);
        let (found, margin) = part(&inputs, &stand.show.stage, panel, led);
        let is_inner = matches!(found, Part::Inner(0, _));
        let want = match (is_line, is_inner) {
            (false, _) => [0.0; 3],
            (true, true) => ink([1.0, 1.0, 1.0]),
            (true, false) => ink([0.0, 1.0, 1.0]),
        };
        let is_right = codes[canvas][pixel] == code(want, wall, raster);
        assert!(is_right || margin <= NEAR_PX, "panel {panel}, LED {led:?}, {found:?}: {want:?}");
        near += usize::from(!is_right);
        white += usize::from(is_line && is_inner);
        cyan += usize::from(is_line && !is_inner);
        dark += usize::from(!is_line);
    }
    assert!(white > 200 && cyan > 200 && dark > 1000 && near <= 3, "{white} {cyan} {dark}, {near} near");
}
