use proptest::prelude::*;

use super::*;
use crate::sky::weather::{CloudType, WeatherState, observed};

/// What PyPI `metar` 2.0.2 makes of the same reports; `expected.py` beside it wrote it.
const EXPECTED: &str = include_str!("../../../../tests/data/metar/expected.tsv");

fn said(word: &str) -> Cover {
    match word {
        "FEW" => Cover::Few,
        "SCT" => Cover::Scattered,
        "BKN" => Cover::Broken,
        _ => Cover::Overcast,
    }
}

fn text(group: &WeatherGroup) -> String {
    let sign = match group.intensity {
        Intensity::Light => "-",
        Intensity::Moderate => "",
        Intensity::Heavy => "+",
        Intensity::Near => "VC",
    };
    let pairs = group.descriptor.iter().chain(group.phenomena.iter().flatten());
    let letters = pairs.flat_map(|pair| pair.iter().map(|byte| char::from(*byte)));
    format!("{sign}{}", letters.collect::<String>())
}

/// Whether a report is read as another program reads it.
fn agrees(line: &str) -> Result<(), String> {
    let columns: Vec<&str> = line.split('\t').collect();
    let [report, from, speed, gust, visibility, sky, weather, air, dew, pressure] = columns[..] else {
        return Err(format!("{} columns", columns.len()));
    };
    let metar = Metar::parse(report);
    let number = |text: &str| text.parse::<f64>().ok();
    let like = |what: &str, ours: Option<f64>, theirs: &str, tolerance: f64| match (ours, number(theirs)) {
        (None, None) => Ok(()),
        (Some(ours), Some(theirs)) if (ours - theirs).abs() <= tolerance => Ok(()),
        (ours, theirs) => Err(format!("{report}: {what} {ours:?}, not {theirs:?}")),
    };
    like("wind from", metar.wind.and_then(|wind| wind.from_deg), from, 0.0)?;
    like("wind", metar.wind.map(|wind| wind.speed_mps), speed, 0.006)?;
    like("gusts", metar.wind.and_then(|wind| wind.gust_mps), gust, 0.006)?;
    like("visibility", metar.visibility_m, visibility, 0.6)?;
    like("air", metar.temperature_c, air, 0.0)?;
    like("dew point", metar.dew_point_c, dew, 0.0)?;
    like("pressure", metar.pressure_hpa, pressure, 0.1)?;
    let mut clouds = metar.clouds.iter();
    for layer in sky.split(';').filter(|layer| !layer.is_empty()) {
        let parts: Vec<&str> = layer.split(':').collect();
        match parts[0] {
            "CLR" | "NSC" | "SKC" | "NCD" if metar.is_clear => {}
            "VV" => like("vertical visibility", metar.vertical_m, parts[1], 0.6)?,
            word => {
                let cloud = clouds.next().ok_or_else(|| format!("{report}: no {layer}"))?;
                like("base", cloud.base_m, parts[1], 0.6)?;
                let tower = match cloud.tower {
                    Tower::None => "",
                    Tower::Cumulus => "TCU",
                    Tower::Cumulonimbus => "CB",
                };
                if cloud.cover != said(word) || tower != parts[2] {
                    return Err(format!("{report}: {cloud:?} is not {layer}"));
                }
            }
        }
    }
    let words: Vec<String> = metar.weather.iter().map(text).collect();
    match (clouds.next(), words.join(";") == weather) {
        (None, true) => Ok(()),
        (rest, _) => Err(format!("{report}: {rest:?}, {words:?} is not {weather}")),
    }
}

#[test]
fn reports_are_read_as_another_program_reads_them() {
    let rows: Vec<&str> = EXPECTED.lines().filter(|line| !line.starts_with('#')).collect();
    assert!(rows.len() >= 36, "{}", rows.len());
    for row in &rows {
        agrees(row).unwrap();
    }
    // Any other number in any column is seen.
    for column in 1..10 {
        let spoiled = |row: &&&str| {
            let mut columns: Vec<String> = row.split('\t').map(str::to_owned).collect();
            if columns[column].is_empty() {
                return true;
            }
            columns[column] = match column {
                5 => columns[column].replace(['1', '2', 'N'], "3"),
                6 => format!("{}X", columns[column]),
                _ => format!("{}", columns[column].parse::<f64>().unwrap() * 1.1 + 1.0),
            };
            columns.join("\t") == **row || agrees(&columns.join("\t")).is_err()
        };
        assert_eq!(rows.iter().find(|row| !spoiled(row)), None, "column {column}");
    }
}

#[test]
fn what_follows_is_no_observation_and_what_is_odd_spoils_nothing() {
    let metar = Metar::parse(
        "2026/06/12 16:51\nKJFK 121651Z 27008KT 240V320 R04/1200FT R24L/P6000FT 9999 RERA WS ALL RWY FEW030 20/10 Q1013 TEMPO 0200 FG VV001=",
    );
    assert_eq!((metar.station.as_deref(), metar.day_time), (Some("KJFK"), Some([12, 16, 51])));
    assert_eq!((metar.visibility_m, metar.vertical_m, metar.weather.len()), (Some(10_000.0), None, 0));
    assert_eq!(metar.clouds.len(), 1);
    for group in ["240V320", "R04/1200FT", "RERA", "TEMPO and what follows"] {
        assert!(metar.ignored.iter().any(|other| other == group), "{group}: {:?}", metar.ignored);
    }
    let missing = Metar::parse("METAR XXXX 010000Z AUTO /////KT //// // ////// ///// Q////");
    assert!(!missing.says_something() && missing.ignored.len() == 6, "{:?}", missing.ignored);
    assert!(!Metar::parse("nice weather today").says_something());
}

