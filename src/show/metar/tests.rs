use super::*;
use crate::show::{Show, load};

fn sky() -> Show {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/sky/show.toml");
    load::open(path, &|_, _| {}).unwrap().show
}

/// By WMO-No. 306: 12 kt x 0.514444, 10SM is more than the observer counts, FEW 1 to 2 octas at 8000 ft, inches of mercury.
#[test]
fn a_report_sets_the_weather_like_a_value() {
    let show = sky();
    let mut values = show.first.clone();
    let report = "weather/metar=KPSP 102353Z 30012G20KT 10SM FEW080 SCT250 33/04 A2987 RMK AO2";
    let set_ids = set(&show.registry, &mut values, report).unwrap();
    let number = |path: &str| values.number(show.registry.id(path).unwrap());
    assert!((number("weather/wind_mps") - 6.173).abs() < 1e-3 && number("weather/wind_from_deg") == 300.0);
    assert_eq!([number("sky/visibility_m"), number("weather/temperature_c")], [40_000.0, 33.0]);
    assert_eq!(number("weather/cloud_cover"), 1.5 / 8.0);
    assert!((number("weather/cloud_base_m") - 2438.4).abs() < 1e-9);
    assert_eq!(number("weather/layer/2/cover"), 3.5 / 8.0);
    assert!((number("weather/pressure_hpa") - 1011.5).abs() < 0.1);
    assert!(set_ids.len() > 10 && set_ids.iter().all(|id| show.registry.parameter(*id).path != PATH));
    // Everything else is set as ever.
    assert_eq!(set(&show.registry, &mut values, "sky/time_of_day=6").unwrap().len(), 1);
}

#[test]
fn what_says_nothing_is_refused_and_changes_nothing() {
    let show = sky();
    let mut values = show.first.clone();
    for text in ["", "hello", "KPSP 102353Z A2987", "METAR"] {
        let error = set(&show.registry, &mut values, &format!("weather/metar={text}")).unwrap_err();
        assert!(error.to_string().contains("says nothing of the weather: paste a METAR"), "{error}");
    }
    assert_eq!(values, show.first);
    let demo = Registry::new(vec![]);
    let error = read(&demo, &demo.defaults(), "CAVOK").unwrap_err();
    assert!(error.contains("no live sky"), "{error}");
}
