//! `weather/*`: clouds, wind, rain, snow, fog, lightning.
//!
//! In: nothing. Out: the group's parameters and their places; the [`WeatherState`] that values make.
//! Not here: what they do (`sky::weather`, `sky::evaluate`).
//! Invariant: paths are those of CONTRACT.md 8; every default is a clear day.

use crate::params::{Law, Parameter, ParameterId, Registry, Values};
use crate::sky::CloudTier;
use crate::sky::weather::{CloudType, LAYERS, Layer, WeatherState};

use super::{Lookup, number, switch};

/// Places of one layer's parameters.
#[derive(Clone, Copy, Debug)]
pub struct LayerIds {
    cover: ParameterId,
    kind: ParameterId,
    base_m: ParameterId,
    thickness_m: ParameterId,
}

/// Places of `weather/*`.
#[derive(Clone, Copy, Debug)]
pub struct WeatherIds {
    /// Layers; the first is `weather/cloud_*`, the others `weather/layer/<n>/*`.
    pub layers: [LayerIds; LAYERS],
    /// `weather/rain_mm_per_h`.
    pub rain_mm_per_h: ParameterId,
    /// `weather/snow_mm_per_h`.
    pub snow_mm_per_h: ParameterId,
    /// `weather/wind_mps`.
    pub wind_mps: ParameterId,
    /// `weather/wind_from_deg`.
    pub wind_from_deg: ParameterId,
    /// `weather/gustiness`.
    pub gustiness: ParameterId,
    /// `weather/fog_per_km`.
    pub fog_per_km: ParameterId,
    /// `weather/fog_height_m`.
    pub fog_height_m: ParameterId,
    /// `weather/dust`.
    pub dust: ParameterId,
    /// `weather/lightning_per_min`.
    pub lightning_per_min: ParameterId,
    /// `weather/strike`.
    pub strike: ParameterId,
    /// `weather/temperature_c`.
    pub temperature_c: ParameterId,
    /// `weather/pressure_hpa`.
    pub pressure_hpa: ParameterId,
    /// `weather/cloud_tier`.
    pub cloud_tier: ParameterId,
    /// `weather/ground_by_weather`.
    pub ground_by_weather: ParameterId,
    /// `weather/wetness`, `weather/puddles`, `weather/snow_cover`.
    pub ground: [ParameterId; 3],
}

/// What a person may set of the ground, and what it is.
const GROUND: [(&str, &str); 3] = [
    ("weather/wetness", "film of water, while not left to the weather"),
    ("weather/puddles", "water in hollows, while not left to the weather"),
    ("weather/snow_cover", "snow that lies, while not left to the weather"),
];

/// Paths of a layer: cover, kind, base, thickness.
fn layer_paths(layer: usize) -> [String; 4] {
    let names = ["cover", "type", "base_m", "thickness_m"];
    match layer {
        0 => names.map(|name| format!("weather/cloud_{name}")),
        _ => names.map(|name| format!("weather/layer/{}/{name}", layer + 1)),
    }
}

pub(super) fn parameters() -> Vec<Parameter> {
    let first = WeatherState::CLEAR;
    let mut all = Vec::new();
    for (index, layer) in first.layers.iter().enumerate() {
        let [cover, kind, base, thickness] = layer_paths(index);
        let kind_index = CloudType::ALL.iter().position(|kind| *kind == layer.kind).unwrap_or(0);
        all.extend([
            number(cover, (0.0, 1.0, layer.cover), "", "share of the sky under clouds").step(0.125),
            Parameter::choice(kind, &CloudType::WORDS, kind_index, "kind of clouds").law(Law::AtOnce),
            number(base, (0.0, 15_000.0, layer.base_m), "m", "height of their base")
                .law(Law::AtOnce)
                .step(100.0),
            number(thickness, (50.0, 12_000.0, layer.thickness_m), "m", "base to top")
                .law(Law::AtOnce)
                .step(100.0),
        ]);
    }
    all.extend([
        number("weather/rain_mm_per_h", (0.0, 200.0, 0.0), "mm/h", "rain").law(Law::LogFromZero).step(1.0),
        number("weather/snow_mm_per_h", (0.0, 20.0, 0.0), "mm/h", "snow, as water")
            .law(Law::LogFromZero)
            .step(0.5),
        number("weather/wind_mps", (0.0, 60.0, first.wind_mps), "m/s", "wind at 10 m").step(1.0),
        number(
            "weather/wind_from_deg",
            (0.0, 360.0, first.wind_from_deg),
            "deg",
            "where the wind comes from",
        )
        .law(Law::ShortestArc)
        .step(10.0),
        number("weather/gustiness", (0.0, 1.0, first.gustiness), "", "gusts over the mean wind").step(0.1),
        number("weather/fog_per_km", (0.0, 200.0, 0.0), "1/km", "fog at the ground, extinction")
            .law(Law::LogFromZero)
            .step(1.0),
        number("weather/fog_height_m", (1.0, 2000.0, first.fog_height_m), "m", "height of the fog")
            .law(Law::Log)
            .step(10.0),
        number("weather/dust", (0.0, 1.0, 0.0), "", "dust in the haze").step(0.1),
        number("weather/lightning_per_min", (0.0, 600.0, 0.0), "1/min", "flashes of lightning").step(1.0),
        Parameter::switch("weather/strike", false, "lightning strikes once, now; goes back by itself"),
        number("weather/temperature_c", (-60.0, 60.0, first.temperature_c), "C", "air temperature").step(1.0),
        number("weather/pressure_hpa", (850.0, 1090.0, first.pressure_hpa), "hPa", "pressure at the sea")
            .step(1.0),
        Parameter::choice(
            "weather/cloud_tier",
            &CloudTier::WORDS,
            1,
            "clouds as cheap flat sheets or as volumes",
        ),
    ]);
    let by_weather =
        "rain wets the ground, snow covers it, sun and wind dry it; off: as the three beside say";
    all.push(switch("weather/ground_by_weather", true, by_weather));
    all.extend(GROUND.map(|(path, about)| number(path, (0.0, 1.0, 0.0), "", about).step(0.1)));
    all
}

