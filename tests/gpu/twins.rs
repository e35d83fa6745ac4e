//! Every function of `shaders/lib` against its CPU twin.
//!
//! In: arguments of our choosing, through the kernels of `shaders/probe`. Out: the largest difference, held to a limit.
//! Not here: whether a function has a probe (`tests/cpu/twin_names.rs`); the twins' own truth (their unit tests).
//! Invariant: arguments are exact in f32, so both sides are given the same numbers.

use cyclorama::calibration::{MarkerShape, chart, glyph, marker, targets};
use cyclorama::color::{Cdl, GradeStep, Transfer, dither, false_color, grade, rolloff, tone_map, transfer};
use cyclorama::gpu::Gpu;
use cyclorama::math::{Pinhole, sphere};
use cyclorama::render::{brdf, footprint, sampling, sh, views, wall_filter};
use cyclorama::scene::card::{self, Shape};
use cyclorama::scene::{Gradient, Sun};
use glam::{DVec2, DVec3};

use super::probe::stitched;

mod discs;

/// How far a result may be from its twin: `absolute + relative x |twin|`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limit {
    pub(super) relative: f64,
    pub(super) absolute: f64,
}

/// A few roundings of f32 (2^-24 each), and what is left of a difference of numbers near one.
pub(super) const CLOSE: Limit = Limit { relative: 1e-5, absolute: 1e-6 };
/// A hundredth of a code at 12 bit, measured 0.3 of it; `pow` to PQ's power of 78.8 would miss it by far.
const SIGNAL: Limit = Limit { relative: 0.0, absolute: 0.01 / 4095.0 };
/// The last power of PQ's EOTF, 6.3, takes as many roundings of a logarithm.
const PQ_NITS: Limit = Limit { relative: 1e-5, absolute: 1e-6 };
/// WGSL asks of sin, cos and atan2 an absolute error of 2^-11 (or 4096 ulp); held to a hundredth of that.
pub(super) const TRIGONOMETRY: Limit = Limit { relative: 0.0, absolute: 5e-6 };
/// Roughness of 0.2 and more, view and light more than 6 degrees above the surface.
const ROUGH: Limit = Limit { relative: 1e-5, absolute: 1e-6 };
/// The rest. The half vector is known to 6e-8 over the length of view + light, which goes to 0 at grazing angles, and a
/// smooth highlight is as narrow as 1e-3: on its flank the value follows that ratio.
const SMOOTH: Limit = Limit { relative: 2e-3, absolute: 1e-5 };

pub(super) enum Want {
    Word(u32),
    Near(f64, Limit),
}

/// One call of a probe: the words that it reads and what it must write.
#[derive(Default)]
pub(super) struct Case {
    given: Vec<u32>,
    pub(super) want: Vec<Want>,
}

impl Case {
    pub(super) fn words(&mut self, words: &[u32]) -> &mut Self {
        self.given.extend(words);
        self
    }

    pub(super) fn numbers(&mut self, numbers: &[f64]) -> &mut Self {
        for number in numbers {
            assert_eq!(single(*number).to_bits(), number.to_bits(), "{number} is not exact in f32");
            self.given.push((*number as f32).to_bits());
        }
        self
    }

    pub(super) fn near(&mut self, values: &[f64], limit: Limit) -> &mut Self {
        self.want.extend(values.iter().map(|value| Want::Near(*value, limit)));
        self
    }

    pub(super) fn word(&mut self, word: u32) -> &mut Self {
        self.want.push(Want::Word(word));
        self
    }
}

/// The nearest f32, as f64.
pub(super) fn single(value: f64) -> f64 {
    f64::from(value as f32)
}

/// Fixed pseudo-random numbers (Numerical Recipes' 32-bit congruential generator), exact in f32.
pub(super) struct Numbers(u32);

impl Numbers {
    pub(super) fn word(&mut self) -> u32 {
        self.0 = self.0.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        self.0 ^ (self.0 >> 16)
    }

