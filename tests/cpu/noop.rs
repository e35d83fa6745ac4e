//! The demo on wgpu's noop backend: all of wgpu's validation, no driver.
//!
//! In: the embedded demo. Out: wgpu's validation errors. Not here: numbers and pixels (`tests/gpu`).
//! Invariant: the device offers WebGPU's default limits and no optional feature, so nothing more is needed.

use std::sync::{Mutex, PoisonError};

use cyclorama::gpu::Gpu;
use cyclorama::gpu::pipeline::{Draw, pipelines_made};
use cyclorama::render::spot::SpotPlace;
use cyclorama::render::{Renderer, Settings, Wanted, views};
use cyclorama::show::feed::{SlotId, SlotSet};
use cyclorama::show::load;

/// The count of pipelines is the process's, so these tests take turns.
static TURN: Mutex<()> = Mutex::new(());

fn device(features: wgpu::Features) -> Gpu {
    let mut descriptor = wgpu::InstanceDescriptor::new_without_display_handle();
    descriptor.backends = wgpu::Backends::NOOP;
    descriptor.backend_options.noop.enable = true;
    descriptor.backend_options.noop.limits = Some(wgpu::Limits::default());
    descriptor.backend_options.noop.features = Some(features);
    Gpu::open(wgpu::Instance::new(descriptor), None).expect("the noop backend is compiled into the tests")
}

/// Everything that a show can be asked for, so that every pass, target and bind group is made and recorded.
const EVERYTHING: Settings = Settings {
    reference: true,
    proof: true,
    nits: true,
    stage_view: Some([320, 180]),
    latlong: Some(64),
    displays: Some(4),
    previews: true,
};

/// Builds the demo and draws two frames; wgpu's own handler panics on any validation error.
fn draw_demo(gpu: &Gpu) {
    let show = load::demo(&|_, _| {}).unwrap_or_else(|error| panic!("{error}")).show;
    let mut renderer =
        Renderer::new(gpu, &show, &EVERYTHING, &|_, _| {}).unwrap_or_else(|error| panic!("{error}"));
    let made = pipelines_made();
    assert!(made > 0, "no pipeline was made: nothing was validated");
    for frame in 0..2 {
        let inputs = show.inputs(&show.first, frame, &show.rehearsed_poses(frame));
        let wanted = Wanted {
            cameras: true,
            references: true,
            proof_of: Some(0),
            nits: true,
            stage: Some(views::reference(&inputs.cameras[0])),
            latlong: true,
            displays: true,
            false_color: true,
            waveform: true,
            spot: Some(SpotPlace { camera: 0, at: [0.5, 0.5] }),
            previews: SlotSet::default().with(SlotId::default()),
        };
        renderer.draw(gpu, &show, &inputs, &wanted);
    }
    assert_eq!(pipelines_made(), made, "a pipeline was made after `ready` (DESIGN.md 1)");
}

#[test]
fn the_demo_validates_on_the_least_device() {
    let _turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
    let gpu = device(wgpu::Features::empty());
    assert!(!gpu.has_timestamps);
    draw_demo(&gpu);
}

#[test]
fn the_demo_validates_with_timers() {
    let _turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
    let gpu = device(wgpu::Features::TIMESTAMP_QUERY);
    assert!(gpu.has_timestamps);
    draw_demo(&gpu);
}

/// Negative control: a pipeline whose layout lacks the groups that its shader binds.
#[test]
fn a_wrong_layout_is_refused() {
    let _turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
    let gpu = device(wgpu::Features::empty());
    let scope = gpu.device.push_error_scope(wgpu::ErrorFilter::Validation);
    gpu.render_pipeline(&Draw::flat(
        "test/wrong",
        "post/tone_map.wgsl",
        &[],
        wgpu::TextureFormat::Rgba8Unorm,
    ));
    let error = pollster::block_on(scope.pop()).expect("the shader binds a group that the layout lacks");
    assert!(error.to_string().contains("test/wrong"), "{error}");
}
