//! The clear sky against what others measured and computed: a day's illuminance, its zenith, radiances, what passes the air.
//!
//! In: suns of our choosing over the show of `tests/data/sky`, visibility 40 km (aerosol's optical depth 0.10), at the sea, no moon.
//! Out: the panorama, integrated. Sources: USNO Circular 171; Hosek and Wilkie 2012 by mitsuba 3.9 (sky.md 1.5); PythonicDISORT 1.8
//! (tests/data/atmosphere/disort.py); spherical shells integrated here in f64.
//! Not here: direct sunlight by wavelength (`sky::atmosphere::sunlight`), clouds, fog.
//! Invariant: one renderer draws everything; each limit has a control that breaks it.

use cyclorama::color::{Picture, Primaries};
use cyclorama::gpu::Gpu;
use cyclorama::math::sphere;
use cyclorama::render::{Renderer, Settings, Wanted};
use cyclorama::show::Show;
use cyclorama::show::load::{Files, show};
use cyclorama::sky::atmosphere::{layout, luminance, usno_lux};
use cyclorama::sky::evaluate::Observer;
use cyclorama::sky::{Mode, SkyPacket, SkySettings, Trail};
use cyclorama::timing::Rate;
use glam::DVec3;

const SHOW: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/sky/show.toml");
const HEIGHT: u32 = 180;
/// A new moon: 2026-06-15 12:00 UTC.
const MOONLESS_MS: i64 = 1_781_524_800_000;
/// Nits, linear Rec.709, of radiance 1 under a sun of illuminance 1 (Bruneton 2017).
const SKY_NITS: DVec3 = DVec3::new(169_473.0, 131_945.0, 124_872.0);

struct Sky {
    packet: SkyPacket,
    picture: Picture,
    nits: f64,
}

impl Sky {
    /// Linear ACEScg, nits, toward an azimuth clockwise from the sun's and a zenith angle; between pixels by their mean.
    fn nits(&self, azimuth_deg: f64, zenith_deg: f64) -> DVec3 {
        let turn = azimuth_deg.to_radians();
        let (sine, cosine) = zenith_deg.to_radians().sin_cos();
        let sun = DVec3::new(f64::from(self.packet.air.to_sun[0]), 0.0, f64::from(self.packet.air.to_sun[2]))
            .normalize();
        let across = DVec3::new(-sun.z, 0.0, sun.x);
        let direction = (sun * turn.cos() + across * turn.sin()) * sine + DVec3::Y * cosine;
        let uv = sphere::equirect_uv_from_direction(direction);
        let at = [uv.x * f64::from(self.picture.width) - 0.5, uv.y * f64::from(self.picture.height) - 0.5];
        let pixel = |x: f64, y: f64| {
            let x = (x as i64).rem_euclid(i64::from(self.picture.width)) as usize;
            let y = (y as i64).clamp(0, i64::from(self.picture.height) - 1) as usize;
            let [r, g, b, _] = self.picture.data[y * self.picture.width as usize + x].map(f64::from);
            DVec3::new(r, g, b) * self.nits
        };
        let (x, y) = (at[0].floor(), at[1].floor());
        let row = |y: f64| pixel(x, y).lerp(pixel(x + 1.0, y), at[0] - x);
        row(y).lerp(row(y + 1.0), at[1] - y)
    }

    /// Of the sky on a level surface, lux, linear ACEScg.
    fn lux(&self) -> DVec3 {
        let (width, height) = (f64::from(self.picture.width), f64::from(self.picture.height));
        let mut sum = DVec3::ZERO;
        for (index, pixel) in self.picture.data.iter().enumerate() {
            let fall = (f64::from(index as u32 / self.picture.width) + 0.5) / height * std::f64::consts::PI;
            let sr = fall.sin() * std::f64::consts::PI / height * 2.0 * std::f64::consts::PI / width;
            let [r, g, b, _] = pixel.map(f64::from);
            sum += DVec3::new(r, g, b) * (self.nits * fall.cos().max(0.0) * sr);
        }
        sum
    }

    /// Of sky and sun on a level surface, lux.
    fn whole_lux(&self) -> f64 {
        let direct =
            luminance(self.packet.sun.lux.map(f64::from)) * f64::from(self.packet.sun.to[1]).max(0.0);
        luminance(self.lux().to_array()) + direct
    }
}

struct Stand {
    show: Show,
    renderer: Renderer,
}

impl Stand {
    fn new(gpu: &Gpu) -> Self {
        let show = show(Files::Disk, SHOW, &|_, _| {}).unwrap().show;
        let settings = Settings { latlong: Some(HEIGHT), ..Settings::default() };
        let renderer = Renderer::new(gpu, &show, &settings, &|_, _| {}).unwrap();
        Self { show, renderer }
    }

