//! What messages mean, case by case.
//!
//! In: messages. Out: wishes. Not here: bytes (`packet`), senders (`desk`). Invariant: expected values are arithmetic.

use std::sync::Arc;

use rosc::OscType::{self, Array, Blob, Bool, Double, Float, Int, Long, Nil, String as Text};

use super::*;
use crate::control::osc::packet::message;
use crate::params::{Parameter, Registry};

const MODES: &[&str] = &["astronomical", "manual", "hold_sun"];

fn space() -> Namespace {
    let number = |path: &str| Parameter::number(path, (-10.0, 10.0, 0.0), "EV", "").step(0.25);
    let parameters = vec![
        number("grade/trim_ev"),
        number("grade/outer/trim_ev"),
        Parameter::choice("sky/mode", MODES, 0, ""),
        Parameter::switch("wall/hold", false, ""),
    ];
    Namespace::of(&Arc::new(Registry::new(parameters)), 3)
}

fn wanted(address: &str, arguments: &[OscType]) -> Result<Wishes, WishError> {
    wishes(&message(address, arguments.to_vec()), &space())
}

fn set(path: &str, arguments: &[OscType]) -> Option<(f64, f32)> {
    match wanted(&format!("{ROOT}{path}"), arguments).ok()?.wishes.as_slice() {
        [Wish::Set { number, fade_secs, .. }] => Some((*number, *fade_secs)),
        _ => None,
    }
}

fn text(words: &str) -> OscType {
    Text(words.to_owned())
}

#[test]
fn every_type_sets_a_number() {
    for argument in [Int(2), Long(2), Float(2.0), Double(2.0), text("2"), text(" 2.0 ")] {
        assert_eq!(set("grade/trim_ev", &[argument]), Some((2.0, 0.0)));
    }
    assert_eq!(set("grade/trim_ev", &[Bool(true)]), Some((1.0, 0.0)));
    assert_eq!(set("grade/trim_ev", &[Float(1.0), Float(2.5)]), Some((1.0, 2.5)));
    assert_eq!(set("grade/trim_ev", &[Int(1), Int(3)]), Some((1.0, 3.0)));
}

#[test]
fn switches_and_choices_take_words_and_numbers() {
    for on in [Bool(true), Int(1), Float(1.0), Double(0.7), text("on"), text("true"), text("1")] {
        assert_eq!(set("wall/hold", &[on]), Some((1.0, 0.0)));
    }
    for off in [Bool(false), Int(0), Float(0.0), Int(-3), text("off"), text("false"), text("0")] {
        assert_eq!(set("wall/hold", &[off]), Some((0.0, 0.0)));
    }
    for manual in [text("manual"), Int(1), Float(1.0), text("1")] {
        assert_eq!(set("sky/mode", &[manual]), Some((1.0, 0.0)));
    }
    for none in [text("sunny"), Int(3), Int(-1), Float(2.6)] {
        assert_eq!(set("sky/mode", &[none]), None);
    }
    let why = wanted("/cyclorama/sky/mode", &[text("sunny")]).unwrap_err().to_string();
    assert_eq!(
        why,
        "`/cyclorama/sky/mode` cannot be `sunny`: it takes one of astronomical, manual, hold_sun"
    );
}

#[test]
fn what_is_not_finite_never_becomes_a_wish() {
    let bad = [f64::NAN, f64::INFINITY, f64::NEG_INFINITY];
    for path in ["grade/trim_ev", "wall/hold", "sky/mode", "step/grade/trim_ev"] {
        for number in bad {
            for argument in [Double(number), Float(number as f32), text(&number.to_string())] {
                assert!(wanted(&format!("{ROOT}{path}"), &[argument]).is_err(), "{path} {number}");
            }
        }
    }
    for fade in [f32::NAN, f32::INFINITY, -1.0, 1e9] {
        assert_eq!(set("grade/trim_ev", &[Float(0.0), Float(fade)]), None);
        assert!(wanted("/cyclorama/undo", &[Int(1), Float(fade)]).is_err());
    }
}

#[test]
fn other_types_and_more_arguments_are_refused() {
    for argument in [Blob(vec![0; 4]), Array(rosc::OscArray { content: vec![Int(1)] }), OscType::Char('1')] {
        assert_eq!(set("grade/trim_ev", &[argument]), None);
    }
    assert_eq!(set("grade/trim_ev", &[Int(1), Int(1), Int(1)]), None);
    let why = wanted("/cyclorama/grade/trim", &[Int(1)]).unwrap_err();
    assert!(matches!(&why, WishError::Unknown { found } if found == "/cyclorama/grade/trim"), "{why}");
    assert_eq!(nearest("/cyclorama/grade/trim", &space()), "/cyclorama/grade/trim_ev");
}

#[test]
fn a_float_is_the_decimal_that_was_typed() {
    // The literal is the double that the decimal is; the float widened exactly is 0.100000001490116...
    for (float, double) in [(0.1_f32, 0.1), (0.333, 0.333), (-5600.2, -5600.2), (1e-7, 1e-7), (0.25, 0.25)] {
        assert_eq!(widened(float).to_bits(), f64::to_bits(double));
    }
    for float in [1.0 / 3.0, 16_777_217.0, f32::MIN_POSITIVE, 1.0e-45, f32::MAX, -0.0_f32] {
        assert_eq!((widened(float) as f32).to_bits(), float.to_bits(), "{float}");
    }
}

