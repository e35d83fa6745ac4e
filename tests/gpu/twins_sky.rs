//! The sky's part of `shaders/lib` against its CPU twins: noise, domes, rain and snow.
//!
//! In: arguments of our choosing. Out: differences held to limits. Not here: how a probe is run (`twins`).
//! Invariant: as in `twins`.

use cyclorama::render::{dome, noise};
use cyclorama::sky::weather::precipitation;
use glam::DVec2;

use super::twins::{CLOSE, Limit, Want, cases, check};

#[test]
fn rain_and_snow_agree() {
    check(
        "precipitation",
        &cases(|case, numbers| {
            let key = [numbers.word(), numbers.word(), numbers.word()];
            let (rain, share) = (numbers.within(0.1, 200.0), numbers.within(0.0, 0.999));
            let (diameter, height) = (numbers.within(0.5, 6.0), numbers.within(0.1, 60.0));
            let secs = numbers.within(0.0, 256.0);
            case.words(&key).numbers(&[rain, share, diameter, height, secs]);
            let words = precipitation::hash(key);
            case.want.extend(words.map(Want::Word));
            case.near(&words.map(precipitation::unit), Limit { relative: 0.0, absolute: 1e-9 });
            let slope = precipitation::slope_per_mm(rain);
            case.near(&[slope], CLOSE);
            // The share of all that is above ends at a difference of numbers near one.
            let large = Limit { relative: 1e-3, absolute: 1e-5 };
            case.near(&[precipitation::diameter_mm(share, slope)], large);
            case.near(&[precipitation::terminal_mps(diameter)], Limit { relative: 0.0, absolute: 1e-5 });
            case.near(&[precipitation::wind_share(height)], Limit { relative: 0.0, absolute: 1e-5 });
            case.near(&[precipitation::wind_lag_m(height)], Limit { relative: 1e-5, absolute: 1e-4 });
            case.near(&precipitation::gust(secs), Limit { relative: 0.0, absolute: 2e-4 });
        }),
    );
}

#[test]
fn noise_agrees() {
    check(
        "noise",
        &cases(|case, numbers| {
            let words = [numbers.word(), numbers.word(), numbers.word()];
            let at = numbers.vector(-40.0, 40.0);
            let (period, seed) = (1 + numbers.word() % 64, numbers.word() % 100);
            case.words(&words).numbers(&at.to_array()).words(&[period, seed]);
            for word in noise::hash(words) {
                case.word(word);
            }
            // Places of up to 40 cells are known to 40 x 2^-24.
            let limit = Limit { relative: 1e-5, absolute: 3e-5 };
            let period = period as i32;
            case.near(&noise::lattice(at.floor().as_ivec3(), period, seed).to_array(), CLOSE);
            case.near(&[noise::worley(at, period, seed), noise::gradient(at, period, seed)], limit);
        }),
    );
}

#[test]
fn dome_places_agree() {
    check(
        "dome",
        &cases(|case, numbers| {
            let direction = numbers.unit();
            let uv = DVec2::new(numbers.within(0.0, 1.0), numbers.within(0.0, 1.0));
            case.numbers(&direction.to_array()).numbers(&uv.to_array());
            // Straight up and on the diagonals a rounding of the direction is a root of it on the map.
            let limit = Limit { relative: 1e-5, absolute: 2e-5 };
            case.near(&dome::uv_from_direction(direction).to_array(), limit);
            case.near(&dome::direction_from_uv(uv).to_array(), limit);
        }),
    );
}