    fn sky(&mut self, gpu: &Gpu, elevation_deg: f64, visibility_m: f64) -> Sky {
        let settings = SkySettings {
            mode: Mode::Manual,
            unix_ms: MOONLESS_MS,
            manual_sun_deg: [35.0, elevation_deg],
            visibility_m,
            ..SkySettings::default()
        };
        let mut inputs = self.show.inputs(&self.show.first, 0, &self.show.rehearsed_poses(0));
        let trail = Trail::replayed(&settings, &Observer::default(), 0, Rate::FILM);
        let sky = trail.inputs(&settings, &Observer::default(), 0, Rate::FILM);
        inputs.world.sky = Some(sky);
        self.renderer.draw(gpu, &self.show, &inputs, &Wanted { latlong: true, ..Wanted::default() });
        let picture = self.renderer.latlong_picture(gpu).unwrap();
        Sky { packet: sky.now, picture, nits: 100.0 / inputs.world.exposure_ev.exp2() }
    }
}

/// Sun's elevation; zenith nits of Hosek and Wilkie at turbidity 2 and 3.
const HOSEK: [(f64, [f64; 2]); 7] = [
    (60.0, [3107.0, 3841.0]),
    (45.0, [2488.0, 2798.0]),
    (30.0, [1968.0, 2114.0]),
    (20.0, [1576.0, 1655.0]),
    (10.0, [1116.0, 1151.0]),
    (5.0, [809.0, 827.0]),
    (2.0, [553.0, 552.0]),
];

/// PythonicDISORT's views: zenith angle, azimuth from the sun.
const VIEWS: [(f64, f64); 6] =
    [(1.0, 90.0), (45.0, 90.0), (45.0, 180.0), (60.0, 40.0), (75.0, 90.0), (75.0, 180.0)];
type DisortRow = (f64, [[f64; 3]; 6], [f64; 3]);
/// Sun's elevation; radiance by view, RGB; irradiance of the sky on a level surface. Over the sun's illuminance above the air.
#[rustfmt::skip]
const DISORT: [DisortRow; 4] = [
(15.0, [[0.00420, 0.00757, 0.01586], [0.00573, 0.01037, 0.02127], [0.00594, 0.01128, 0.02340], [0.02309, 0.03082, 0.04510], [0.01398, 0.02294, 0.03786], [0.01904, 0.03186, 0.05062]], [0.05976, 0.07545, 0.10618]),
(30.0, [[0.00610, 0.01116, 0.02364], [0.00717, 0.01367, 0.02953], [0.00579, 0.01201, 0.02755], [0.03264, 0.04607, 0.07056], [0.01572, 0.02811, 0.05116], [0.01842, 0.03400, 0.06115]], [0.07610, 0.10545, 0.16047]),
(45.0, [[0.01017, 0.01697, 0.03276], [0.00900, 0.01676, 0.03545], [0.00594, 0.01242, 0.02905], [0.03316, 0.04858, 0.07757], [0.01684, 0.03060, 0.05698], [0.01695, 0.03207, 0.06043]], [0.08316, 0.11918, 0.18748]),
(60.0, [[0.02237, 0.03236, 0.05235], [0.01136, 0.02027, 0.04109], [0.00690, 0.01397, 0.03187], [0.02550, 0.04008, 0.06939], [0.01772, 0.03223, 0.06024], [0.01596, 0.03029, 0.05821]], [0.08669, 0.12633, 0.20213]),
];

/// The same at a visibility of 8 km, aerosol's optical depth 0.57.
#[rustfmt::skip]
const HAZY: [DisortRow; 3] = [
(30.0, [[0.01676, 0.02348, 0.03712], [0.01842, 0.02682, 0.04300], [0.01104, 0.01857, 0.03455], [0.11547, 0.12698, 0.13395], [0.03174, 0.04035, 0.05146], [0.02404, 0.03299, 0.04541]], [0.22234, 0.23839, 0.25752]),
(45.0, [[0.03404, 0.04445, 0.06262], [0.02533, 0.03616, 0.05647], [0.01240, 0.02074, 0.03890], [0.11945, 0.13906, 0.15844], [0.03457, 0.04561, 0.06123], [0.02459, 0.03470, 0.05034]], [0.27417, 0.31275, 0.35766]),
(60.0, [[0.08790, 0.10581, 0.12916], [0.03477, 0.04787, 0.07110], [0.01611, 0.02554, 0.04543], [0.08794, 0.10841, 0.13442], [0.03640, 0.04845, 0.06617], [0.02569, 0.03619, 0.05311]], [0.30163, 0.35495, 0.41956]),
];

