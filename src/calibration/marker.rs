//! Tracking markers on a chroma-keyed wall: where they stand on a panel, and which LEDs they light.
//!
//! In: millimetres on a panel. Out: markers along a side, distances from the nearest, lit or not.
//! Not here: their color (`chroma`), drawing (`shaders/wall/chroma.wgsl`). Twin: shaders/lib/marker.wgsl.
//! Invariant: markers are laid out in millimetres from the panel's own edges, so neither a camera nor the LED pitch moves
//! them, and none comes nearer to an edge than its radius and one LED: a seam never cuts one.

use glam::DVec2;

/// What a marker looks like.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum MarkerShape {
    /// No markers.
    Off,
    /// An upright cross.
    #[default]
    Cross,
    /// A disc.
    Dot,
    /// The four corners of a square.
    Corner,
}

impl MarkerShape {
    /// Every shape, in the order of the names.
    pub const ALL: [Self; 4] = [Self::Off, Self::Cross, Self::Dot, Self::Corner];
    /// The words for `chroma/markers`.
    pub const NAMES: &[&str] = &["off", "cross", "dot", "corner"];

    /// The number by which the shader knows it.
    pub const fn shader_id(self) -> u32 {
        match self {
            Self::Off => 0,
            Self::Cross => 1,
            Self::Dot => 2,
            Self::Corner => 3,
        }
    }
}

/// Rounding of f32 must not decide between two layouts: ratios this close above a step count as having reached it.
const STEP: f64 = 1e-3;
/// Least radius of a marker in LEDs: the centre of some LED is nearer than 0.71 to any point.
const LEAST_RADIUS_LEDS: f64 = 0.75;
/// Half the width of a marker's strokes, of its radius.
const HALF_STROKE: f64 = 0.15;

/// Radius of a marker, and half the width of its strokes, mm. Twin: `marker_size`.
pub fn size(radius_mm: f64, led_mm: f64) -> DVec2 {
    let radius = radius_mm.max(LEAST_RADIUS_LEDS * led_mm);
    // Half an LED and a little: a stroke between two LEDs lights both, never none.
    DVec2::new(radius, (HALF_STROKE * radius).max(0.501 * led_mm))
}

/// Markers along one side of a panel: as many as bring them nearest to the spacing, and fit. Twin: `marker_count`.
pub fn count(side_mm: f64, spacing_mm: f64, clear_mm: f64) -> u32 {
    let wanted = (side_mm / spacing_mm + 0.5 + STEP).floor().max(1.0);
    let most = (side_mm / (2.0 * clear_mm)).floor();
    wanted.min(most).max(0.0) as u32
}

/// Panels from one marker to the next along one side, where the spacing is wider than a panel. Twin: `marker_stride`.
pub fn stride(side_mm: f64, spacing_mm: f64) -> u32 {
    (spacing_mm / side_mm + 0.5 + STEP).floor().clamp(1.0, 1000.0) as u32
}

/// From the centre of the nearest marker along a side with `count` of them, mm. Twin: `marker_offset`.
pub fn offset_mm(at_mm: f64, side_mm: f64, count: u32) -> f64 {
    let cell = side_mm / f64::from(count.max(1));
    let index = (at_mm / cell).floor().clamp(0.0, f64::from(count.max(1)) - 1.0);
    at_mm - (index + 0.5) * cell
}