    pub(super) fn within(&mut self, low: f64, high: f64) -> f64 {
        single(low + (high - low) * f64::from(self.word()) / f64::from(u32::MAX))
    }

    pub(super) fn vector(&mut self, low: f64, high: f64) -> DVec3 {
        DVec3::new(self.within(low, high), self.within(low, high), self.within(low, high))
    }

    /// Unit but for the rounding to f32.
    pub(super) fn unit(&mut self) -> DVec3 {
        let vector = self.vector(-1.0, 1.0);
        let unit = (vector + DVec3::new(0.0, 0.0, if vector.length() < 0.1 { 1.0 } else { 0.0 })).normalize();
        DVec3::new(single(unit.x), single(unit.y), single(unit.z))
    }
}

/// Runs a probe and returns the words of every case.
fn run(gpu: &Gpu, probe: &str, cases: &[Case]) -> Vec<Vec<u32>> {
    let (reads, writes) = (cases[0].given.len(), cases[0].want.len());
    let mut given = vec![cases.len() as u32, reads as u32, writes as u32];
    given.extend(cases.iter().flat_map(|case| case.given.iter()));
    let bytes: Vec<u8> = given.iter().flat_map(|word| word.to_le_bytes()).collect();
    let size = (cases.len() * writes * 4) as u64;
    let buffer = |what: &str, size: u64, usage: wgpu::BufferUsages| {
        let label = format!("{probe}/{what}");
        let descriptor =
            wgpu::BufferDescriptor { label: Some(&label), size, usage, mapped_at_creation: false };
        gpu.device.create_buffer(&descriptor)
    };
    let input =
        buffer("given", bytes.len() as u64, wgpu::BufferUsages::STORAGE | wgpu::BufferUsages::COPY_DST);
    let output = buffer("got", size, wgpu::BufferUsages::STORAGE | wgpu::BufferUsages::COPY_SRC);
    let back = buffer("back", size, wgpu::BufferUsages::COPY_DST | wgpu::BufferUsages::MAP_READ);
    gpu.queue.write_buffer(&input, 0, &bytes);
    let module = gpu.device.create_shader_module(wgpu::ShaderModuleDescriptor {
        label: Some(probe),
        source: wgpu::ShaderSource::Wgsl(stitched(&format!("probe/{probe}.wgsl")).text.into()),
    });
    let pipeline = gpu.device.create_compute_pipeline(&wgpu::ComputePipelineDescriptor {
        label: Some(probe),
        layout: None,
        module: &module,
        entry_point: Some("cs_main"),
        compilation_options: Default::default(),
        cache: None,
    });
    let group = gpu.device.create_bind_group(&wgpu::BindGroupDescriptor {
        label: Some(probe),
        layout: &pipeline.get_bind_group_layout(0),
        entries: &[
            wgpu::BindGroupEntry { binding: 0, resource: input.as_entire_binding() },
            wgpu::BindGroupEntry { binding: 1, resource: output.as_entire_binding() },
        ],
    });
    let mut encoder = gpu.device.create_command_encoder(&Default::default());
    {
        let mut pass = encoder.begin_compute_pass(&Default::default());
        pass.set_pipeline(&pipeline);
        pass.set_bind_group(0, &group, &[]);
        pass.dispatch_workgroups((cases.len() as u32).div_ceil(64), 1, 1);
    }
    encoder.copy_buffer_to_buffer(&output, 0, &back, 0, size);
    gpu.queue.submit([encoder.finish()]);
    let words: Vec<u32> = gpu
        .map(&back)
        .chunks_exact(4)
        .map(|word| u32::from_le_bytes([word[0], word[1], word[2], word[3]]))
        .collect();
    words.chunks_exact(writes).map(<[u32]>::to_vec).collect()
}

