//! What test charts show at a place, as numbers: the parts of patterns that are arithmetic.
//!
//! In: LEDs, codes, millimetres. Out: codes, lit or not, distances. Not here: layout and labels (`shaders/wall/pattern*.wgsl`).
//! Twin: shaders/lib/chart.wgsl. Invariant: total; a ramp shows only codes of its range, the first and the last among them.

use glam::DVec2;

/// Bars of the range chart.
pub const RANGE_BARS: u32 = 9;
/// Rows of the bit depth chart.
pub const DEPTH_STEPS: u32 = 4;

/// Code of a ramp at an LED. Twin: `chart_ramp_code`.
pub fn ramp_code(led: u32, width: u32, low: u32, high: u32) -> u32 {
    let codes = high - low + 1;
    if width >= codes {
        return (low + led / (width / codes)).min(high);
    }
    let last = width.max(2) - 1;
    low + (led * (high - low) * 2 + last) / (2 * last)
}

/// Code of a bar of the range chart. Twin: `chart_range_code`.
pub fn range_code(bar: u32, bits: u32) -> u32 {
    let unit = 1 << (bits - 8);
    match bar {
        0 => 0,
        1 => 8 * unit,
        2 => 16 * unit,
        3 => 24 * unit,
        4 => 126 * unit,
        5 => 227 * unit,
        6 => 235 * unit,
        7 => 245 * unit,
        _ => 256 * unit - 1,
    }
}

/// Code of the bit depth chart. Twin: `chart_depth_code`.
pub fn depth_code(row: u32, column: u32, bar: u32, low: u32, high: u32) -> u32 {
    let base = (low + (high - low) * (column + 1) / 4) / 8 * 8;
    base + (bar % 2) * (1 << row.min(DEPTH_STEPS - 1))
}

/// Whether a star of `spokes` spokes is lit. Twin: `chart_star_is_lit`.
pub fn star_is_lit(from_centre: DVec2, spokes: u32) -> bool {
    let turn = std::f64::consts::TAU;
    let turns = from_centre.y.atan2(from_centre.x) / turn;
    let least = f64::from(spokes) * 4.0 / turn;
    (turns * f64::from(spokes) + 0.25).rem_euclid(1.0) < 0.5 && from_centre.length() >= least
}

/// Whether an LED is on a line of a group. Twin: `chart_line_is_lit`.
pub fn line_is_lit(led: u32, width: u32) -> bool {
    (led / width).is_multiple_of(2)
}

/// Distance to the nearest line of the geometry chart, mm. Twin: `chart_geometry_mm`.
pub fn geometry_mm(at: DVec2, half_size: DVec2, square: f64) -> f64 {
    let cell = (at / square - (at / square).round()).abs() * square;
    let radius = half_size.min_element();
    let away = at.abs();
    let diagonal = (away.x * half_size.y - away.y * half_size.x).abs() / half_size.length();
    let circle = (at.length() - radius).abs().min((at.length() - radius * 0.5).abs());
    let corner = ((away - (half_size - radius * 0.25)).length() - radius * 0.25).abs();
    cell.min_element().min(diagonal).min(circle).min(corner)
}

/// Whether a block of the sync chart's binary counter is lit. Twin: `chart_sync_bit`.
pub fn sync_bit(block: u32, blocks: u32, frame: u32) -> bool {
    (frame >> (blocks - 1 - block.min(blocks - 1)).min(31)) & 1 == 1
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2048 LEDs hold each of 1024 codes twice; 96 LEDs hold 96 of them from end to end; legal codes stay legal.
    #[test]
    fn a_ramp_goes_from_end_to_end_without_a_jump() {
        for (width, low, high, most) in
            [(2048, 0, 1023, 1), (1100, 64, 940, 1), (96, 0, 1023, 11), (1, 0, 255, 255)]
        {
            let codes: Vec<u32> = (0..width).map(|led| ramp_code(led, width, low, high)).collect();
            assert_eq!(codes[0], low);
            assert!(width == 1 || codes.last() == Some(&high), "{codes:?}");
            assert!(codes.windows(2).all(|two| two[1] >= two[0] && two[1] - two[0] <= most), "{codes:?}");
        }
        assert_eq!([0, 1, 2, 3].map(|led| ramp_code(led, 2048, 0, 1023)), [0, 0, 1, 1]);
    }

    /// BT.2100 table 9: black 16 and 64, white 235 and 940.
    #[test]
    fn the_range_chart_has_the_standards_codes() {
        assert_eq!([2, 6, 8].map(|bar| range_code(bar, 8)), [16, 235, 255]);
        assert_eq!([2, 6, 8].map(|bar| range_code(bar, 10)), [64, 940, 1023]);
        for bits in [8, 10] {
            assert!((1..RANGE_BARS).all(|bar| range_code(bar, bits) > range_code(bar - 1, bits)));
        }
    }

    /// Without its two lowest bits, ten become eight: steps of 1 and 2 vanish, 4 and 8 stay.
    #[test]
    fn eight_bits_lose_the_fine_bars() {
        for (low, high) in [(0, 1023), (64, 940)] {
            for column in 0..3 {
                let seen = |row| {
                    depth_code(row, column, 0, low, high) >> 2 != depth_code(row, column, 1, low, high) >> 2
                };
                assert_eq!([0, 1, 2, 3].map(seen), [false, false, true, true]);
            }
        }
    }

    /// A full turn passes each of 36 spokes once.
    #[test]
    fn a_star_has_its_spokes() {
        let lit = |step: i32| {
            let angle = f64::from(step) * 0.1_f64.to_radians();
            star_is_lit(DVec2::from_angle(angle) * 100.0, 36)
        };
        let edges = (0..3600).filter(|step| lit(*step) != lit(step + 1)).count();
        assert_eq!(edges, 72);
        assert!(!star_is_lit(DVec2::new(20.0, 0.0), 36) && star_is_lit(DVec2::new(24.0, 0.0), 36));
    }

    #[test]
    fn geometry_lines_are_where_geometry_puts_them() {
        let half = DVec2::new(3000.0, 1500.0);
        let at = |x: f64, y: f64| geometry_mm(DVec2::new(x, y), half, 500.0);
        for (x, y) in [
            (0.0, 333.0),
            (1200.0, -500.0),
            (1700.0, 850.0),
            (-1700.0, 850.0),
            (900.0, 1200.0),
            (450.0, 600.0),
        ] {
            assert!(at(x, y) < 1e-9, "{x}, {y}: {}", at(x, y));
        }
        // The corner circle: centre 375 mm from both borders, radius 375 mm.
        assert!(at(2625.0 + 375.0 * 0.6, 1125.0 + 375.0 * 0.8) < 1e-9);
        assert!((at(250.0, 250.0) - 111.8034).abs() < 1e-3, "{}", at(250.0, 250.0));
    }

    #[test]
    fn sync_blocks_count_in_binary() {
        let bits: Vec<bool> = (0..8).map(|block| sync_bit(block, 8, 0b1010_0110)).collect();
        assert_eq!(bits, [true, false, true, false, false, true, true, false]);
    }
}
