//! The functions of `lib/fog.wgsl` and `lib/air.wgsl` against their CPU twins.
//!
//! In: arguments over the whole range of the weather. Out: the largest difference, held to a limit. Not here: the twins' own truth
//! (unit tests of `sky::fog`, `render::air_map`). Invariant: as `twins`.

use cyclorama::render::air_map;
use cyclorama::sky::fog;
use glam::DVec2;

use super::twins::{CLOSE, Limit, TRIGONOMETRY, cases, check, single};

#[test]
fn fog_agrees() {
    // exp loses one part in 1e7 for each unit of its argument: layers are at most some 30 heights apart here.
    let layer = Limit { relative: 5e-5, absolute: 1e-7 };
    check(
        "fog",
        &cases(|case, numbers| {
            let depth = [0, 1, 2].map(|_| single(numbers.within(-20.0, 4.0).exp2()));
            let height = single(numbers.within(1.0, 13.0).exp2());
            let ends =
                [single(height * numbers.within(-2.0, 8.0)), single(height * numbers.within(-2.0, 8.0))];
            let (sine, eye) = (numbers.within(-1.0, 1.0), numbers.within(1.0, 3.0));
            let (cosine, asymmetry, alpha) =
                (numbers.within(-1.0, 1.0), numbers.within(-0.2, 0.9), numbers.within(0.0, 20.0));
            let droplet = numbers.within(5.0, 50.0);
            let albedo = [0, 1, 2].map(|_| numbers.within(0.7, 0.999));
            case.numbers(&depth)
                .numbers(&ends)
                .numbers(&[height, sine, eye, cosine, asymmetry, alpha, droplet]);
            case.numbers(&albedo);
            case.near(&fog::lost(depth), CLOSE);
            case.near(&[fog::mean_density(ends[0], ends[1], height)], layer);
            case.near(&[fog::mean_haze(ends[0], ends[1], height)], layer);
            case.near(&[fog::sky_path_m(sine, ends[0], height, eye)], layer);
            // Near its peak the lobe's base is a difference of numbers near one.
            case.near(&[fog::phase(cosine, asymmetry, alpha)], Limit { relative: 1e-4, absolute: 1e-6 });
            case.near(&[fog::droplet_phase(cosine, droplet, 0.9)], Limit { relative: 2e-4, absolute: 1e-6 });
            case.near(&fog::passed(depth[0], albedo, asymmetry), layer);
        }),
    );
}

#[test]
fn the_map_of_the_air_agrees() {
    check(
        "air",
        &cases(|case, numbers| {
            let direction = numbers.unit();
            let uv = DVec2::new(numbers.within(0.0, 1.0), numbers.within(0.0, 1.0));
            let (slice, metres) = (numbers.within(0.0, 23.0), single(numbers.within(1.0, 17.0).exp2()));
            case.numbers(&direction.to_array()).numbers(&uv.to_array()).numbers(&[slice, metres]);
            // The root makes of an error of 5e-6 at the horizon one of its square root.
            case.near(
                &air_map::uv_from_direction(direction).to_array(),
                Limit { relative: 0.0, absolute: 2e-3 },
            );
            case.near(&air_map::direction_from_uv(uv).to_array(), TRIGONOMETRY);
            case.near(&[air_map::distance_from_slice(slice)], Limit { relative: 2e-5, absolute: 0.0 });
            case.near(&[air_map::slice_from_distance(metres)], Limit { relative: 1e-5, absolute: 1e-5 });
        }),
    );
}