/// The worst result as a share of its limit, or the first result beyond it.
fn compare(cases: &[Case], got: &[Vec<u32>]) -> Result<f64, String> {
    assert_eq!(cases.len(), got.len());
    let mut worst = 0.0_f64;
    for (index, (case, got)) in cases.iter().zip(got).enumerate() {
        assert_eq!(case.want.len(), got.len());
        for (slot, (want, got)) in case.want.iter().zip(got).enumerate() {
            let share = match want {
                Want::Word(word) => f64::from(u8::from(word != got)) * 2.0,
                Want::Near(value, limit) => {
                    let allowed = limit.absolute + limit.relative * value.abs();
                    (f64::from(f32::from_bits(*got)) - value).abs() / allowed
                }
            };
            if share.is_nan() || share > 1.0 {
                let want = match want {
                    Want::Word(word) => f64::from(*word),
                    Want::Near(value, _) => *value,
                };
                let number = f32::from_bits(*got);
                return Err(format!(
                    "case {index}, result {slot}: GPU {number} (word {got}), CPU {want}, {share:.2} x the limit"
                ));
            }
            worst = worst.max(share);
        }
    }
    Ok(worst)
}

pub(super) fn check(probe: &str, cases: &[Case]) {
    let Some(gpu) = super::device() else { return };
    let got = run(&gpu, probe, cases);
    drop(gpu);
    match compare(cases, &got) {
        Ok(worst) => {
            eprintln!("{probe}: {} cases, worst at {:.0} % of its limit", cases.len(), worst * 100.0);
        }
        Err(fault) => panic!("{probe}: {fault}"),
    }
}

/// Some workgroups and a part of one more, each from the same numbers on every machine.
pub(super) fn cases(fill: impl Fn(&mut Case, &mut Numbers)) -> Vec<Case> {
    let mut numbers = Numbers(7);
    (0..2000)
        .map(|_| {
            let mut case = Case::default();
            fill(&mut case, &mut numbers);
            case
        })
        .collect()
}

fn transfer_cases() -> Vec<Case> {
    const KINDS: [Transfer; 5] =
        [Transfer::Pq, Transfer::Srgb, Transfer::Gamma22, Transfer::Gamma24, Transfer::Linear];
    cases(|case, numbers| {
        let kind = KINDS[numbers.word() as usize % KINDS.len()];
        // From below black to beyond white, evenly in stops above 0.01 nits.
        let nits =
            single(if numbers.within(0.0, 1.0) < 0.1 { -1.0 } else { numbers.within(-7.0, 14.0).exp2() });
        let (signal, white) = (numbers.within(-0.1, 1.1), numbers.within(100.0, 2000.0));
        let signal_limit = if kind == Transfer::Pq { SIGNAL } else { CLOSE };
        let nits_limit = if kind == Transfer::Pq { PQ_NITS } else { Limit { absolute: 2e-3, ..CLOSE } };
        case.words(&[kind.shader_id()]).numbers(&[nits, signal, white]);
        case.near(&[transfer::pq_from_nits(nits)], SIGNAL).near(&[transfer::nits_from_pq(signal)], PQ_NITS);
        case.near(&[transfer::srgb_from_linear(signal), transfer::linear_from_srgb(signal)], CLOSE);
        case.near(&[kind.signal_from_nits(nits, white)], signal_limit);
        case.near(&[kind.nits_from_signal(signal, white)], nits_limit);
    })
}

#[test]
fn transfer_functions_agree() {
    check("transfer", &transfer_cases());
}

#[test]
fn rolloff_agrees() {
    check(
        "rolloff",
        &cases(|case, numbers| {
            let rgb = numbers.vector(-0.5, 4.0) * if numbers.word() % 4 == 0 { 256.0 } else { 1.0 };
            case.numbers(&rgb.to_array()).near(&rolloff::compress(rgb).to_array(), CLOSE);
        }),
    );
}

#[test]
fn false_color_agrees() {
    check(
        "false_color",
        &cases(|case, numbers| {
            let white = numbers.within(200.0, 2000.0);
            let nits = numbers.vector(-0.1, 1.2) * white * numbers.within(-9.0, 0.1).exp2();
            let nits = DVec3::from_array(nits.to_array().map(single));
            case.numbers(&nits.to_array()).numbers(&[white]);
            // None of the cases lies within a rounding of an edge of the palette.
            case.near(&false_color::shown(nits, white).to_array(), Limit { relative: 0.0, absolute: 1e-5 });
        }),
    );
}