#[test]
fn a_value_without_arguments_is_asked_for() {
    for none in [&[][..], &[Nil], &[OscType::Inf]] {
        assert!(matches!(wanted("/cyclorama/wall/hold", none).unwrap().wishes.as_slice(), [Wish::Query(3)]));
    }
    let queries = wanted("/cyclorama/grade//trim_ev", &[]).unwrap().wishes;
    assert!(matches!(queries.as_slice(), [Wish::Query(0), Wish::Query(1)]));
    let fps = SIGNS.iter().position(|sign| sign.path == "health/fps").unwrap();
    assert!(
        matches!(wanted("/cyclorama/health/fps", &[]).unwrap().wishes.as_slice(), [Wish::Query(at)] if *at == 4 + fps)
    );
    assert!(matches!(wanted("/cyclorama/health/fps", &[Int(1)]), Err(WishError::ReadOnly { .. })));
}

#[test]
fn patterns_reach_parameters_and_never_actions() {
    let all = wanted("/cyclorama/*/{trim_ev,hold}", &[Int(1)]).unwrap().wishes;
    assert!(matches!(all.as_slice(), [Wish::Set { .. }, Wish::Set { .. }]));
    for pattern in
        ["/cyclorama/cue/*", "/cyclorama/take/{roll,cut}", "/cyclorama/[cu]*/go", "/cyclorama/undo*"]
    {
        assert!(matches!(wanted(pattern, &[Int(1)]), Err(WishError::NoMatch { .. })), "{pattern}");
    }
    assert!(matches!(wanted("/cyclorama/[a", &[Int(1)]), Err(WishError::Pattern(_))));
}

#[test]
fn steps_and_resets_name_what_they_move() {
    let steps = |arguments: &[OscType]| match wanted("/cyclorama/step/grade/trim_ev", arguments)?.wishes[..] {
        [Wish::Step { by, fade_secs, .. }] => Ok::<_, WishError>((by, fade_secs)),
        ref other => panic!("{other:?}"),
    };
    assert_eq!(steps(&[]), Ok((0.25, 0.0)), "the parameter's own step");
    assert_eq!(steps(&[Float(-0.5), Int(2)]), Ok((-0.5, 2.0)));
    assert!(matches!(
        wanted("/cyclorama/reset/grade/*", &[Int(2)]).unwrap().wishes[..],
        [Wish::Reset { fade_secs: 2.0, .. }]
    ));
}

#[test]
fn buttons_fire_when_pressed() {
    let fires = |address: &str, arguments: &[OscType]| wanted(address, arguments).unwrap().wishes.len();
    for address in ["cue/go", "cue/back", "take/roll", "take/cut", "take/back_to_one", "mark", "undo", "redo"]
    {
        let address = format!("{ROOT}{address}");
        for press in [&[][..], &[Float(1.0)], &[Int(1)], &[Bool(true)], &[Nil], &[OscType::Inf]] {
            assert_eq!(fires(&address, press), 1, "{address} {press:?}");
        }
        for release in [Float(0.0), Int(0), Bool(false)] {
            assert_eq!(fires(&address, &[release]), 0, "{address}");
        }
        assert!(wanted(&address, &[text("now")]).is_err());
    }
}

#[test]
fn actions_take_their_arguments() {
    let ask = |address: &str, arguments: &[OscType]| match wanted(&format!("{ROOT}{address}"), arguments)
        .unwrap()
        .wishes
        .pop()
    {
        Some(Wish::Ask(asked)) => format!("{asked:?}"),
        other => panic!("{other:?}"),
    };
    assert_eq!(ask("cue/goto", &[text("12.5")]), r#"GoTo { number: "12.5" }"#);
    assert_eq!(ask("cue/goto", &[Float(12.5)]), r#"GoTo { number: "12.5" }"#);
    assert_eq!(ask("cue/standby", &[text("")]), "Standby { number: None }");
    assert_eq!(
        ask("preset/recall", &[text("Golden hour"), Float(4.0)]),
        r#"RecallPreset { name: "Golden hour", fade_secs: 4.0 }"#
    );
    assert_eq!(ask("take/match", &[Int(3)]), "MatchTake { take: 3, fade_secs: 0.0 }");
    assert_eq!(ask("take/slate", &[text("101A"), Int(4)]), r#"Slate(Slate { scene: "101A", take: 4 })"#);
    for (address, bad) in [
        ("cue/goto", vec![]),
        ("preset/recall", vec![Blob(vec![])]),
        ("take/match", vec![Float(1.5)]),
        ("take/match", vec![Int(-1)]),
        ("take/note", vec![Int(1)]),
        ("subscribe", vec![Int(1)]),
        ("subscribe", vec![text("//*"), Float(f32::NAN)]),
        ("subscribe", vec![text("//*"), Int(1), Int(70_000)]),
        ("subscribe", vec![text("no slash")]),
    ] {
        assert!(wanted(&format!("{ROOT}{address}"), &bad).is_err(), "{address} {bad:?}");
    }
}

#[test]
fn a_last_word_stands_for_a_hold() {
    let held = wanted("/cyclorama/wall/hold", &[Int(0), text("confirmed")]).unwrap();
    assert!(held.is_confirmed && matches!(held.wishes[..], [Wish::Set { number: 0.0, .. }]));
    let held = wanted("/cyclorama/preset/save", &[text("Dusk"), text("confirmed")]).unwrap();
    assert!(held.is_confirmed && held.wishes.len() == 1);
    assert!(!wanted("/cyclorama/wall/hold", &[Int(0)]).unwrap().is_confirmed);
}
