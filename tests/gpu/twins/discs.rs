//! `lib/celestial.wgsl` and its twin agree.
//!
//! In: arguments, the probe. Out: verdicts. Not here: what the twin is held against (`sky::ephemeris::discs`).
//! Invariant: limits are roundings of f32 and of the adapter's trigonometry.

use cyclorama::sky::ephemeris::discs;

use super::{Limit, cases, check};

#[test]
fn discs_agree() {
    check(
        "celestial",
        &cases(|case, numbers| {
            let (sine, radii) = (numbers.within(-0.5, 1.0), numbers.within(0.0, 1.2));
            let (to_sun, to_eye) = (numbers.within(-0.95, 0.95), numbers.within(0.05, 1.0));
            let normal = numbers.unit();
            case.numbers(&[sine, radii, to_sun, to_eye]).numbers(&normal.to_array());
            let near = Limit { relative: 1e-4, absolute: 5e-5 };
            let values = [
                discs::degrees(sine),
                discs::air_mass(sine),
                discs::stretch(sine),
                discs::limb(radii),
                discs::share_above(2.0 * sine),
                discs::lommel_seeliger(to_sun, to_eye),
                discs::lit_disc(to_sun),
            ];
            case.near(&values, near);
            // The edge of a sea is as steep as 60, a sine as rough as 2^-16.
            let shores = Limit { relative: 0.0, absolute: 2e-3 };
            case.near(&[discs::moon_albedo(normal.to_array())], shores);
        }),
    );
}
