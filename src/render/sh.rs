//! Spherical harmonics of order 2: an environment's light on diffuse surfaces.
//!
//! In: a panorama. Out: nine radiance coefficients, irradiance. Source: Ramamoorthi and Hanrahan, SIGGRAPH 2001.
//! Not here: specular light (`passes::environment`). Twin: shaders/lib/sh.wgsl.
//! Invariant: a constant radiance L gives an irradiance of pi L for every normal.

use glam::DVec3;
use std::f64::consts::PI;

use crate::color::Picture;

/// Factors of the nine real basis functions: square roots of 1, 3, 15 and 5 / 4 over 4 pi, and half that of 15.
const FACTORS: [f64; 9] = {
    const LINEAR: f64 = 0.488_602_511_902_919_9;
    const CROSS: f64 = 1.092_548_430_592_079_2;
    [
        0.282_094_791_773_878_14,
        LINEAR,
        LINEAR,
        LINEAR,
        CROSS,
        CROSS,
        0.315_391_565_252_520_05,
        CROSS,
        0.546_274_215_296_039_6,
    ]
};

/// The nine real basis functions at a unit direction, in the order (l, m).
pub fn basis(n: DVec3) -> [f64; 9] {
    let terms =
        [1.0, n.y, n.z, n.x, n.x * n.y, n.y * n.z, 3.0 * n.z * n.z - 1.0, n.x * n.z, n.x * n.x - n.y * n.y];
    std::array::from_fn(|index| FACTORS[index] * terms[index])
}

/// Irradiance of radiance coefficients. Twin: `sh_irradiance`.
pub fn irradiance(coefficients: &[DVec3; 9], normal: DVec3) -> DVec3 {
    let transfer = [
        PI,
        2.0 * PI / 3.0,
        2.0 * PI / 3.0,
        2.0 * PI / 3.0,
        PI / 4.0,
        PI / 4.0,
        PI / 4.0,
        PI / 4.0,
        PI / 4.0,
    ];
    let weights = basis(normal);
    (0..9).map(|index| coefficients[index] * (transfer[index] * weights[index])).sum()
}

/// Irradiance of the part of radiance of order 4 that is even round the vertical; `integral` is that of radiance times P4(y).
/// Twin: `sh_fourth`.
pub fn fourth(integral: DVec3, normal: DVec3) -> DVec3 {
    let square = normal.y * normal.y;
    let polynomial = ((35.0 * square - 30.0) * square + 3.0) / 8.0;
    integral * (-PI / 24.0 * 9.0 / (4.0 * PI) * polynomial)
}

/// Coefficients of a panorama turned about +Y by `rotation_rad`, in world axes; unit of the panorama.
///
/// A texel has one value over its whole area, so the basis is integrated there in closed form: what sums to the sphere
/// sums exactly, and a constant panorama leaves nothing in the higher orders.
pub fn project(panorama: &Picture, rotation_rad: f64) -> [DVec3; 9] {
    let columns: Vec<Column> = (0..panorama.width)
        .map(|x| {
            let edge = |x: u32| (f64::from(x) / f64::from(panorama.width) - 0.5) * 2.0 * PI - rotation_rad;
            Column::between(edge(x), edge(x + 1))
        })
        .collect();
    let mut coefficients = [DVec3::ZERO; 9];
    for y in 0..panorama.height {
        let edge = |y: u32| f64::from(y) / f64::from(panorama.height) * PI;
        let row = Row::between(edge(y), edge(y + 1));
        for (x, column) in (0..panorama.width).zip(&columns) {
            let [r, g, b, _] = panorama.at(x, y).map(f64::from);
            let light = DVec3::new(r, g, b);
            for (coefficient, weight) in coefficients.iter_mut().zip(row.integrals(column)) {
                *coefficient += light * weight;
            }
        }
    }
    coefficients
}

/// Integrals over a column's turn t, with x = s sin t and z = -s cos t.
struct Column {
    one: f64,
    sine: f64,
    cosine: f64,
    sine_squared: f64,
    cosine_squared: f64,
    sine_cosine: f64,
}

