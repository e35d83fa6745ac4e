//! Outputs as a person sees them: the built program on a virtual X screen, looked at from outside.
//!
//! In: `Xvfb`, lavapipe or better. Out: what stands on the screen, held against the files of `render`, pixel by pixel.
//! Not here: refresh and tearing, since Xvfb has no vblank; monitors, since it has one (`output::presence` has a list of its own).
//! Invariant: nothing sleeps: the test waits for lines of the program's log. Without Xvfb it skips, and fails when `CI` is set.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed, in its own words or not")]

mod screen;
mod show;

use screen::{Raster, Screen};
use show::{Show, rendered};

const SHOW: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/two_outputs/show.toml");
/// Where `tests/data/two_outputs/stage.toml` puts its left output, and where the command line puts the right one.
const LEFT_AT: [i32; 2] = [40, 30];
const RIGHT_AT: [i32; 2] = [700, 250];

/// Whether a canvas stands on the screen at a place, every pixel.
fn stands(screen: &Raster, at: [i32; 2], canvas: &Raster) -> bool {
    (0..canvas.height).all(|y| {
        (0..canvas.width)
            .all(|x| screen.at(x as i32 + at[0], y as i32 + at[1]) == canvas.at(x as i32, y as i32))
    })
}

#[test]
fn two_outputs_at_once_are_pixel_exact_and_have_no_cursor() {
    let Some(screen) = Screen::start(1600, 900) else { return };
    let (left, right) = (rendered(SHOW, "left"), rendered(SHOW, "right"));
    assert_eq!(([left.width, left.height], [right.width, right.height]), ([320, 160], [256, 192]));
    assert!(left.is_lively() && right.is_lively(), "a black canvas would prove nothing");
    let mut show =
        Show::start(&screen, &["run", SHOW, "--output", "right=700,250", "--frames", "100000", "--armed"]);
    // One health line a second; the first pictures of a software adapter take some of them.
    let is_there = |shot: &Raster| stands(shot, LEFT_AT, &left) && stands(shot, RIGHT_AT, &right);
    let mut shot = screen.shot();
    for _ in 0..120 {
        if is_there(&shot) {
            break;
        }
        show.line_with(&["fps"]);
        shot = screen.shot();
    }
    shot.save("two_outputs.png");
    assert!(is_there(&shot), "the canvases are not on the screen; see target/test-windows/two_outputs.png");

    // The comparison itself: shifted by a pixel, or exchanged, they are not there.
    for [x, y] in [[1, 0], [-1, 0], [0, 1], [0, -1]] {
        assert!(!stands(&shot, [LEFT_AT[0] + x, LEFT_AT[1] + y], &left), "shifted by {x}, {y}");
        assert!(!stands(&shot, [RIGHT_AT[0] + x, RIGHT_AT[1] + y], &right), "shifted by {x}, {y}");
    }
    assert!(!stands(&shot, RIGHT_AT, &left));

    // A pointer that strays onto a wall is not seen; on the desk's window it is.
    assert!(screen.cursor_is_seen_at(1200, 600), "on the desk");
    for [x, y] in [LEFT_AT, RIGHT_AT] {
        assert!(!screen.cursor_is_seen_at(x + 100, y + 50), "on the output at {x}, {y}");
    }
    // The screen saver does not come while the show runs: three health lines are more than its second.
    screen.saver_after_a_second();
    (0..3).for_each(|_| drop(show.line_with(&["fps"])));
    assert!(!screen.is_saved());
    show.interrupt();
    assert!(show.finish().success());
    assert!(screen.becomes_saved(), "nobody holds it off any more");
}

#[test]
fn an_output_without_its_monitor_is_an_alarm_and_shown_nowhere() {
    let Some(screen) = Screen::start(1600, 900) else { return };
    let right = rendered(SHOW, "right");
    let mut show = Show::start(&screen, &["run", SHOW, "--frames", "3"]);
    show.line_with(&["output left: on the desktop at 40,30"]);
    let line = show.line_with(&["ERROR", "output right"]);
    assert!(line.contains("monitor DP-9 is not there") && line.contains("256x192 needed"), "{line}");
    assert!(show.finish().success());
    let shot = screen.shot();
    assert!(!stands(&shot, RIGHT_AT, &right));
}

#[test]
fn a_big_number_stands_on_each_monitor() {
    let Some(screen) = Screen::start(1600, 900) else { return };
    let mut show = Show::start(&screen, &["run", SHOW, "--identify"]);
    let line = show.line_with(&["1: ", "1600x900 at 0,0"]);
    assert!(line.starts_with("1: "), "{line}");
    // A one of 5 x 9 units of 66 pixels in the middle: only its right bar is lit, from 899 to 965.
    let is_one = |shot: &Raster| {
        let lit = |x: i32, y: i32| shot.at(x, y) == Some([255; 3]);
        let dark = |x: i32, y: i32| shot.at(x, y) == Some([0; 3]);
        lit(900, 160) && lit(964, 740) && dark(898, 400) && dark(966, 400) && dark(932, 150) && dark(0, 0)
    };
    let shot = (0..2000).map(|_| screen.shot()).find(is_one);
    shot.expect("the number is not on the screen").save("number.png");
    assert!(!screen.cursor_is_seen_at(800, 450));
    show.interrupt();
}

#[test]
fn doctor_lists_monitors_and_what_their_surfaces_carry() {
    let Some(screen) = Screen::start(640, 480) else { return };
    let text = show::said(&screen, &["doctor"]);
    let line = text.lines().find(|line| line.contains("640x480 at 0,0")).unwrap_or_else(|| panic!("{text}"));
    assert!(line.contains("refresh not told") && line.contains("no EDID"), "{line}");
    // Lavapipe under Xvfb offers 8 bits alone (shared/reference/wgpu.md 3), any GPU at least those.
    assert!(text.contains("surface Bgra8Unorm: ") && text.contains("HDR: "), "{text}");
}