#[test]
fn tone_map_agrees() {
    check(
        "tone_map",
        &cases(|case, numbers| {
            let rgb = numbers.vector(0.0, 3.0);
            case.numbers(&rgb.to_array()).near(&tone_map::neutral(rgb).to_array(), CLOSE);
        }),
    );
}

#[test]
fn grade_agrees() {
    // A rounding of ACEScct is 2^-24; 17.52 stops a code, and a slope, power and contrast that multiply it.
    let curve = Limit { relative: 2e-5, absolute: 2e-6 };
    check(
        "grade",
        &cases(|case, numbers| {
            let light = numbers.vector(-0.1, 2.0) * numbers.within(-6.0, 6.0).exp2();
            let light = DVec3::from_array(light.to_array().map(single));
            let code = numbers.vector(-0.2, 1.3);
            let mut column = || numbers.vector(-0.1, 0.4);
            let columns = [column(), column(), column()].map(|column| column + 0.2);
            let columns = columns.map(|column| DVec3::from_array(column.to_array().map(single)));
            let cdl = Cdl {
                slope: numbers.vector(0.6, 1.4),
                offset: numbers.vector(-0.1, 0.1),
                power: numbers.vector(0.6, 1.4),
                saturation: numbers.within(0.0, 2.0),
            };
            let step = GradeStep {
                matrix: glam::DMat3::from_cols(columns[0], columns[1], columns[2]),
                scene_per_unit: numbers.within(0.1, 1.0),
                contrast: numbers.within(0.7, 1.4),
                cdl,
                saturation: numbers.within(0.0, 2.0),
                has_log: numbers.word() % 4 > 0,
                is_active: numbers.word() % 8 > 0,
            };
            let is = |yes: bool| f64::from(u8::from(yes));
            case.numbers(&light.to_array()).numbers(&code.to_array());
            for (column, last) in
                columns.iter().zip([is(step.is_active), is(step.has_log), step.scene_per_unit])
            {
                case.numbers(&column.to_array()).numbers(&[last]);
            }
            case.numbers(&cdl.slope.to_array()).numbers(&[step.contrast]);
            case.numbers(&cdl.offset.to_array()).numbers(&[cdl.saturation]);
            case.numbers(&cdl.power.to_array()).numbers(&[step.saturation]);
            case.near(&grade::acescct_from_linear(light).to_array(), curve);
            case.near(&grade::linear_from_acescct(code).to_array(), curve);
            case.near(&grade::cdl(code, &cdl).to_array(), curve);
            let graded = step.apply(light);
            // Channels are mixed by saturation, so what a large one is off by stands in a small one too.
            let whole = Limit { relative: 0.0, absolute: 1e-4 * graded.abs().max_element().max(0.01) };
            case.near(&graded.to_array(), whole);
        }),
    );
}

#[test]
fn dither_agrees_to_the_bit() {
    check(
        "dither",
        &cases(|case, numbers| {
            let [x, y, channel, seed] = [numbers.word(), numbers.word(), numbers.word() % 3, numbers.word()];
            let noise = dither::triangular(x, y, channel, seed);
            case.words(&[x, y, channel, seed]).word(dither::hash(x)).word((noise as f32).to_bits());
        }),
    );
}