/// Differences from a row: the largest of luminance in any view, and of irradiance in any lane.
fn from_disort(sky: &Sky, row: &DisortRow) -> [f64; 2] {
    let unit = |acescg: DVec3| Primaries::REC709.from(&Primaries::ACESCG) * acescg / SKY_NITS;
    let eye = |rgb: DVec3| (rgb * SKY_NITS).dot(DVec3::new(0.2126, 0.7152, 0.0722));
    let mut radiance = 0.0_f64;
    for ((zenith, azimuth), want) in VIEWS.iter().zip(row.1) {
        let (got, want) = (unit(sky.nits(*azimuth, *zenith)), DVec3::from_array(want));
        let off = eye(got) / eye(want) - 1.0;
        eprintln!("  z {zenith} az {azimuth}: {off:+.3}, by lane {:+.3}", got / want - 1.0);
        radiance = radiance.max(off.abs());
    }
    let off = unit(sky.lux()) / DVec3::from_array(row.2) - 1.0;
    eprintln!("  irradiance: {off:+.3}");
    [radiance, off.abs().max_element()]
}

#[test]
fn the_clear_sky_is_as_bright_as_others_say() {
    let Some(gpu) = super::device() else { return };
    let mut stand = Stand::new(&gpu);
    let mut days = Vec::new();
    for elevation in [90.0, 60.0, 45.0, 30.0, 20.0, 10.0, 5.0, 2.0, 0.0, -2.0, -4.0, -6.0, -8.0, -10.0, -12.0]
    {
        let sky = stand.sky(&gpu, elevation, 40_000.0);
        let (lux, zenith) = (sky.whole_lux(), luminance(sky.nits(90.0, 0.5).to_array()));
        let off = lux / usno_lux(elevation) - 1.0;
        eprintln!(
            "sun {elevation}: {lux:.4} lux, {:+.1} % of the circular; zenith {zenith:.5} nits",
            100.0 * off
        );
        assert!(off.abs() < 0.25, "{elevation}: {lux} lux");
        if let Some((_, [low, high])) = HOSEK.iter().find(|row| row.0 == elevation) {
            assert!((0.7 * low..1.3 * high).contains(&zenith), "{elevation}: {zenith} nits at the zenith");
        }
        // No line at the horizon, no seam behind the sun.
        let [over, under] = [89.9, 90.1].map(|zenith| luminance(sky.nits(180.0, zenith).to_array()));
        assert!((over / under - 1.0).abs() < 0.5 && under > 0.0, "{elevation}: horizon {over} over {under}");
        let [left, right] = [179.5, 180.5].map(|azimuth| luminance(sky.nits(azimuth, 80.0).to_array()));
        assert!((left / right - 1.0).abs() < 0.01, "{elevation}: {left} beside {right}");
        days.push((elevation, lux, zenith));
    }
    // Negative controls: the light and the zenith of a sun three degrees off.
    assert!((days[6].1 / usno_lux(2.0) - 1.0).abs() > 0.25);
    assert!(days[7].2 < 0.7 * HOSEK[5].1[0], "{:?} under a sun of 5 degrees", days[7]);
    for row in &DISORT {
        eprintln!("DISORT, sun {}", row.0);
        let [radiance, irradiance] = from_disort(&stand.sky(&gpu, row.0, 40_000.0), row);
        assert!(radiance < 0.15 && irradiance < 0.10, "{}: {radiance} {irradiance}", row.0);
    }
    for row in &HAZY {
        eprintln!("DISORT in haze, sun {}", row.0);
        let [radiance, irradiance] = from_disort(&stand.sky(&gpu, row.0, 8_000.0), row);
        assert!(radiance < 0.30 && irradiance < 0.15, "{}: {radiance} {irradiance} in haze", row.0);
    }
    let hazy = from_disort(&stand.sky(&gpu, 30.0, 15_000.0), &DISORT[1]);
    assert!(hazy[0] > 0.15 && hazy[1] > 0.10, "negative control: {hazy:?}");
    transmittance(&gpu, &mut stand);
}

/// What passes from a height to the top, RGB, by midpoints of 20 000 steps along the ray; of what aerosol scatters its forward peak, the
/// square of the mean cosine of Cornette and Shanks' function, passes too (`shaders/sky/medium.wgsl`).
fn passes(packet: &SkyPacket, height: f64, cosine: f64, thicker: f64) -> DVec3 {
    let air = &packet.air;
    let wide = |lanes: [f32; 3]| DVec3::from_array(lanes.map(f64::from));
    let g = f64::from(air.mie_asymmetry);
    let peak = (0.6 * g * (4.0 + g * g) / (2.0 + g * g)).powi(2);
    let way = layout::way_to_top_km(height, cosine);
    let steps = 20_000;
    let mut depth = DVec3::ZERO;
    for step in 0..steps {
        let gone = way * (f64::from(step) + 0.5) / f64::from(steps);
        // The law of cosines itself.
        let radius = 6360.0 + height;
        let there = (radius * radius + gone * gone + 2.0 * radius * gone * cosine).sqrt() - 6360.0;
        let ozone = (1.0 - (there - 25.0).abs() / 15.0).max(0.0);
        let mie = wide(air.mie_scattering_per_km) * (1.0 - peak) + wide(air.mie_absorption_per_km);
        depth += wide(air.rayleigh_per_km) * (-there / 8.0).exp()
            + mie * (-there / 1.2).exp()
            + wide(air.ozone_per_km) * ozone;
    }
    (-depth * (thicker * way / f64::from(steps))).exp()
}

