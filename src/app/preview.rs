//! A show with fewer pixels, for adapters that cannot draw all of them in time.
//!
//! In: a show. Out: the same show in the same metres, coarser. Not here: when it is done (`cli::run`, `app::window`).
//! Invariant: the picture shows the same; every raster shrinks by one whole divisor, which is returned.

use crate::show::{InnerResolution, Show};

/// Canvas pixels that lavapipe on two cores draws in about a second.
const COMFORTABLE_PIXELS: u64 = 1_000_000;
/// Divisors to choose from; panels' pixel counts divide by powers of two.
const DIVISORS: [u32; 4] = [1, 2, 4, 8];
/// Least side of an outer face: below this, wires and scrub turn to dashes.
const LEAST_OUTER_SIDE: u32 = 512;
/// Least side of a raster.
const MIN_SIDE: u32 = 16;

/// The least divisor that makes a show's canvases small enough for a software adapter; 1 when they are.
pub fn divisor_for_software(show: &Show) -> u32 {
    let pixels: u64 =
        show.stage.canvases.iter().map(|canvas| u64::from(canvas.size[0]) * u64::from(canvas.size[1])).sum();
    let fits = |divisor: &u32| pixels <= COMFORTABLE_PIXELS * u64::from(*divisor).pow(2);
    DIVISORS.into_iter().find(fits).unwrap_or(DIVISORS[DIVISORS.len() - 1])
}

/// Divides every raster of a show by `divisor`, or by the next lower power of two that all panels and canvases
/// divide by. Returns what it divided by; 1 leaves the show as it was.
pub fn reduce(show: &mut Show, divisor: u32) -> u32 {
    let candidates = DIVISORS.into_iter().rev().filter(|candidate| (2..=divisor).contains(candidate));
    let found = candidates.filter_map(|by| Some((by, show.stage.scaled(by)?))).next();
    let Some((divisor, stage)) = found else { return 1 };
    show.stage = stage;
    let divide = |side: u32| side.div_ceil(divisor).max(MIN_SIDE);
    for camera in &mut show.cameras {
        camera.lens.resolution_px = camera.lens.resolution_px.map(divide);
        if let InnerResolution::Fixed(size) = &mut camera.inner_resolution {
            *size = size.map(divide);
        }
    }
    // Outer faces are drawn only when the world moves, so they need not shrink as far.
    show.outer_resolution = show.outer_resolution.map(|side| side.min(divide(side).max(LEAST_OUTER_SIDE)));
    divisor
}

/// The line that tells of it.
pub fn notice(adapter: &str, divisor: u32) -> String {
    let name = if adapter.to_lowercase().contains("llvmpipe") { "llvmpipe" } else { adapter };
    format!("software adapter ({name}): preview at 1/{divisor} of the wall's pixels")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::show::load;

    #[test]
    fn the_demo_is_drawn_at_a_quarter() {
        let mut show = load::demo(&|_, _| {}).unwrap().show;
        let whole = show.clone();
        // 3840 x 2160 = 8.3 million; a quarter of each side leaves 0.5 million, a half 2.1.
        assert_eq!(divisor_for_software(&show), 4);
        assert_eq!(reduce(&mut show, 4), 4);
        assert_eq!(show.stage.canvases[0].size, [960, 540]);
        assert_eq!(show.cameras[0].lens.resolution_px, [480, 270]);
        assert_eq!(show.outer_resolution, Some(LEAST_OUTER_SIDE), "1024 divided by 4 would be too coarse");
        assert_eq!(show.stage.panels[7].corners_m, whole.stage.panels[7].corners_m);
        // The field of view stays.
        let half_width = |show: &Show| {
            let pinhole = show.cameras[0].lens.pinhole();
            f64::from(pinhole.width) / pinhole.fx
        };
        assert!((half_width(&show) - half_width(&whole)).abs() < 1e-12);
        assert_eq!(divisor_for_software(&show), 1);
    }

    #[test]
    fn what_does_not_divide_stays() {
        let mut show = load::demo(&|_, _| {}).unwrap().show;
        show.stage.canvases[0].size = [3841, 2160];
        assert_eq!(reduce(&mut show, 8), 1);
        assert_eq!(show.cameras[0].lens.resolution_px, [1920, 1080]);
        show.stage.canvases[0].size = [3842, 2160];
        assert_eq!(reduce(&mut show, 8), 2);
    }
}
