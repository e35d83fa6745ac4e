// Group 1 of passes that look at the stage: a camera, and the code values of one canvas.

// Mirror: render::structs::CameraUniforms.
struct CameraUniforms {
    clip_from_stage: mat4x4f,
    stage_from_view: mat4x4f,
    // fx, fy, cx, cy in pixels.
    pinhole: vec4f,
}

@group(1) @binding(0) var<uniform> camera: CameraUniforms;
@group(1) @binding(1) var code_map: texture_2d<f32>;