impl Column {
    fn between(left: f64, right: f64) -> Self {
        let one = right - left;
        let swing = ((2.0 * right).sin() - (2.0 * left).sin()) / 4.0;
        Self {
            one,
            sine: left.cos() - right.cos(),
            cosine: right.sin() - left.sin(),
            sine_squared: one / 2.0 - swing,
            cosine_squared: one / 2.0 + swing,
            sine_cosine: (right.sin().powi(2) - left.sin().powi(2)) / 2.0,
        }
    }
}

/// Integrals over a row's fall from the zenith, weighted by solid angle, of y = cos and s = sin.
struct Row {
    one: f64,
    y: f64,
    s: f64,
    y_s: f64,
    s_squared: f64,
    y_squared: f64,
}

impl Row {
    fn between(top: f64, bottom: f64) -> Self {
        let over = |integral: fn(f64) -> f64| integral(bottom) - integral(top);
        let (one, y_squared) = (-over(f64::cos), -over(|fall| fall.cos().powi(3) / 3.0));
        Self {
            one,
            y: over(|fall| fall.sin().powi(2) / 2.0),
            s: over(|fall| (fall - fall.sin() * fall.cos()) / 2.0),
            y_s: over(|fall| fall.sin().powi(3) / 3.0),
            s_squared: one - y_squared,
            y_squared,
        }
    }

    /// Integrals of the nine basis functions over the texel where this row meets a column.
    fn integrals(&self, column: &Column) -> [f64; 9] {
        let terms = [
            self.one * column.one,
            self.y * column.one,
            -self.s * column.cosine,
            self.s * column.sine,
            self.y_s * column.sine,
            -self.y_s * column.cosine,
            3.0 * self.s_squared * column.cosine_squared - self.one * column.one,
            -self.s_squared * column.sine_cosine,
            self.s_squared * column.sine_squared - self.y_squared * column.one,
        ];
        std::array::from_fn(|index| FACTORS[index] * terms[index])
    }
}

#[cfg(test)]
mod tests {
    use glam::{DQuat, DVec2};

    use super::*;
    use crate::math::sphere;

    #[test]
    fn constant_light_gives_pi_times_itself() {
        let coefficients = project(&Picture::filled(64, 32, [2.0, 1.0, 0.5, 1.0]), 0.4);
        for normal in [DVec3::X, DVec3::NEG_Y, DVec3::new(1.0, 2.0, -3.0).normalize()] {
            let got = irradiance(&coefficients, normal);
            assert!((got - DVec3::new(2.0, 1.0, 0.5) * PI).length() < 1e-12, "{got}");
        }
    }

    #[test]
    fn light_from_above_falls_on_what_faces_up() {
        let mut sky = Picture::filled(64, 32, [0.0; 4]);
        for x in 0..64 {
            for y in 0..16 {
                *sky.at_mut(x, y) = [1.0; 4];
            }
        }
        let coefficients = project(&sky, 0.0);
        let (up, down) = (irradiance(&coefficients, DVec3::Y).x, irradiance(&coefficients, DVec3::NEG_Y).x);
        // Half a sphere of light has no part of order 2, so three orders are exact on its axis.
        assert!((up - PI).abs() < 1e-12 && down.abs() < 1e-12, "{up} {down}");
    }

    #[test]
    fn texel_integrals_are_the_basis_times_the_solid_angle() {
        let (width, height, rotation_rad) = (512, 256, 0.7);
        for (x, y) in [(0, 100), (200, 30), (300, 128), (511, 250)] {
            let mut picture = Picture::filled(width, height, [0.0; 4]);
            *picture.at_mut(x, y) = [1.0; 4];
            let uv = DVec2::new((f64::from(x) + 0.5) / 512.0, (f64::from(y) + 0.5) / 256.0);
            let direction = DQuat::from_rotation_y(rotation_rad) * sphere::direction_from_equirect_uv(uv);
            let solid_angle = (2.0 * PI / 512.0) * (PI / 256.0) * (uv.y * PI).sin();
            for (got, value) in project(&picture, rotation_rad).iter().zip(basis(direction)) {
                assert!((got.x / solid_angle - value).abs() < 1e-3, "{x} {y}: {got} is not {value}");
            }
        }
    }
}