#[test]
fn sky_agrees() {
    check(
        "sky",
        &cases(|case, numbers| {
            let direction = numbers.unit();
            let sun = Sun { to_sun: numbers.unit(), illuminance_lux: 0.0, color: DVec3::ONE };
            let has_sun = numbers.word() % 2 == 0;
            let gradient = Gradient {
                zenith: numbers.vector(0.0, 5000.0),
                horizon: numbers.vector(0.0, 5000.0),
                ground: numbers.vector(0.0, 5000.0),
                glow: numbers.vector(0.0, 20_000.0),
                falloff: numbers.within(1.0, 8.0),
            };
            let flag = f64::from(u8::from(has_sun));
            case.numbers(&direction.to_array()).numbers(&sun.to_sun.to_array()).numbers(&[flag]);
            for color in [gradient.zenith, gradient.horizon, gradient.ground, gradient.glow] {
                case.numbers(&color.to_array());
            }
            case.numbers(&[gradient.falloff]);
            // The glow's power of 96 makes 96 roundings of a cosine: nits of 20 000 x 96 x 2^-24.
            let limit = Limit { relative: 5e-5, absolute: 0.12 };
            case.near(&gradient.nits(direction, has_sun.then_some(&sun)).to_array(), limit);
        }),
    );
}

#[test]
fn brdf_agrees() {
    check(
        "brdf",
        &cases(|case, numbers| {
            let base_color = numbers.vector(0.0, 1.0);
            let (metallic, roughness) = (numbers.within(0.0, 1.0), numbers.within(0.0, 1.0));
            let (n, v, other) = (numbers.unit(), numbers.unit(), numbers.unit());
            // Half of the lights stand near the mirror direction, where the highlight is.
            let mirror = n * (2.0 * n.dot(v)) - v + other * 0.03;
            let l = if numbers.word() % 2 == 0 { other } else { mirror.normalize() };
            let l = DVec3::new(single(l.x), single(l.y), single(l.z));
            // Unit again after the rounding: the twin's 1 - (n.h)^2 would take a length off by 1e-7 for an angle.
            let want = brdf::evaluate(base_color, metallic, roughness, [n, v, l].map(DVec3::normalize));
            let is_rough = roughness >= 0.2 && n.dot(v).abs() > 0.1 && n.dot(l).abs() > 0.1;
            let cosines = [numbers.within(0.01, 1.0), numbers.within(0.01, 1.0)];
            let alpha = numbers.within(0.01, 1.0);
            case.numbers(&base_color.to_array()).numbers(&[metallic, roughness]);
            for vector in [n, v, l] {
                case.numbers(&vector.to_array());
            }
            case.numbers(&cosines).numbers(&[alpha]);
            case.near(&want.to_array(), if is_rough { ROUGH } else { SMOOTH });
            case.near(&[brdf::distribution(cosines[0], alpha)], CLOSE);
            case.near(&[brdf::visibility(cosines[0], cosines[1], alpha)], CLOSE);
        }),
    );
}

#[test]
fn panorama_directions_agree() {
    check(
        "space",
        &cases(|case, numbers| {
            // Now and then near the zenith, where an arc cosine would lose its digits.
            let flatten = if numbers.word() % 4 == 0 { 1e-3 } else { 1.0 };
            let direction = numbers.vector(-3.0, 3.0);
            let direction =
                DVec3::new(single(direction.x * flatten), direction.y, single(direction.z * flatten));
            let uv = DVec2::new(numbers.within(0.0, 1.0), numbers.within(0.0, 1.0));
            case.numbers(&direction.to_array()).numbers(&uv.to_array());
            case.near(&sphere::equirect_uv_from_direction(direction).to_array(), TRIGONOMETRY);
            case.near(&sphere::direction_from_equirect_uv(uv).to_array(), TRIGONOMETRY);
            case.near(&sphere::octahedral_uv_from_direction(direction).to_array(), CLOSE);
            case.near(&sphere::direction_from_octahedral_uv(uv).to_array(), CLOSE);
        }),
    );
}

#[test]
fn point_sets_agree() {
    check(
        "sampling",
        &cases(|case, numbers| {
            let count = 1 + numbers.word() % 1024;
            let index = numbers.word() % count;
            let point = DVec2::new(numbers.within(0.0, 1.0), numbers.within(0.0, 0.999));
            let alpha = numbers.within(0.001, 1.0);
            case.words(&[index, count]).numbers(&point.to_array()).numbers(&[alpha]);
            case.near(&sampling::hammersley(index, count).to_array(), CLOSE);
            case.near(&sampling::ggx_half_vector(point, alpha).to_array(), TRIGONOMETRY);
        }),
    );
}

