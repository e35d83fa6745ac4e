use proptest::prelude::*;

use super::*;
use crate::sky::weather::WeatherState;

const CLEAR: [Layer; LAYERS] = WeatherState::CLEAR.layers;

fn layer(cover: f64, kind: CloudType, base_m: f64) -> Layer {
    Layer { cover, kind, base_m, thickness_m: 600.0 }
}

/// Acceleration of a critically damped spring is at most w^2 x change, plus what its own speed brakes: twice that for a target
/// that turns while it moves. Of a cover in [`SLEW_SECS`] x one in [`DISSOLVE_SECS`], at 24 frames a second, a frame.
const MOST_COVER: f64 = 3.0 * (6.0 / 36.0) * (6.0 / 36.0);

/// What of the drawn layers pops: a cover that jerks, a kind, base or thickness that jumps while it is seen.
fn pops(drawn: &[[Layer; LAYERS]]) -> Option<String> {
    for (frame, three) in drawn.windows(3).enumerate() {
        let [first, second, third] = [&three[0], &three[1], &three[2]];
        for (slot, ((a, b), c)) in first.iter().zip(second).zip(third).enumerate() {
            let jerk = a.cover - 2.0 * b.cover + c.cover;
            if jerk.abs() > MOST_COVER {
                return Some(format!(
                    "frame {frame}, slot {slot}: cover {} {} {}",
                    a.cover, b.cover, c.cover
                ));
            }
            if b.cover.min(c.cover) > 0.002 && b.kind != c.kind {
                return Some(format!("frame {frame}, slot {slot}: {:?} becomes {:?}", b.kind, c.kind));
            }
            let leap = |one: f64, two: f64| (two - one).abs() / one.max(two).max(100.0);
            let leap = leap(b.base_m, c.base_m).max(leap(b.thickness_m, c.thickness_m));
            if b.cover.min(c.cover) > 0.002 && leap > 0.08 {
                return Some(format!("frame {frame}, slot {slot}: {b:?} leaps to {c:?}"));
            }
        }
    }
    None
}

/// Frames of layers that change at given frames.
fn played(changes: &[(usize, [Layer; LAYERS])], count: usize) -> Vec<[Layer; LAYERS]> {
    let mut asked = changes[0].1;
    let mut slots = Slots::start(&asked, Rate::FILM);
    let frames = (0..count).map(|frame| {
        if let Some((_, layers)) = changes.iter().rev().find(|(at, _)| *at <= frame) {
            asked = *layers;
        }
        slots.step(&asked, Rate::FILM);
        slots.drawn(&asked)
    });
    frames.collect()
}

/// The layers that are seen, lowest first.
fn seen(drawn: &[Layer; LAYERS]) -> Vec<Layer> {
    let mut seen: Vec<Layer> = drawn.iter().copied().filter(|layer| layer.cover > 0.0).collect();
    seen.sort_by(|one, two| one.base_m.total_cmp(&two.base_m));
    seen
}

#[test]
fn one_kind_becomes_another_without_a_pop_and_the_sky_stays_covered() {
    let [mut sheet, mut storm] = [CLEAR; 2];
    sheet[0] = layer(1.0, CloudType::Stratus, 500.0);
    storm[0] = layer(1.0, CloudType::Cumulonimbus, 800.0);
    let drawn = played(&[(0, sheet), (10, storm)], 400);
    assert_eq!(pops(&drawn), None);
    assert_eq!(seen(&drawn[9]), [sheet[0]]);
    assert_eq!(seen(drawn.last().unwrap()), [storm[0]], "to the bit, so that nothing is drawn anew");
    // Two layers that do not know of each other: the share of the sky that neither covers.
    let gap = |layers: &[Layer; LAYERS]| layers.iter().map(|layer| 1.0 - layer.cover).product::<f64>();
    let widest = drawn.iter().map(gap).fold(0.0, f64::max);
    assert!(widest < 0.2, "{widest}");
    // Nearly there after four seconds and the wait.
    assert!(drawn[10 + 130][1].cover > 0.98 && drawn[10 + 150][0].cover < 0.02);
}

