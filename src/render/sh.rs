//! Spherical harmonics of order 2: an environment's light on diffuse surfaces.
//!
//! In: a panorama. Out: nine radiance coefficients, irradiance. Source: Ramamoorthi and Hanrahan, SIGGRAPH 2001.
//! Not here: specular light (`passes::environment`). Twin: shaders/lib/sh.wgsl.
//! Invariant: a constant radiance L gives an irradiance of pi L for every normal.

use glam::{DQuat, DVec2, DVec3};
use std::f64::consts::PI;

use crate::color::Picture;
use crate::math::sphere;

/// The nine real basis functions at a unit direction, in the order (l, m).
pub fn basis(n: DVec3) -> [f64; 9] {
    [
        0.282_094_79,
        0.488_602_51 * n.y,
        0.488_602_51 * n.z,
        0.488_602_51 * n.x,
        1.092_548_43 * n.x * n.y,
        1.092_548_43 * n.y * n.z,
        0.315_391_57 * (3.0 * n.z * n.z - 1.0),
        1.092_548_43 * n.x * n.z,
        0.546_274_22 * (n.x * n.x - n.y * n.y),
    ]
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

/// Coefficients of a panorama turned about +Y by `rotation_rad`, in world axes; unit of the panorama.
pub fn project(panorama: &Picture, rotation_rad: f64) -> [DVec3; 9] {
    let world_from_dome = DQuat::from_rotation_y(rotation_rad);
    let (width, height) = (f64::from(panorama.width), f64::from(panorama.height));
    let mut coefficients = [DVec3::ZERO; 9];
    for y in 0..panorama.height {
        let (top, bottom) = (f64::from(y) / height * PI, f64::from(y + 1) / height * PI);
        let solid_angle = 2.0 * PI / width * (top.cos() - bottom.cos());
        for x in 0..panorama.width {
            let uv = DVec2::new((f64::from(x) + 0.5) / width, (f64::from(y) + 0.5) / height);
            let direction = world_from_dome * sphere::direction_from_equirect_uv(uv);
            let [r, g, b, _] = panorama.at(x, y).map(f64::from);
            let light = DVec3::new(r, g, b) * solid_angle;
            for (coefficient, weight) in coefficients.iter_mut().zip(basis(direction)) {
                *coefficient += light * weight;
            }
        }
    }
    coefficients
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn constant_light_gives_pi_times_itself() {
        let coefficients = project(&Picture::filled(64, 32, [2.0, 1.0, 0.5, 1.0]), 0.4);
        for normal in [DVec3::X, DVec3::NEG_Y, DVec3::new(1.0, 2.0, -3.0).normalize()] {
            let got = irradiance(&coefficients, normal);
            assert!((got - DVec3::new(2.0, 1.0, 0.5) * PI).length() < 1e-2, "{got}");
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
        assert!((up - PI).abs() < 0.02 && down.abs() < 0.02, "{up} {down}");
    }
}
