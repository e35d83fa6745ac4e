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
        let ground = vec3f(live_irradiance[10u * dome + 1u].w, live_irradiance[10u * dome + 2u].w, live_irradiance[10u * dome + 3u].w);
        return vec4f(min(ground * over, vec3f(60000.0)), 1.0);
    }
    let direction = space_direction_from_equirect_uv(at.xy / SIZE);
    // Not live_sky_nits: what it knows of the ground is what is being gathered here.
    let clear = clear_sky_nits(direction);
    let clouds = cloud_sky(direction);
    let nits = air_light_sky(clear * clouds.a + clouds.rgb, direction, false);
    // Beside it, the sky without clouds and fog.
    var aside = dot(clear, vec3f(0.27222872, 0.67408177, 0.05368952)) * over;
    if at.y < 1.0 {
        // The first row's points lie on a sunflower round the mark (Vogel 1979); its mean is the share of sunlit ground.
        let share = at.x / SIZE.x;
        let turn = 2.39996323 * floor(at.x);
        let way = SUNLIT_RADIUS_M * sqrt(share) * vec2f(cos(turn), sin(turn));
        let key = select(sky.to_moon.y, sky.to_sun.y, dot(sky.sun_lux.rgb, vec3f(1.0)) >= dot(sky.moon_lux.rgb, vec3f(1.0)));
        aside = cloud_sunlit(sky.observer.xyz + vec3f(way.x, 0.0, way.y)) * air_key_share(sky.observer.y, key);
    }
    return vec4f(min(nits * over, vec3f(60000.0)), aside);
}