#[test]
fn without_the_slots_there_is_a_pop() {
    let [mut one, mut two] = [CLEAR; 2];
    one[0] = layer(0.8, CloudType::Cumulus, 1500.0);
    two[0] = layer(0.8, CloudType::Cirrus, 9000.0);
    assert!(pops(&[one, one, two, two]).is_some());
    two[0] = layer(0.1, CloudType::Cumulus, 1500.0);
    assert!(pops(&[one, one, two, two]).is_some());
}

#[test]
fn four_layers_that_all_change_wait_for_one_another() {
    let kinds = [CloudType::Stratus, CloudType::Stratocumulus, CloudType::Altocumulus, CloudType::Cirrus];
    let four = |turn: usize| -> [Layer; LAYERS] {
        std::array::from_fn(|at| layer(0.7, kinds[(at + turn) % 4], 500.0 + 2000.0 * at as f64))
    };
    let drawn = played(&[(0, four(0)), (5, four(1))], 900);
    assert_eq!(pops(&drawn), None);
    let wanted = four(1).map(|layer| Layer { cover: cover(&layer) as f64 / ONE as f64, ..layer });
    assert_eq!(seen(drawn.last().unwrap()), wanted);
}

#[test]
fn a_slow_fade_takes_its_time() {
    let [mut one, mut two] = [CLEAR; 2];
    one[0] = layer(0.8, CloudType::Cumulus, 1500.0);
    two[0] = layer(0.8, CloudType::Stratus, 1500.0);
    let mut slots = Slots::start(&one, Rate::FILM);
    slots.fade_frames[0] = 24 * 60;
    let covers: Vec<f64> = (0..1500)
        .map(|_| {
            slots.step(&two, Rate::FILM);
            slots
                .drawn(&two)
                .iter()
                .filter(|layer| layer.kind == CloudType::Stratus)
                .map(|layer| layer.cover)
                .sum()
        })
        .collect();
    assert!(covers[100] < 0.1 && covers[400] > 0.2 && covers[1440] > 0.77, "{} {}", covers[100], covers[400]);
}

fn any_layers() -> impl Strategy<Value = [Layer; LAYERS]> {
    let one = (0.0..1.0_f64, 0..7_usize, 100.0..12_000.0_f64, 50.0..8000.0_f64, any::<bool>());
    prop::array::uniform4(one.prop_map(|(cover, kind, base_m, thickness_m, is_there)| Layer {
        cover: if is_there { cover } else { 0.0 },
        kind: CloudType::ALL[kind],
        base_m,
        thickness_m,
    }))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Whatever is asked for, however often it changes on the way.
    #[test]
    fn nothing_pops_and_everything_arrives(
        states in prop::collection::vec((1..120_usize, any_layers()), 1..8)
    ) {
        let mut at = 0;
        let changes: Vec<_> = states.iter().map(|(later, layers)| {
            let change = (at, *layers);
            at += later;
            change
        }).collect();
        let drawn = played(&changes, at + 1200);
        prop_assert_eq!(pops(&drawn), None);
        let mut asked: Vec<Layer> = seen(&changes.last().unwrap().1);
        for layer in &mut asked {
            layer.cover = cover(layer) as f64 / ONE as f64;
        }
        let arrived = seen(drawn.last().unwrap());
        prop_assert_eq!(arrived.len(), asked.len());
        for (one, two) in arrived.iter().zip(&asked) {
            prop_assert!((one.cover - two.cover).abs() < 1e-6 && one.kind == two.kind);
            prop_assert!((one.base_m - two.base_m).abs() < 1e-3 && (one.thickness_m - two.thickness_m).abs() < 1e-3);
        }
    }
}
