use proptest::prelude::*;

use super::*;

const WHITE: f64 = 200.0;

fn greys(nits: &[f64]) -> Vec<WallLight> {
    nits.iter().map(|nits| WallLight::grey(*nits, WHITE)).collect()
}

/// A light that goes up and down so many times in 24 frames.
fn flashing(low: f64, high: f64, count: usize) -> Vec<f64> {
    let mut nits = vec![low; 24];
    (0..count).for_each(|flash| nits[1 + flash * 24 / count.max(1)] = high);
    nits
}

/// ITU-R BT.1702-3 annex 1 and WCAG 2.3.1, on the 200-nit display that both were written for.
#[test]
fn what_a_flash_is() {
    let count = |low, high, flashes| most_flashes(&greys(&flashing(low, high, flashes)), WHITE, 24.0);
    assert_eq!(count(50.0, 50.0, 0), 0);
    assert_eq!(count(50.0, 100.0, 2), 2);
    assert_eq!(count(50.0, 100.0, 3), 3);
    assert_eq!(count(50.0, 100.0, 4), 4);
    // 9.9 % of white is none, 10 % is one.
    assert_eq!(count(50.0, 69.8, 4), 0);
    assert_eq!(count(50.0, 70.0, 4), 4);
    // The darker state lies at 160 nits or above.
    assert_eq!(count(160.0, 200.0, 4), 0);
    assert_eq!(count(159.0, 200.0, 4), 4);
    // Half a flash, a change that does not come back, is none.
    assert_eq!(most_flashes(&greys(&[0.0, 0.0, 200.0, 200.0]), WHITE, 24.0), 0);
    // A rise over many frames and its fall are one pair; ripples under 10 % on the way do not split it.
    let slow: Vec<f64> = (0..12).map(|n| f64::from(n) * 10.0 - f64::from(n % 2) * 8.0).collect();
    let back: Vec<f64> = slow.iter().chain(slow.iter().rev()).copied().collect();
    assert_eq!(most_flashes(&greys(&back), WHITE, 24.0), 1);
    // On a wall of 1000 nits a change among bright levels counts from 20 nits on.
    assert_eq!(change_that_counts(700.0, 1000.0), Some(20.0));
    assert_eq!(change_that_counts(801.0, 1000.0), None);
    // On one of 100 nits 10 nits count.
    assert_eq!(change_that_counts(5.0, 100.0), Some(10.0));
}

#[test]
fn saturated_red_counts_at_less() {
    // Luminance of Rec.709 red at 0.1 is 0.0213: 4 nits of 200, no flash by luminance. (0.1 - 0) x 320 = 32.
    let of = |rgb: [f64; 3]| WallLight {
        nits: WHITE * (0.2126 * rgb[0] + 0.7152 * rgb[1] + 0.0722 * rgb[2]),
        rgb,
    };
    let run = |high: [f64; 3]| {
        let lights: Vec<WallLight> =
            (0..24).map(|n| if n % 6 == 1 { of(high) } else { WallLight::default() }).collect();
        most_flashes(&lights, WHITE, 24.0)
    };
    assert_eq!(run([0.1, 0.0, 0.0]), 4);
    assert_eq!(run([0.06, 0.0, 0.0]), 0, "0.06 x 320 = 19.2");
    assert_eq!(run([0.1, 0.026, 0.0]), 0, "0.794 of it is red");
    assert_eq!(run([0.0, 0.1, 0.0]), 0);
    assert!(of([0.1, 0.024, 0.0]).red() > 20.0);
}

/// What the guard lets through, and its gains.
fn guarded(lights: &[WallLight], white: f64, fps: f64) -> (Vec<WallLight>, Vec<f64>) {
    let mut guard = FlashGuard::default();
    let gains: Vec<f64> =
        lights.iter().map(|light| guard.step(*light, white, 1.0 / fps, Force::Holds)).collect();
    (lights.iter().zip(&gains).map(|(light, gain)| light.times(*gain)).collect(), gains)
}

#[test]
fn three_go_through_and_the_fourth_does_not() {
    let (shown, gains) = guarded(&greys(&flashing(10.0, 150.0, 2)), WHITE, 24.0);
    assert!(gains.iter().all(|gain| *gain == 1.0) && most_flashes(&shown, WHITE, 24.0) == 2);
    let ten: Vec<f64> = (0..72).map(|n| if n % 2 == 0 { 10.0 } else { 150.0 }).collect();
    assert_eq!(most_flashes(&greys(&ten), WHITE, 24.0), 12, "the control");
    let (shown, gains) = guarded(&greys(&ten), WHITE, 24.0);
    assert!(most_flashes(&shown, WHITE, 24.0) <= 3);
    assert!(gains[1] == 1.0 && gains[3] < 0.3);
    // Once it is over, the light is back within a second and no faster.
    let mut lights = greys(&ten);
    lights.extend(greys(&[150.0; 48]));
    let (_, gains) = guarded(&lights, WHITE, 24.0);
    assert_eq!(gains[119], 1.0);
    assert!(gains[72..].windows(2).all(|pair| pair[1] - pair[0] <= RETURN_PER_SEC / 24.0 + 1e-12));
}

#[test]
fn without_force_it_only_counts() {
    let mut guard = FlashGuard::default();
    for frame in 0..24 {
        let light = WallLight::grey(if frame % 4 < 2 { 0.0 } else { 100.0 }, WHITE);
        assert_eq!(guard.step(light, WHITE, 1.0 / 24.0, Force::Counts), 1.0);
    }
    assert_eq!(guard.rises(), 6);
}

/// The cap on lightning: 0.3 of signal over the ambient, computed by hand from IEC 61966-2-1.
#[test]
fn a_flash_may_raise_the_signal_by_three_tenths() {
    // 20 nits are 0.1 of 200: signal 0.34919; at 0.64919 the light is 0.3790.
    assert!((rise_nits(20.0) - 55.80).abs() < 0.01, "{}", rise_nits(20.0));
    assert!((rise_nits(0.0) - 14.65).abs() < 0.01, "{}", rise_nits(0.0));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    /// Any light at any rate: never four flashes in a second, no gain that rises faster than it may, none above 1.
    #[test]
    fn no_second_holds_four(
        levels in proptest::collection::vec((0.0_f64..1.0, 0.0_f64..1.0, 1_usize..8), 1..60),
        fps in proptest::sample::select(vec![24.0, 25.0, 30.0, 60.0, 24_000.0 / 1001.0]),
        white in 80.0_f64..2000.0,
    ) {
        let lights: Vec<WallLight> = levels
            .iter()
            .flat_map(|(level, green, frames)| {
                let rgb = [*level, level * green, level * green * 0.5];
                let nits = white * (0.2126 * rgb[0] + 0.7152 * rgb[1] + 0.0722 * rgb[2]);
                std::iter::repeat_n(WallLight { nits, rgb }, *frames)
            })
            .collect();
        let (shown, gains) = guarded(&lights, white, fps);
        prop_assert!(most_flashes(&shown, white, fps) <= 3, "{}", most_flashes(&shown, white, fps));
        prop_assert!(gains.iter().all(|gain| (0.0..=1.0).contains(gain)));
        for pair in gains.windows(2) {
            prop_assert!(pair[1] - pair[0] <= RETURN_PER_SEC / fps + 1e-12);
        }
    }
}
