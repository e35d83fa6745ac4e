//! The weather that a METAR says, in the numbers of the sky.
//!
//! In: a [`Metar`], the weather before. Out: a [`WeatherState`] and a visibility. Not here: reading the text (`metar`), setting it.
//! Source: octas and heights as WMO-No. 306; rates and thicknesses are ours (a METAR says neither): `shared/reference/sky.md` 3.1.
//! Invariant: what the report does not say stays as it was; every number is in its range.

use super::metar::{CloudGroup, Cover, Intensity, Metar, Tower, WeatherGroup};
use super::{CloudType, LAYERS, Layer, WeatherState};

/// How far one sees where the report says only that it is far: more than the 10 km that it stops counting at, metres.
const FAR_M: f64 = 40_000.0;

/// The weather of a report, over the one before it; and how far one sees, where it says so. The observer's visibility is taken
/// as the wall's.
pub fn weather(metar: &Metar, before: &WeatherState) -> (WeatherState, Option<f64>) {
    let mut weather = *before;
    if let Some(wind) = metar.wind {
        weather.wind_mps = wind.speed_mps.min(60.0);
        weather.wind_from_deg = wind.from_deg.unwrap_or(before.wind_from_deg).rem_euclid(360.0);
        let gusts = wind.gust_mps.map_or(0.2, |gust| gust / wind.speed_mps.max(1.0) - 1.0);
        weather.gustiness = gusts.clamp(0.0, 1.0);
    }
    weather.temperature_c = metar.temperature_c.unwrap_or(before.temperature_c).clamp(-60.0, 60.0);
    weather.pressure_hpa = metar.pressure_hpa.unwrap_or(before.pressure_hpa);
    fall(metar, &mut weather);
    if metar.is_clear || metar.vertical_m.is_some() || !metar.clouds.is_empty() {
        weather.layers = layers(metar, weather.rain_mm_per_h + weather.snow_mm_per_h > 0.0);
    }
    // The visibility says it all; a layer of fog over it would count twice.
    weather.fog_per_m = 0.0;
    let visibility_m = metar.visibility_m.map(|metres| if metar.is_beyond { FAR_M } else { metres });
    (weather, visibility_m)
}

/// Rain, snow, thunder, dust.
fn fall(metar: &Metar, weather: &mut WeatherState) {
    (weather.rain_mm_per_h, weather.snow_mm_per_h) = (0.0, 0.0);
    (weather.lightning_per_min, weather.dust) = (0.0, 0.0);
    for group in &metar.weather {
        let (rain, snow) = rates(group);
        weather.rain_mm_per_h = (weather.rain_mm_per_h + rain).min(200.0);
        weather.snow_mm_per_h = (weather.snow_mm_per_h + snow).min(20.0);
        weather.dust = weather.dust.max(dust(group));
        if group.descriptor == Some(*b"TS") {
            let flashes = match group.intensity {
                Intensity::Near => 2.0,
                Intensity::Light | Intensity::Moderate => 6.0,
                Intensity::Heavy => 12.0,
            };
            weather.lightning_per_min = weather.lightning_per_min.max(flashes);
        }
    }
}

/// Millimetres an hour of rain and of snow's water.
fn rates(group: &WeatherGroup) -> (f64, f64) {
    if group.intensity == Intensity::Near {
        return (0.0, 0.0);
    }
    let step = match group.intensity {
        Intensity::Light | Intensity::Near => 0,
        Intensity::Moderate => 1,
        Intensity::Heavy => 2,
    };
    let falling: [Option<(f64, f64)>; 3] = group.phenomena.map(|phenomenon| match &phenomenon? {
        b"DZ" => Some(([0.2, 0.5, 1.0][step], 0.0)),
        b"RA" | b"UP" | b"GR" | b"GS" | b"PL" => {
            let rates = match group.descriptor.as_ref() {
                Some(b"TS") => [8.0, 25.0, 50.0],
                Some(b"SH") => [3.0, 10.0, 40.0],
                _ => [1.5, 5.0, 20.0],
            };
            Some((rates[step], 0.0))
        }
        // Blown up from the ground.
        b"SN" if matches!(group.descriptor.as_ref(), Some(b"BL" | b"DR")) => Some((0.0, 0.3)),
        b"SN" => Some((0.0, [0.5, 1.5, 4.0][step])),
        b"SG" | b"IC" => Some((0.0, [0.1, 0.2, 0.4][step])),
        _ => None,
    });
    // `+RASN` is one fall of both.
    let count = falling.iter().flatten().count().max(1) as f64;
    falling
        .iter()
        .flatten()
        .fold((0.0, 0.0), |(rain, snow), one| (rain + one.0 / count, snow + one.1 / count))
}

fn dust(group: &WeatherGroup) -> f64 {
    let of = |phenomenon: &[u8; 2]| match phenomenon {
        b"DS" | b"SS" | b"DU" | b"SA" | b"PO" => 0.8,
        b"FU" | b"VA" => 0.4,
        b"HZ" => 0.2,
        _ => 0.0,
    };
    group.phenomena.iter().flatten().map(of).fold(0.0, f64::max)
}

/// Layers, lowest first; of more than there is room for, the highest go.
fn layers(metar: &Metar, falls: bool) -> [Layer; LAYERS] {
    let mut layers = WeatherState::CLEAR.layers;
    let fog = metar.vertical_m.map(|up_m| Layer {
        cover: 1.0,
        kind: CloudType::Stratus,
        base_m: up_m.min(15_000.0),
        thickness_m: 300.0,
    });
    let mut found = fog.into_iter().chain(metar.clouds.iter().map(|cloud| layer(cloud, falls)));
    for place in &mut layers {
        let Some(layer) = found.next() else { break };
        *place = layer;
    }
    layers.sort_by(|one, two| {
        // Places without clouds come last.
        let order = |layer: &Layer| (layer.cover == 0.0, layer.base_m);
        order(one).partial_cmp(&order(two)).unwrap_or(std::cmp::Ordering::Equal)
    });
    layers
}

fn layer(cloud: &CloudGroup, falls: bool) -> Layer {
    // The middle of the octas that the word stands for.
    let cover = match cloud.cover {
        Cover::Few => 1.5 / 8.0,
        Cover::Scattered => 3.5 / 8.0,
        Cover::Broken => 6.0 / 8.0,
        Cover::Overcast => 1.0,
    };
    let is_much = cover > 0.5;
    let unknown_m = if cloud.tower == Tower::None { 2500.0 } else { 1000.0 };
    let base_m = cloud.base_m.unwrap_or(unknown_m).clamp(0.0, 15_000.0);
    let (kind, thickness_m) = match cloud.tower {
        Tower::Cumulonimbus => (CloudType::Cumulonimbus, 8000.0),
        Tower::Cumulus => (CloudType::Cumulus, 3000.0),
        Tower::None if base_m >= 6000.0 => (CloudType::Cirrus, 500.0),
        Tower::None if base_m >= 2000.0 && is_much => (CloudType::Altostratus, 1500.0),
        Tower::None if base_m >= 2000.0 => (CloudType::Altocumulus, 500.0),
        // Nimbostratus: rain falls out of a thick sheet.
        Tower::None if is_much && falls => (CloudType::Stratus, 2000.0),
        Tower::None if cover == 1.0 && base_m < 800.0 => (CloudType::Stratus, 300.0),
        Tower::None if is_much => (CloudType::Stratocumulus, 500.0),
        Tower::None if cover > 0.25 => (CloudType::Cumulus, 1000.0),
        Tower::None => (CloudType::Cumulus, 500.0),
    };
    Layer { cover, kind, base_m, thickness_m }
}