pub(super) fn ids(id: &Lookup<'_>) -> WeatherIds {
    WeatherIds {
        layers: std::array::from_fn(|layer| {
            let [cover, kind, base_m, thickness_m] = layer_paths(layer).map(|path| id.of(&path));
            LayerIds { cover, kind, base_m, thickness_m }
        }),
        rain_mm_per_h: id.of("weather/rain_mm_per_h"),
        snow_mm_per_h: id.of("weather/snow_mm_per_h"),
        wind_mps: id.of("weather/wind_mps"),
        wind_from_deg: id.of("weather/wind_from_deg"),
        gustiness: id.of("weather/gustiness"),
        fog_per_km: id.of("weather/fog_per_km"),
        fog_height_m: id.of("weather/fog_height_m"),
        dust: id.of("weather/dust"),
        lightning_per_min: id.of("weather/lightning_per_min"),
        strike: id.of("weather/strike"),
        temperature_c: id.of("weather/temperature_c"),
        pressure_hpa: id.of("weather/pressure_hpa"),
        cloud_tier: id.of("weather/cloud_tier"),
        ground_by_weather: id.of("weather/ground_by_weather"),
        ground: GROUND.map(|(path, _)| id.of(path)),
    }
}

impl WeatherIds {
    /// How wet and white the ground is where a person says so.
    pub fn ground(&self, values: &Values) -> Option<[f64; 3]> {
        (!values.is_on(self.ground_by_weather)).then(|| self.ground.map(|id| values.number(id)))
    }

    /// The places of a registry with a live sky.
    pub fn find(registry: &Registry) -> Option<Self> {
        registry.id("weather/cloud_cover").map(|_| ids(&Lookup { registry }))
    }

    /// Frames that the fade of each layer takes, of the frames of each parameter's.
    pub fn fade_frames(&self, of: impl Fn(ParameterId) -> u32) -> [u32; LAYERS] {
        self.layers.map(|layer| of(layer.kind).max(of(layer.base_m)).max(of(layer.thickness_m)))
    }

    /// The numbers of a weather. Layers without clouds keep kind and height: they are seen as they go.
    pub fn numbers(&self, weather: &WeatherState) -> Vec<(ParameterId, f64)> {
        let mut all = Vec::new();
        for (ids, layer) in self.layers.iter().zip(&weather.layers) {
            all.push((ids.cover, layer.cover));
            if layer.cover > 0.0 {
                let kind = CloudType::ALL.iter().position(|kind| *kind == layer.kind).unwrap_or(0);
                all.extend([
                    (ids.kind, kind as f64),
                    (ids.base_m, layer.base_m),
                    (ids.thickness_m, layer.thickness_m),
                ]);
            }
        }
        all.extend([
            (self.rain_mm_per_h, weather.rain_mm_per_h),
            (self.snow_mm_per_h, weather.snow_mm_per_h),
            (self.wind_mps, weather.wind_mps),
            (self.wind_from_deg, weather.wind_from_deg),
            (self.gustiness, weather.gustiness),
            (self.fog_per_km, weather.fog_per_m * 1000.0),
            (self.fog_height_m, weather.fog_height_m),
            (self.dust, weather.dust),
            (self.lightning_per_min, weather.lightning_per_min),
            (self.temperature_c, weather.temperature_c),
            (self.pressure_hpa, weather.pressure_hpa),
        ]);
        all
    }

    /// The weather that values ask for.
    pub fn state(&self, values: &Values) -> WeatherState {
        WeatherState {
            layers: self.layers.map(|ids| Layer {
                cover: values.number(ids.cover),
                kind: CloudType::ALL[values.choice(ids.kind)],
                base_m: values.number(ids.base_m),
                thickness_m: values.number(ids.thickness_m),
            }),
            rain_mm_per_h: values.number(self.rain_mm_per_h),
            snow_mm_per_h: values.number(self.snow_mm_per_h),
            wind_mps: values.number(self.wind_mps),
            wind_from_deg: values.number(self.wind_from_deg),
            gustiness: values.number(self.gustiness),
            fog_per_m: values.number(self.fog_per_km) / 1000.0,
            fog_height_m: values.number(self.fog_height_m),
            dust: values.number(self.dust),
            lightning_per_min: values.number(self.lightning_per_min),
            temperature_c: values.number(self.temperature_c),
            pressure_hpa: values.number(self.pressure_hpa),
        }
    }
}