#[test]
fn spherical_harmonics_agree() {
    check(
        "sh",
        &cases(|case, numbers| {
            let coefficients: [DVec3; 9] = std::array::from_fn(|_| numbers.vector(-10.0, 10.0));
            let normal = numbers.unit();
            for coefficient in coefficients {
                case.numbers(&coefficient.to_array());
            }
            case.numbers(&normal.to_array());
            // Nine terms of up to 10 that may cancel.
            let limit = Limit { relative: 1e-5, absolute: 2e-5 };
            case.near(&sh::irradiance(&coefficients, normal).to_array(), limit);
            case.near(&sh::fourth(coefficients[0], normal).to_array(), limit);
        }),
    );
}

#[test]
fn projection_agrees() {
    check(
        "project",
        &cases(|case, numbers| {
            let in_view =
                DVec3::new(numbers.within(-3.0, 3.0), numbers.within(-3.0, 3.0), numbers.within(-9.0, -0.5));
            let [fx, fy] = [numbers.within(200.0, 2000.0), numbers.within(200.0, 2000.0)];
            let [cx, cy] = [numbers.within(100.0, 1000.0), numbers.within(100.0, 1000.0)];
            let pinhole = Pinhole { width: 1920, height: 1080, fx, fy, cx, cy };
            let direction = numbers.unit();
            case.numbers(&in_view.to_array()).numbers(&[fx, fy, cx, cy]).numbers(&direction.to_array());
            // Pixels of up to 13 000 whose halves cancel: a thousandth of a pixel, far below a wall pixel's 0.1.
            let pixel = Limit { relative: 1e-6, absolute: 1e-3 };
            case.near(&pinhole.project(in_view).unwrap().to_array(), pixel);
            case.word(views::face_of(direction) as u32);
        }),
    );
}

#[test]
fn wall_filter_agrees() {
    check(
        "filter",
        &cases(|case, numbers| {
            let mut pair = || DVec2::new(numbers.within(0.0, 3.0), numbers.within(0.0, 3.0));
            let (along, down) = (pair(), pair());
            let count = 1 + numbers.word() % 4;
            let index = numbers.word() % (count * count);
            let (inside, ramp) = (numbers.within(-5.0, 60.0), numbers.within(0.0, 50.0));
            case.numbers(&along.to_array()).numbers(&down.to_array()).words(&[index, count]);
            case.numbers(&[inside, ramp]).word(wall_filter::tap_count(along, down));
            case.near(&wall_filter::tap_offset(index, count).to_array(), CLOSE);
            case.near(&[wall_filter::soft_edge(inside, ramp)], CLOSE);
        }),
    );
}

#[test]
fn footprints_agree() {
    check(
        "footprint",
        &cases(|case, numbers| {
            let (from_eye, normal) = (numbers.vector(-20.0, 20.0), numbers.unit());
            let pixel_rad = numbers.within(1e-4, 1e-2);
            let goal = numbers.vector(-0.1, 0.1);
            // Two steps that are far from parallel, as on a screen.
            let step_x = DVec3::new(numbers.within(0.05, 0.2), 0.0, numbers.within(-0.05, 0.05));
            let step_y = DVec3::new(0.0, numbers.within(0.05, 0.2), numbers.within(-0.05, 0.05));
            case.numbers(&from_eye.to_array()).numbers(&normal.to_array()).numbers(&[pixel_rad]);
            for vector in [goal, step_x, step_y] {
                case.numbers(&vector.to_array());
            }
            let texels =
                [numbers.within(-3.0, 7.0), numbers.within(-3.0, 7.0)].map(|stops| single(stops.exp2()));
            case.numbers(&texels);
            for axis in footprint::axes(from_eye, normal, pixel_rad) {
                case.near(&axis.to_array(), Limit { relative: 5e-5, absolute: 2e-6 });
            }
            let (count, level) = footprint::taps(texels[0], texels[1]);
            case.near(&[count, level], CLOSE);
            case.near(
                &footprint::steps(goal, step_x, step_y).to_array(),
                Limit { relative: 2e-5, absolute: 5e-6 },
            );
        }),
    );
}

