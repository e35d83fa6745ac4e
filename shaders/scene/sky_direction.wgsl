// The sky's part of the world-position target: a unit direction and 0. Pass: render::passes::world_position.
// @include bind/view.wgsl
// @include scene/fullscreen.wgsl

@fragment
fn fs_main(@builtin(position) at: vec4f) -> @location(0) vec4f {
    return vec4f(normalize(view_ray_in_world(at.xy)), 0.0);
}
