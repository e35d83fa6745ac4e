//! Every WGSL file, inside the program.
//!
//! In: the files under `shaders/`. Out: a table of path and text. Not here: putting them together (`gpu::shader`).
//! Invariant: lists every file; tests/cpu/tidy.rs holds it against the folder.

/// Path under `shaders/` and text.
pub const SOURCES: &[(&str, &str)] = &[
    ("bind/frame.wgsl", include_str!("../../shaders/bind/frame.wgsl")),
    ("bind/material.wgsl", include_str!("../../shaders/bind/material.wgsl")),
    ("bind/view.wgsl", include_str!("../../shaders/bind/view.wgsl")),
    ("bind/wall.wgsl", include_str!("../../shaders/bind/wall.wgsl")),
    ("lib/brdf.wgsl", include_str!("../../shaders/lib/brdf.wgsl")),
    ("lib/dither.wgsl", include_str!("../../shaders/lib/dither.wgsl")),
    ("lib/filter.wgsl", include_str!("../../shaders/lib/filter.wgsl")),
    ("lib/footprint.wgsl", include_str!("../../shaders/lib/footprint.wgsl")),
    ("lib/glyph.wgsl", include_str!("../../shaders/lib/glyph.wgsl")),
    ("lib/project.wgsl", include_str!("../../shaders/lib/project.wgsl")),
    ("lib/rolloff.wgsl", include_str!("../../shaders/lib/rolloff.wgsl")),
    ("lib/sampling.wgsl", include_str!("../../shaders/lib/sampling.wgsl")),
    ("lib/sh.wgsl", include_str!("../../shaders/lib/sh.wgsl")),
    ("lib/sky.wgsl", include_str!("../../shaders/lib/sky.wgsl")),
    ("lib/space.wgsl", include_str!("../../shaders/lib/space.wgsl")),
    ("lib/tone_map.wgsl", include_str!("../../shaders/lib/tone_map.wgsl")),
    ("lib/transfer.wgsl", include_str!("../../shaders/lib/transfer.wgsl")),
    ("post/simulated_camera.wgsl", include_str!("../../shaders/post/simulated_camera.wgsl")),
    ("post/stage_view.wgsl", include_str!("../../shaders/post/stage_view.wgsl")),
    ("post/tone_map.wgsl", include_str!("../../shaders/post/tone_map.wgsl")),
    ("scene/environment.wgsl", include_str!("../../shaders/scene/environment.wgsl")),
    ("scene/environment_light.wgsl", include_str!("../../shaders/scene/environment_light.wgsl")),
    ("scene/fullscreen.wgsl", include_str!("../../shaders/scene/fullscreen.wgsl")),
    ("scene/latlong.wgsl", include_str!("../../shaders/scene/latlong.wgsl")),
    ("scene/opaque.wgsl", include_str!("../../shaders/scene/opaque.wgsl")),
    ("scene/shadow.wgsl", include_str!("../../shaders/scene/shadow.wgsl")),
    ("scene/sky.wgsl", include_str!("../../shaders/scene/sky.wgsl")),
    ("scene/sky_direction.wgsl", include_str!("../../shaders/scene/sky_direction.wgsl")),
    ("scene/vertex.wgsl", include_str!("../../shaders/scene/vertex.wgsl")),
    ("scene/world_position.wgsl", include_str!("../../shaders/scene/world_position.wgsl")),
    ("wall/inner_window.wgsl", include_str!("../../shaders/wall/inner_window.wgsl")),
    ("wall/panel_light.wgsl", include_str!("../../shaders/wall/panel_light.wgsl")),
    ("wall/pattern.wgsl", include_str!("../../shaders/wall/pattern.wgsl")),
    ("wall/wall_encode.wgsl", include_str!("../../shaders/wall/wall_encode.wgsl")),
    ("wall/wall_map.wgsl", include_str!("../../shaders/wall/wall_map.wgsl")),
    ("wall/wall_probe.wgsl", include_str!("../../shaders/wall/wall_probe.wgsl")),
];