/// Whether a point at an offset from a marker's centre is on it. Twin: `marker_is_lit`.
pub fn is_lit(shape: MarkerShape, offset_mm: DVec2, radius_mm: f64, half_stroke_mm: f64) -> bool {
    let away = offset_mm.abs();
    let (far, near) = (away.max_element(), away.min_element());
    match shape {
        MarkerShape::Off => false,
        MarkerShape::Cross => near <= half_stroke_mm && far <= radius_mm,
        MarkerShape::Dot => away.length() <= radius_mm,
        MarkerShape::Corner => {
            far <= radius_mm && far >= radius_mm - 2.0 * half_stroke_mm && near >= 0.45 * radius_mm
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spacing_that_divides_a_panel_is_kept() {
        assert_eq!(count(500.0, 250.0, 40.0), 2);
        assert_eq!(count(500.0, 500.0, 40.0), 1);
        assert_eq!((count(1000.0, 250.0, 40.0), stride(1000.0, 250.0)), (4, 1));
        assert_eq!((count(500.0, 1000.0, 40.0), stride(500.0, 1000.0)), (1, 2));
    }

    /// Two markers of 500 / 2 = 250 mm cells stand at 125 and 375 mm.
    #[test]
    fn offsets_are_from_the_middle_of_cells() {
        assert_eq!(offset_mm(125.0, 500.0, 2), 0.0);
        assert_eq!(offset_mm(375.0, 500.0, 2), 0.0);
        assert_eq!(offset_mm(250.0, 500.0, 2), -125.0);
        assert_eq!(offset_mm(500.0, 500.0, 2), 125.0);
    }

    /// Every lit LED centre stays a whole LED away from every edge, for any pitch, spacing, size and shape.
    #[test]
    fn no_marker_touches_a_seam() {
        let mut drawn = 0;
        for leds in [12, 16, 24, 48, 192] {
            let led = 500.0 / f64::from(leds);
            for (spacing, radius) in [(83.0, 20.0), (250.0, 50.0), (100.0, 70.0), (500.0, 249.0), (60.0, 3.0)]
            {
                let size = size(radius, led);
                let cells = count(500.0, spacing, size.x + led);
                for (shape, at) in [MarkerShape::Cross, MarkerShape::Dot, MarkerShape::Corner]
                    .into_iter()
                    .flat_map(|shape| (0..leds * leds).map(move |at| (shape, at)))
                    .filter(|_| cells > 0)
                {
                    let centre = [at % leds, at / leds].map(|led_index| (f64::from(led_index) + 0.5) * led);
                    let offset = DVec2::from_array(centre.map(|along| offset_mm(along, 500.0, cells)));
                    if is_lit(shape, offset, size.x, size.y) {
                        drawn += 1;
                        let clear =
                            centre.iter().map(|along| along.min(500.0 - along)).fold(f64::MAX, f64::min);
                        assert!(clear > 0.99 * led, "{leds} LEDs, {spacing}, {radius}: {clear}");
                    }
                }
            }
        }
        assert!(drawn > 10_000, "{drawn}");
    }

    /// Panels of 500 mm with 32 and with 80 LEDs a side: markers 250 mm apart stand at 125 and 375 mm on both, found again
    /// as the middles of the lit LEDs to half an LED, and their width is that asked for to one LED.
    #[test]
    fn pitch_does_not_move_a_marker() {
        for leds in [32, 80] {
            let led = 500.0 / f64::from(leds);
            let size = size(50.0, led);
            let cells = count(500.0, 250.0, size.x + led);
            assert_eq!(cells, 2);
            // Along the row through the middle of the upper markers, a cross is as wide as the marker.
            let across = (125.0 / led).floor() * led + led / 2.0;
            let is_on = |index: &i32| {
                let at = (f64::from(*index) + 0.5) * led;
                let offset = DVec2::new(offset_mm(at, 500.0, cells), offset_mm(across, 500.0, cells));
                is_lit(MarkerShape::Cross, offset, size.x, size.y)
            };
            for (half, want_mm) in [(0..leds / 2, 125.0), (leds / 2..leds, 375.0)] {
                let lit: Vec<f64> = half.filter(is_on).map(|index| (f64::from(index) + 0.5) * led).collect();
                let middle = lit.iter().sum::<f64>() / lit.len() as f64;
                assert!((middle - want_mm).abs() <= led / 2.0, "{leds} LEDs: {middle} mm for {want_mm}");
                let width = lit.len() as f64 * led;
                assert!((width - 100.0).abs() <= led, "{leds} LEDs: {width} mm wide");
            }
        }
    }

    #[test]
    fn a_marker_that_cannot_fit_is_left_out() {
        assert_eq!(count(100.0, 100.0, 60.0), 0);
    }

    #[test]
    fn shapes_are_what_they_are_called() {
        let lit = |shape, x: f64, y: f64| is_lit(shape, DVec2::new(x, y), 50.0, 8.0);
        assert!(lit(MarkerShape::Cross, 0.0, 45.0) && !lit(MarkerShape::Cross, 30.0, 30.0));
        assert!(lit(MarkerShape::Dot, 30.0, 30.0) && !lit(MarkerShape::Dot, 40.0, 40.0));
        assert!(lit(MarkerShape::Corner, 45.0, 45.0) && !lit(MarkerShape::Corner, 45.0, 0.0));
        assert!(!lit(MarkerShape::Corner, 0.0, 0.0) && !lit(MarkerShape::Off, 0.0, 0.0));
    }
}