#[test]
fn glyphs_agree() {
    check(
        "glyph",
        &cases(|case, numbers| {
            let [digit, column, row] = [numbers.word() % 10, numbers.word() % 3, numbers.word() % 5];
            let place = [numbers.word() % 100, numbers.word() % 100];
            let at = [numbers.within(-2.0, 26.0), numbers.within(-1.0, 6.0)];
            case.words(&[digit, column, row]).words(&place).numbers(&at);
            // Letters and what stands round them in ASCII; cells and places a little beyond the shape.
            let letter = [32 + numbers.word() % 70, numbers.word() % 6, numbers.word() % 8];
            let number = [numbers.word(), 1 + numbers.word() % 10, numbers.word() % 10];
            case.words(&letter).words(&number);
            case.word(u32::from(glyph::is_lit(digit, column, row))).word(u32::from(glyph::place(place, at)));
            case.word(u32::from(glyph::letter_is_lit(letter[0], letter[1], letter[2])));
            case.word(glyph::digit(number[0], number[1], number[2]));
        }),
    );
}

#[test]
fn charts_agree() {
    check(
        "chart",
        &cases(|case, numbers| {
            let width = 1 + numbers.word() % 4000;
            let (low, high) = if numbers.word() % 2 == 0 { (0, 1023) } else { (16, 235) };
            let led = numbers.word() % width;
            let [bar, row, column, frame] =
                [numbers.word() % 10, numbers.word() % 5, numbers.word() % 3, numbers.word()];
            let bits = 8 + 2 * (numbers.word() % 2);
            let at = DVec2::new(numbers.within(-300.0, 300.0), numbers.within(-300.0, 300.0));
            let half = DVec2::new(numbers.within(200.0, 9000.0), numbers.within(200.0, 4000.0));
            let square = numbers.within(50.0, 1000.0);
            case.words(&[led, width, low, high, bar, bits, row, column, frame]);
            case.numbers(&at.to_array()).numbers(&half.to_array()).numbers(&[square]);
            case.word(chart::ramp_code(led, width, low, high)).word(chart::range_code(bar, bits));
            case.word(chart::depth_code(row, column, bar, low, high));
            case.word(u32::from(chart::star_is_lit(at, 36)))
                .word(u32::from(chart::line_is_lit(led, 1 + bar)));
            // Differences of lengths of up to 10 m that cancel: a hundredth of a millimetre.
            let millimetres = Limit { relative: 1e-5, absolute: 1e-2 };
            case.near(&[chart::geometry_mm(at, half, square)], millimetres);
            case.word(u32::from(chart::sync_bit(bar, 16, frame)));
        }),
    );
}

#[test]
fn targets_agree() {
    check(
        "target",
        &cases(|case, numbers| {
            let grid = [1 + numbers.word() % 40, 1 + numbers.word() % 20];
            let place = [numbers.word() % grid[0], numbers.word() % grid[1]];
            let first = 1 + numbers.word() % 50;
            case.words(&place).words(&grid).words(&[first]);
            let (step, count) = targets::along(grid[0], targets::MOST_COLUMNS);
            case.word(step).word(count).word(targets::number(place, grid, first));
        }),
    );
}

