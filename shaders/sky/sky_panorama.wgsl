// The live sky as a panorama in sky axes, to gather its light from: sky above, lit ground below. Pass: render::passes::sky_light.
// @include lib/space.wgsl
// @include scene/live_sky.wgsl
// @include scene/fullscreen.wgsl

// PANORAMA_SIZE of render::sky_targets.
const SIZE = vec2f(256.0, 128.0);
// Ground round the mark whose sunlight counts, metres: what a bounce card as wide as a village sees.
const SUNLIT_RADIUS_M: f32 = 200.0;

@fragment
fn fs_main(@builtin(position) at: vec4f) -> @location(0) vec4f {
    let dome = u32(sky.dome.x);
    let over = 1.0 / sky.surface.w;
    if at.y > 0.5 * SIZE.y {
        let ground = vec3f(live_irradiance[9u * dome + 1u].w, live_irradiance[9u * dome + 2u].w, live_irradiance[9u * dome + 3u].w);
        return vec4f(min(ground * over, vec3f(60000.0)), 1.0);
    }
    let nits = live_sky_nits(space_direction_from_equirect_uv(at.xy / SIZE));
    var sunlit = 1.0;
    if at.y < 1.0 {
        // The first row's points lie on a sunflower round the mark (Vogel 1979); its mean is the share of sunlit ground.
        let share = at.x / SIZE.x;
        let turn = 2.39996323 * floor(at.x);
        let aside = SUNLIT_RADIUS_M * sqrt(share) * vec2f(cos(turn), sin(turn));
        sunlit = cloud_sunlit(sky.observer.xyz + vec3f(aside.x, 0.0, aside.y));
    }
    return vec4f(min(nits * over, vec3f(60000.0)), sunlit);
}
