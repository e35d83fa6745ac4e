// Sunlight that reaches the ground and the air under the clouds. Pass: render::passes::cloud_shadow.
// @include sky/cloud_column.wgsl
// @include scene/fullscreen.wgsl

// Metres across and texels: SHADOW_SPAN_M and CLOUD_SHADOW_SIDE of render.
const SHADOW_SPAN_M: f32 = 32768.0;
const SHADOW_SIDE: f32 = 512.0;

@fragment
fn fs_main(@builtin(position) at: vec4f) -> @location(0) vec4f {
    let dome = sky.domes[0];
    if cloud_layers() == 0u { return vec4f(1.0); }
    let on_ground = dome.place.xy + (at.xy / SHADOW_SIDE - 0.5) * SHADOW_SPAN_M;
    let to_light = dome.light.xyz;
    let rise = max(to_light.y, 0.05);
    var depth = 0.0;
    for (var layer = 0u; layer < cloud_layers(); layer++) {
        let cloud = sky.clouds[layer];
        let thick = cloud.layer.y - cloud.layer.x;
        // Three cuts through the layer.
        for (var cut = 0u; cut < 3u; cut++) {
            let share = (f32(cut) + 0.5) / 3.0;
            let place = on_ground + to_light.xz * ((cloud.layer.x + share * thick - sky.observer.y) / rise);
            let excess = cloud_excess(layer, place);
            let extent = cloud_extent(layer, excess);
            let inside = smoothstep(-0.1, 0.1, extent.y - share) * smoothstep(0.05, 0.6, excess - cloud.drift.w - 0.2 * cloud.pattern.z);
            depth += inside * (1.0 - 0.45 * cloud.shape.z) * thick * cloud.layer.w / (3.0 * max(to_light.y, 0.1));
        }
    }
    let low = smoothstep(0.035, 0.12, to_light.y);
    return vec4f(vec3f(mix(dome.place.z, exp(-depth), low)), 1.0);
}