#[test]
fn markers_agree() {
    check(
        "marker",
        &cases(|case, numbers| {
            let shape = MarkerShape::ALL[numbers.word() as usize % 4];
            let (side, spacing) = (numbers.within(100.0, 1200.0), numbers.within(30.0, 3000.0));
            let (radius, led) = (numbers.within(1.0, 120.0), numbers.within(1.0, 20.0));
            let (count, at) = (1 + numbers.word() % 9, numbers.within(0.0, side));
            let offset = DVec2::new(numbers.within(-90.0, 90.0), numbers.within(-90.0, 90.0));
            case.words(&[shape.shader_id()]).numbers(&[side, spacing, radius, led, at]);
            case.words(&[count]).numbers(&offset.to_array());
            case.near(&marker::size(radius, led).to_array(), CLOSE);
            case.word(marker::count(side, spacing, single(radius + led))).word(marker::stride(side, spacing));
            // A sum of up to 1200 mm that cancels.
            let millimetres = Limit { relative: 1e-5, absolute: 1e-3 };
            case.near(&[marker::offset_mm(at, side, count)], millimetres);
            case.word(u32::from(marker::is_lit(shape, offset, radius, led)));
        }),
    );
}

/// Negative control: other arguments, a lost bit and a not-a-number must all be seen.
#[test]
fn the_comparer_rejects_a_perturbed_result() {
    let wanted = transfer_cases();
    let exact: Vec<Vec<u32>> = wanted
        .iter()
        .map(|case| {
            let word = |want: &Want| match want {
                Want::Word(word) => *word,
                Want::Near(value, _) => (*value as f32).to_bits(),
            };
            case.want.iter().map(word).collect()
        })
        .collect();
    assert!(compare(&wanted, &exact).is_ok());
    let spoiled = |value: f32| {
        let mut words = exact.clone();
        words[3][0] = value.to_bits();
        compare(&wanted, &words)
    };
    let right = f32::from_bits(exact[3][0]);
    assert!(spoiled(right + 2.0 / 4095.0).is_err());
    assert!(spoiled(f32::NAN).is_err());
    let mut case = Case::default();
    case.word(5);
    assert!(compare(&[case], &[vec![4]]).is_err());
}

/// Negative control on the device: a probe given an argument that is 1 % off must fail.
#[test]
fn the_probe_sees_its_arguments() {
    let Some(gpu) = super::device() else { return };
    let mut perturbed = transfer_cases();
    for case in &mut perturbed {
        let signal = f64::from(f32::from_bits(case.given[2]));
        case.given[2] = (single(signal * 1.01) as f32).to_bits();
    }
    let got = run(&gpu, "transfer", &perturbed);
    drop(gpu);
    assert!(compare(&perturbed, &got).is_err());
}

/// Cones of every width; LEDs of a hundredth of a radian and less beside each other, so that edges are LEDs' and feathers'.
#[test]
fn light_cards() {
    let mut numbers = Numbers(11);
    let cases: Vec<Case> = (0..6000)
        .map(|index| {
            let shape = [Shape::Rectangle, Shape::Disc, Shape::Gradient][index % 3];
            // The axis within 120 degrees: behind, where azimuths meet, the CPU and the GPU may tell left from right.
            let here =
                DVec3::new(numbers.within(-2.0, 2.0), numbers.within(-2.0, 2.0), numbers.within(-1.0, 3.0));
            let mut beside = || {
                let step = numbers.vector(-0.02, 0.02);
                DVec3::new(single(here.x + step.x), single(here.y + step.y), single(here.z + step.z))
            };
            let (right, down) = (beside(), beside());
            let half = DVec2::new(numbers.within(0.05, 1.5), numbers.within(0.05, 1.5));
            let (feather, stops) = (numbers.within(0.01, 1.0), numbers.within(0.0, 10.0));
            let mut case = Case::default();
            case.words(&[shape as u32]);
            for place in [here, right, down] {
                case.numbers(&place.to_array());
            }
            case.numbers(&half.to_array()).numbers(&[feather, stops]);
            // An edge of 0.01 rad is 150 times as steep as the angle that it is given.
            let steep = Limit { relative: 1e-5, absolute: 5e-4 };
            case.near(&card::inside(shape, here, half).to_array(), TRIGONOMETRY)
                .near(&[card::edge(half.x - 0.5, feather)], steep)
                .near(&[card::coverage(shape, [here, right, down], half, feather)], steep)
                .near(&[card::transmission(stops, feather)], CLOSE);
            case
        })
        .collect();
    check("card", &cases);
}