fn transmittance(gpu: &Gpu, stand: &mut Stand) {
    let sky = stand.sky(gpu, 40.0, 30_000.0);
    let table = stand.renderer.transmittance_picture(gpu, &sky.packet).unwrap();
    let at = |height: f64, cosine: f64| {
        let uv = layout::transmittance_uv(height, cosine);
        let [x, y] = [uv[0] * f64::from(table.width) - 0.5, uv[1] * f64::from(table.height) - 0.5];
        let texel = |x: f64, y: f64| {
            let x = (x as usize).min(table.width as usize - 1);
            let y = (y as usize).min(table.height as usize - 1);
            let [r, g, b, _] = table.data[y * table.width as usize + x].map(f64::from);
            DVec3::new(r, g, b)
        };
        let row = |y: f64| texel(x.floor(), y).lerp(texel(x.floor() + 1.0, y), x - x.floor());
        row(y.floor()).lerp(row(y.floor() + 1.0), y - y.floor())
    };
    let worst = |thicker: f64| {
        let mut worst: f64 = 0.0;
        for height in [0.0, 1.0, 5.0, 20.0] {
            let edge = -(1.0 - (6360.0_f64 / (6360.0 + height)).powi(2)).sqrt();
            for step in 0..10 {
                let cosine = edge + (1.0 - edge) * (f64::from(step) / 9.0).powi(2);
                let (got, want) = (at(height, cosine), passes(&sky.packet, height, cosine, thicker));
                // 2 % of it, or 0.005 where that is more.
                worst =
                    worst.max(((got - want).abs() / (0.02 * want).max(DVec3::splat(0.005))).max_element());
            }
        }
        worst
    };
    let (exact, thicker) = (worst(1.0), worst(1.1));
    eprintln!("transmittance: {exact:.2} of its limit; in air 10 % thicker {thicker:.2}");
    assert!(exact < 1.0);
    assert!(thicker > 1.0, "negative control");
}

/// Every function of `shaders/lib/atmosphere.wgsl` against its twin.
#[test]
fn the_air_agrees_with_its_twins() {
    use super::twins::{Limit, cases, check};
    use cyclorama::sky::atmosphere::{governor, phase};
    // Heights in km are known to a metre, angles and places to what WGSL asks of atan and sqrt.
    let close = Limit { relative: 2e-4, absolute: 2e-4 };
    check(
        "atmosphere",
        &cases(|case, numbers| {
            let (height, cosine) = (numbers.within(0.01, 90.0), numbers.within(0.01, 1.0));
            let way = numbers.within(0.1, 300.0);
            let uv = [numbers.within(0.02, 0.98), numbers.within(0.02, 0.98)];
            let elevation = numbers.within(-1.5, 1.5);
            let toward = [numbers.within(-1.0, 1.0), numbers.within(-1.0, 1.0)];
            let (asymmetry, over_sea) = (numbers.within(0.5, 0.8), numbers.within(0.0, 4.0));
            let lifted = [numbers.within(-0.1, 0.25), numbers.within(0.0, 1.0)];
            case.numbers(&[height, cosine, way])
                .numbers(&uv)
                .numbers(&[elevation, toward[0], toward[1]])
                .numbers(&[asymmetry, over_sea])
                .numbers(&lifted);
            case.near(&[layout::way_to_top_km(height, cosine)], close);
            case.near(&[layout::height_after_km(height, cosine, way)], close);
            case.near(&layout::transmittance_uv(height, cosine), close);
            case.near(&layout::transmittance_ray(uv), close);
            case.near(&layout::multi_scatter_uv(height, cosine), close);
            case.near(&layout::multi_scatter_ray(uv), close);
            case.near(&layout::sky_view_uv(elevation, toward), close);
            case.near(&layout::sky_view_angles(uv), close);
            case.near(&layout::density(height, f64::from(1.2_f32), over_sea), close);
            case.near(&[layout::share_of_sun(height, cosine)], close);
            case.near(&[governor::lift(lifted[0], lifted[1]), phase::rayleigh(cosine)], close);
            case.near(&[phase::cornette_shanks(cosine, asymmetry)], close);
        }),
    );
}