/// Six reports and what the sky makes of them, by the rules of WMO-No. 306 and `shared/reference/sky.md` 3.1.
#[test]
fn a_report_becomes_weather() {
    let of = |report: &str| observed::weather(&Metar::parse(report), &WeatherState::CLEAR);
    let (clear, far_m) = of("METAR LFPG 011030Z 00000KT CAVOK 24/12 Q1021");
    assert!(clear.layers.iter().all(|layer| layer.cover == 0.0));
    assert_eq!((clear.wind_mps, clear.temperature_c, far_m), (0.0, 24.0, Some(40_000.0)));
    let (fog, near_m) = of("METAR EDDF 040520Z VRB02KT 0300 FG VV001 03/03 Q1031");
    assert_eq!((fog.layers[0].kind, fog.layers[0].cover, near_m), (CloudType::Stratus, 1.0, Some(300.0)));
    assert_eq!(fog.wind_from_deg, WeatherState::CLEAR.wind_from_deg, "VRB comes from anywhere");
    let (storm, _) = of("METAR KMIA 301953Z 09009KT 3SM +TSRA FEW018CB BKN040 OVC100 26/24 A2998");
    assert_eq!(storm.layers[0].kind, CloudType::Cumulonimbus);
    assert_eq!((storm.rain_mm_per_h, storm.lightning_per_min), (50.0, 12.0));
    let (snow, _) = of("METAR UUEE 150900Z 33005MPS 6000 -SN BKN016 OVC040 M08/M10 Q1009");
    assert_eq!((snow.snow_mm_per_h, snow.rain_mm_per_h, snow.wind_mps), (0.5, 0.0, 5.0));
    let (sleet, _) = of("METAR ESSA 090820Z 04010KT 3500 RASN OVC012 01/00 Q0998");
    assert_eq!((sleet.rain_mm_per_h, sleet.snow_mm_per_h), (2.5, 0.75));
    let (gusts, _) = of("METAR NZWN 031100Z 33030G45KT 9999 SCT025 BKN045 BKN250 16/11 Q1001");
    assert!((gusts.gustiness - 0.5).abs() < 1e-9);
    let kinds = gusts.layers.map(|layer| (layer.cover, layer.kind));
    assert_eq!(kinds[0], (3.5 / 8.0, CloudType::Cumulus));
    assert_eq!(kinds[1], (0.75, CloudType::Stratocumulus));
    assert_eq!(kinds[2], (0.75, CloudType::Cirrus));
    // What a report does not say stays.
    let before = WeatherState { wind_mps: 9.0, ..WeatherState::CLEAR };
    let (after, seen_m) = observed::weather(&Metar::parse("OVC010"), &before);
    assert_eq!((after.wind_mps, seen_m), (9.0, None));
}

proptest! {
    #[test]
    fn any_text_is_survived(text in ".{0,200}") {
        let metar = Metar::parse(&text);
        observed::weather(&metar, &WeatherState::CLEAR);
    }

    /// Groups cut, doubled and spoiled at random: total, and every number in its range.
    #[test]
    fn any_report_makes_weather_in_range(
        groups in prop::collection::vec("(VRB|[0-9]{3})[0-9]{2,3}(G[0-9]{2})?(KT|MPS)|[0-9/MP]{1,3}SM|[0-9]{4}|(FEW|SCT|BKN|OVC|VV)[0-9/]{3}(CB|TCU)?|[-+]?(SH|TS|BL|FZ)?(RA|SN|DZ|FG|DU){1,3}|M?[0-9]{2}/M?[0-9]{2}|[QA][0-9]{4}", 0..14)
    ) {
        let metar = Metar::parse(&groups.join(" "));
        let (weather, visibility_m) = observed::weather(&metar, &WeatherState::CLEAR);
        prop_assert!((0.0..=60.0).contains(&weather.wind_mps) && (0.0..=360.0).contains(&weather.wind_from_deg));
        prop_assert!((0.0..=1.0).contains(&weather.gustiness) && (0.0..=1.0).contains(&weather.dust));
        prop_assert!((0.0..=200.0).contains(&weather.rain_mm_per_h) && (0.0..=20.0).contains(&weather.snow_mm_per_h));
        prop_assert!((-60.0..=60.0).contains(&weather.temperature_c) && (850.0..=1090.0).contains(&weather.pressure_hpa));
        prop_assert!(visibility_m.is_none_or(|metres| (20.0..=200_000.0).contains(&metres)));
        for layer in weather.layers {
            prop_assert!((0.0..=1.0).contains(&layer.cover) && (0.0..=15_000.0).contains(&layer.base_m));
            prop_assert!((50.0..=12_000.0).contains(&layer.thickness_m));
        }
    }
}
